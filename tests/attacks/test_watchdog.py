"""Attack: whatever keeps the watchdog from looking, or makes it call repaired what it has not looked at."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import ACCOUNT, CUSTOMER, AccountStatus, customer_id
from lambdas.shared.cases import outbox
from lambdas.shared.monitoring import enrolment
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import StoreUnavailable
from lambdas.watch_onboardings import accounts, limits
from lambdas.watch_onboardings.handler import handler as watch
from lambdas.watch_onboardings.problems import UNDO
from tests.exactly_once import bank as exactly_once
from tests.exactly_once.conftest import bank as tables  # noqa: F401 - a fixture
from tests.exactly_once.conftest import clients  # noqa: F401 - a fixture
from tests.exactly_once.interruption import AFTER
from tests.lambdas.watch_onboardings.test_handler import Bank as Watched

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def looked_at() -> dict[str, tuple[str, bool]]:
    return {one["application_id"]: (one["code"], one["repaired"]) for one in findings()}


def findings() -> list[Row]:
    found: list[Row] = watch({"run": "run", "asked_by": "test"}, None)["findings"]
    return found


DAMAGES: dict[str, Callable[[Row], object]] = {
    "a count": lambda row: row.update(attempts="many"),
    "a time": lambda row: row.update(updated_at="yesterday"),
    "a list": lambda row: row.update(reasons="[not JSON"),
    "nothing there": lambda row: row.pop("attempts"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_item_that_cannot_be_read_keeps_nobody_else_from_being_looked_at(bank: Watched, damage: str) -> None:
    broken, dead = bank.submit("awaiting_review"), bank.submit("running", "ABORTED")
    bank.review(broken)
    DAMAGES[damage](bank.table.rows[broken, "META"])
    assert looked_at() == {broken: ("NOT_LOOKED_AT", False), dead: ("EXECUTION_ENDED", True)}
    [alert] = [one for one in bank.states.alerts if "findings" in one]
    assert alert["findings"] == [f"{broken}: NOT_LOOKED_AT"]
    assert bank.status(dead) == "failed"


def test_a_missing_topic_stops_no_repair_and_is_said(bank: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    started, unasked = bank.submit(execution=None), bank.submit("awaiting_review")
    ended = bank.submit("running", "ABORTED")

    def gone(**_: str) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(bank.states, "publish", gone)
        with pytest.raises(StoreUnavailable, match="the watchdog's alert could not be published"):
            looked_at()
    kept = json.loads(bank.table.rows["#watchdog", "REPORT#test"]["report"])
    assert not kept["alerted"]
    assert {one["application_id"]: (one["code"], one["repaired"]) for one in kept["findings"]} == {
        started: ("NOT_STARTED", True),
        unasked: ("REVIEW_MISSING", False),
        ended: ("NOT_LOOKED_AT", False),
    }
    # Once there is a topic, nothing of it is lost.
    assert looked_at() == {unasked: ("REVIEW_MISSING", False), ended: ("EXECUTION_ENDED", True)}
    assert [sorted(one) for one in bank.states.alerts] == [["application_id", "error", "run"], ["findings", "run"]]


def test_an_event_that_still_cannot_be_published_is_not_called_repaired(
    bank: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = bank.submit("onboarded", "SUCCEEDED"), bank.submit("onboarded", "SUCCEEDED")
    for each in (one, other):
        outbox.add(bank.table, bank.table.meta(each), "AccountActivated")

    def send(event: Row) -> None:
        if event["application_id"] == one:
            raise ConnectionError

    monkeypatch.setattr(outbox, "send", send)
    assert looked_at() == {one: ("EVENTS_LEFT", False), other: ("EVENTS_LEFT", True)}


def test_a_start_that_starts_nothing_is_not_called_repaired(bank: Watched) -> None:
    """There is an execution of that name, and it has ended."""
    one = bank.submit(execution=None)
    bank.states.running[one] = "FAILED"
    found = [(each["code"], each["repaired"]) for each in findings()]
    assert found == [("NOT_STARTED", False), ("EXECUTION_ENDED", False)]


class Aborted(BaseException):
    """The execution is stopped here, and its function with it."""


@pytest.mark.parametrize("status", ["running", "awaiting_review", "failed", "declined"])
@pytest.mark.parametrize("step", ["create_customer", "open_account", "request_activation", "activate_account"])
def test_an_execution_that_is_aborted_anywhere_leaves_no_account_unseen(
    tables: exactly_once.Bank,  # noqa: F811
    bank: Watched,
    clients: Row,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    status: str,
) -> None:
    """The account is opened by the workflow's own functions, and its execution aborted before each of their writes."""

    def aborts() -> None:
        raise Aborted

    reported = 0
    for _ in tables.interruption.moments(AFTER, aborts, (step,)):
        with monkeypatch.context() as patch:
            topic = SimpleNamespace(publish=lambda **_: None)
            patch.setattr(aws, "client", {**clients, "s3": tables.bucket, "sns": topic}.__getitem__)
            patch.setattr("lambdas.shared.cases.table._opened", lambda: tables.onboarding)
            one = tables.submit()
            try:
                ended = tables.execution(one).run()
            except Aborted:
                pass
            else:
                assert not ended.error
                break  # there were no more moments
        _ends(bank, tables, one, status)
        found = {each["code"]: each for each in findings() if each["application_id"] == one}
        if not tables.customers.has_customer(customer_id(one)):
            assert "ACCOUNT_WITHOUT_OUTCOME" not in found
            continue
        left = found["ACCOUNT_WITHOUT_OUTCOME"]
        assert not left["repaired"]
        assert all(name in left["to_do"] for name in UNDO)
        [alert] = [each for each in bank.states.alerts if f"{one}: ACCOUNT_WITHOUT_OUTCOME" in each.get("findings", [])]
        assert alert["to_do"] == [left["to_do"]]
        reported += 1
    assert reported


def _ends(bank: Watched, tables: exactly_once.Bank, one: str, status: str) -> None:  # noqa: F811
    """The case as the watchdog finds it: its execution was aborted."""
    made = bank.submit(status, "ABORTED")
    for partition, item in [key for key in bank.table.rows if key[0] == made]:
        bank.table.rows[one, item] = bank.table.rows.pop((partition, item)) | {"application_id": one}
    for row in tables.onboarding.starting(one, saga.SAGA):
        bank.table.rows[one, row["item"]] = row
    bank.customers = tables.customers  # type: ignore[assignment]


def test_an_account_that_fits_its_outcome_is_settled_and_one_that_is_missing_is_reported(bank: Watched) -> None:
    one = opened(bank, bank.submit("running"))
    assert looked_at() == {}  # its execution is at work
    assert bank.table.rows[one, saga.SAGA]["status"] == saga.UNSETTLED
    bank.table.update(one, "META", {"status": "onboarded"})
    assert looked_at() == {}
    assert bank.table.rows[one, saga.SAGA]["status"] == saga.SETTLED
    missing = opened(bank, bank.submit("onboarded", "SUCCEEDED"))
    bank.customers.rows.pop((customer_id(missing), "ACCOUNT"))
    assert looked_at() == {missing: ("OUTCOME_WITHOUT_ACCOUNT", False)}


@pytest.mark.parametrize("status", ["awaiting_review", "awaiting_documents", "declined", "failed"])
def test_an_account_that_was_opened_by_hand_is_reported_whatever_its_case_waits_for(bank: Watched, status: str) -> None:
    """Somebody wrote customer and account, and nothing else."""
    one = bank.submit(status)
    if status != "declined":
        bank.review(one)
    by_hand(bank, one)
    assert (one, "ACCOUNT_WITHOUT_OUTCOME") in [(each["application_id"], each["code"]) for each in findings()]
    [alert] = bank.states.alerts
    assert f"{one}: ACCOUNT_WITHOUT_OUTCOME" in alert["findings"]


@pytest.mark.parametrize("item", [CUSTOMER, ACCOUNT])
def test_a_customer_or_account_of_no_application_is_reported(bank: Watched, item: str) -> None:
    bank.customers.insert(customer_id("nobody-1"), item, account("nobody-1") if item == ACCOUNT else {})
    assert looked_at() == {"nobody-1": ("ACCOUNT_WITHOUT_APPLICATION", False)}


@pytest.mark.parametrize(
    ("partition", "item"),
    [("elsewhere", CUSTOMER), ("elsewhere", ACCOUNT), ("elsewhere", "LEDGER"), ("LEDGER#account-1-x", ACCOUNT)],
)
def test_what_is_a_customer_s_is_reported_under_any_key(bank: Watched, partition: str, item: str) -> None:
    fitting(bank)
    bank.customers.insert(partition, item, account("x"))
    found = looked_at()
    assert {*found} == {partition}
    assert found[partition][0].startswith("ACCOUNT_WITHOUT_")


@pytest.mark.parametrize("row", [{"status": "active"}, {"status": "opened"}, {"status": "ACTIVE"}, {}])
@pytest.mark.parametrize("owner", ["nobody-1", "onboarded", None])
def test_an_account_of_the_ledger_that_is_no_customer_s_is_reported(bank: Watched, row: Row, owner: str | None) -> None:
    one = fitting(bank)
    application_id = one if owner == "onboarded" else owner
    bank.customers.insert("LEDGER#account-7-x", "LEDGER", row | ({"application_id": application_id} if owner else {}))
    assert looked_at() == {"LEDGER#account-7-x": ("ACCOUNT_WITHOUT_CUSTOMER", False)}


def test_an_account_that_fits_and_one_that_was_closed_are_left_alone(bank: Watched) -> None:
    fitting(bank)
    bank.customers.insert("LEDGER#account-7-x", "LEDGER", {"status": "closed", "application_id": "x"})
    bank.customers.insert("IBAN#DE00", "IBAN", {"status": "open"})
    assert looked_at() == {}


def test_a_large_table_is_read_in_parts_and_every_part_comes(bank: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PAGES", 2)
    bank.customers.page_size = 2
    hands = [f"nobody-{number:02}" for number in range(10)]
    for one in hands:
        by_hand(bank, one)
    found = [sorted(looked_at()) for _ in range(6)]
    assert found == [hands[start : start + 2] for start in (0, 2, 4, 6, 8, 0)]
    told = [one for alert in bank.states.alerts for one in alert["findings"]]
    assert len(told) == len(hands)


def test_a_part_of_which_not_all_was_looked_at_is_read_again(bank: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PAGES", 1)
    bank.customers.page_size = 2
    for number in range(3):
        by_hand(bank, f"nobody-{number}")
    monkeypatch.setattr(limits, "LOOKING", 0)
    assert looked_at() == {}
    monkeypatch.setattr(limits, "LOOKING", 60)
    assert [*looked_at()] == ["nobody-0"]
    assert [*looked_at()] == ["nobody-1"]


@pytest.mark.parametrize("damage", [{"status": "mine"}, {"accounts": "many"}])
def test_an_account_that_cannot_be_read_is_reported(bank: Watched, damage: Row) -> None:
    one = by_hand(bank, bank.submit("declined"))
    bank.customers.rows[customer_id(one), ACCOUNT] = damage | {"customer_id": customer_id(one), "item": ACCOUNT}
    assert (one, "NOT_LOOKED_AT", False) in [
        (each["application_id"], each["code"], each["repaired"]) for each in findings()
    ]


def fitting(bank: Watched) -> str:
    """An application that was onboarded, with the account that it has in both books, and monitored."""
    one = by_hand(bank, bank.submit("onboarded", "SUCCEEDED"))
    assert enrolment.enter(bank.table, bank.customers, customer_id(one))
    bank.customers.insert(f"LEDGER#{account(one)['account_id']}", "LEDGER", account(one))
    return one


def by_hand(bank: Watched, one: str) -> str:
    bank.customers.insert(customer_id(one), CUSTOMER, {"application_id": one, "body": "{}"})
    bank.customers.insert(customer_id(one), ACCOUNT, account(one))
    return one


def account(one: str) -> Row:
    known = {"application_id": one, "account_id": f"account-1-{one}", "iban": "i", "product": "p", "opened_at": "2026"}
    return known | {"status": AccountStatus.ACTIVE}


def opened(bank: Watched, one: str) -> str:
    row = {"holder": "by hand", "state": "opened", "accounts": 1, "status": saga.UNSETTLED, "submitted_at": "2026"}
    bank.table.insert(one, saga.SAGA, row)
    bank.customers.insert(customer_id(one), ACCOUNT, account(one))
    return one
