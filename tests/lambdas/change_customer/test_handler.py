"""What core banking says of a customer is kept once, in whatever order it comes, and what cannot be so is refused."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.change_customer import handler
from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import CUSTOMER, Account, AccountStatus, made_by
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime.errors import StaleWatchlist
from tests.memory import dying
from tests.screened_for_life import Monitoring, opened

Row = dict[str, Any]
ANNA = "customer-anna"
NUMBERS = st.permutations(range(1, 7))


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Monitoring]:
    with opened(monkeypatch) as made:
        made.publish("Viktor Volkov", "Boris Baranov")
        assert made.onboard(ANNA, "Anna Eriksson")
        yield made


def entries(bank: Monitoring, customer: str = ANNA) -> list[KeptEvidence]:
    """What the record of the application says of messages."""
    case = bank.table.case(made_by(customer))
    assert case.faults == []
    return [one for one in case.linked if one.step == handler.STEP]


def verdicts(bank: Monitoring) -> list[str]:
    return [one.result["verdict"] for one in entries(bank)]


def name(bank: Monitoring, customer: str = ANNA) -> str:
    """As the customer's item has it."""
    applicant = json.loads(bank.customers.rows[customer, CUSTOMER]["body"])
    return f"{applicant['given_names']} {applicant['family_name']}"


def searched(bank: Monitoring, customer: str = ANNA) -> tuple[str, ...]:
    found = roster.found_searched(bank.customers, customer)
    return found[1].names if found else ()


def claimants(bank: Monitoring, message: Row) -> dict[str, list[str]]:
    marks = fingerprints.fingerprints({"document": {"issuing_country": "", "number": ""}} | message, b"key")  # type: ignore[arg-type]
    return {kind: bank.customers.claimants(kind, mark) for kind, mark in marks.items()}


def test_a_new_name_is_kept_searched_at_once_and_found_as_a_duplicate(bank: Monitoring) -> None:
    message = bank.message(ANNA, "Boris Baranov")
    assert bank.tell(message) == [True]
    assert name(bank) == "Boris Baranov"
    assert searched(bank) == ("Boris Baranov", "Anna Eriksson")  # under the name from before too
    assert bank.alerts == {(ANNA, "ofac-Boris-Baranov")}
    assert claimants(bank, message)["person"] == ["anna"]
    (kept,) = entries(bank)
    assert (kept.result, kept.details["applicant"]) == ({"verdict": "changed", "reasons": []}, message["applicant"])


def test_a_new_document_is_claimed_and_the_old_fingerprints_stay(bank: Monitoring) -> None:
    application = bank.table.case("anna").application
    first = bank.message(ANNA, "Anna Eriksson", document=application["document"])
    second = bank.message(ANNA, "Anna Berg", document=application["document"] | {"number": "NEW123456"})
    assert bank.tell(first, second) == [True, True]
    for message in (first, second):
        assert claimants(bank, message) == {"document": ["anna"], "person": ["anna"]}
    assert json.loads(bank.customers.rows[ANNA, CUSTOMER]["document"])["number"] == "NEW123456"


def test_the_data_of_another_customer_are_kept_and_operators_told_once(bank: Monitoring) -> None:
    assert bank.onboard("customer-berta", "Berta Berg")
    shared = bank.message("customer-berta", "Anna Berg")["applicant"]
    assert bank.tell(bank.message("customer-berta", "Anna Berg", applicant=shared)) == [True]
    message = bank.message(ANNA, "Anna Berg", applicant=shared)
    assert bank.tell(message, message) == [True, True]
    (told,) = bank.told
    assert (told["customer_id"], told["others"], told["reasons"]) == (ANNA, ["berta"], ["DUPLICATE_PERSON"])
    assert claimants(bank, message)["person"] == ["anna", "berta"]
    assert entries(bank)[0].details["claimed_by"] == {"person": ["berta"]}


def test_a_customer_is_screened_until_the_account_is_closed(bank: Monitoring) -> None:
    account = Account("anna", "account-1-anna", "DE1", "current_account", AccountStatus.ACTIVE, "2026-01-01T00:00:00Z")
    bank.customers.insert(ANNA, "ACCOUNT", {one: getattr(account, one) for one in Account.__slots__})
    assert roster.find(bank.customers, ANNA)
    assert bank.close(ANNA)
    assert roster.find(bank.customers, ANNA) is None
    closed = bank.customers.account(ANNA)
    assert closed
    assert closed.status is AccountStatus.CLOSED
    assert bank.customers.rows[ANNA, CUSTOMER]["closed_at"]
    assert name(bank) == "Anna Eriksson"  # the data are kept
    assert bank.tell(bank.message(ANNA, "Boris Baranov")) == [False]
    assert bank.alerts == set()


def test_the_same_message_counts_once_and_never_says_two_things(bank: Monitoring) -> None:
    message = bank.message(ANNA, "Anna Berg")
    assert bank.tell(message, message) == [True, True]
    assert verdicts(bank) == ["changed"]
    assert bank.tell(bank.message(ANNA, "Boris Baranov", number=message["number"])) == [False]
    other = bank.message(ANNA, "Boris Baranov", message_id=message["message_id"])
    assert bank.tell(other) == [False]
    other = bank.message(ANNA, "Boris Baranov", number=message["number"], message_id="another-one")
    assert bank.tell(other) == [False]
    assert (name(bank), verdicts(bank)) == ("Anna Berg", ["changed"])


@given(order=NUMBERS, repeated=NUMBERS, closing=st.booleans())
def test_in_whatever_order_messages_come_the_last_one_counts(
    order: list[int], repeated: list[int], closing: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as bank:
        bank.publish("Viktor Volkov")
        bank.onboard(ANNA, "Anna Eriksson")
        last = max(order)
        messages = {n: bank.message(ANNA, f"Anna Name{n}", number=n) for n in order}
        if closing:
            messages[last] = bank.message(ANNA, number=last)
        for number in (*order, *repeated):
            assert bank.tell(messages[number]) == [True]
        kept = {one.details["number"]: one.result["verdict"] for one in entries(bank)}
        counted = [n for place, n in enumerate(order) if n == max(order[: place + 1])]
        assert {n for n, verdict in kept.items() if verdict != "overtaken"} == {*counted}
        known = [n for n in counted if not (closing and n == last)]
        if closing:
            assert searched(bank) == ()
        else:
            assert set(searched(bank)) == {"Anna Eriksson", *(f"Anna Name{n}" for n in known)}
        assert name(bank) == (f"Anna Name{known[-1]}" if known else "Anna Eriksson")
        assert bank.customers.rows[ANNA, CUSTOMER]["number"] == last


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_id": "customer-nobody"},
        {"customer_id": "anna"},
        {"number": 0},
        {"message_id": "../x"},
        {"type": "customer_deleted"},
        {"type": "account_closed"},  # with data, which it must not have
        {"applicant": {}},
        {"secret": "x"},
    ],
)
def test_what_cannot_be_so_is_refused_and_changes_nothing(bank: Monitoring, wrong: Row) -> None:
    before = (json.dumps([*bank.table.rows.values()]), json.dumps([*bank.customers.rows.values()]))
    assert bank.tell(bank.message(ANNA, "Boris Baranov") | wrong) == [False]
    assert (json.dumps([*bank.table.rows.values()]), json.dumps([*bank.customers.rows.values()])) == before


@pytest.mark.parametrize(
    "wrong", [{"birth_date": "1990-02-30"}, {"nationalities": ["QQQ"]}, {"family_name": "Bara\u200bnov"}]
)
def test_data_that_there_are_not_are_refused(bank: Monitoring, wrong: Row) -> None:
    message = bank.message(ANNA, "Boris Baranov")
    assert bank.tell(message | {"applicant": message["applicant"] | wrong}) == [False]
    assert name(bank) == "Anna Eriksson"


@pytest.mark.parametrize("status", ["running", "declined", "failed"])
def test_whose_application_was_not_onboarded_is_no_customer(bank: Monitoring, status: str) -> None:
    bank.table.rows["anna", "META"]["status"] = status
    assert bank.tell(bank.message(ANNA, "Boris Baranov"), bank.message(ANNA)) == [False, False]
    assert (name(bank), len(searched(bank))) == ("Anna Eriksson", 1)


def test_a_customer_who_was_made_before_there_was_a_roster_is_entered_first(bank: Monitoring) -> None:
    for key in [key for key in bank.customers.rows if key[0].startswith("ROSTER#")]:
        del bank.customers.rows[key]
    assert bank.tell(bank.message(ANNA, "Anna Berg")) == [True]
    assert searched(bank) == ("Anna Berg", "Anna Eriksson")
    assert bank.close(ANNA)
    assert roster.is_entered(bank.customers, ANNA)


def test_lists_that_cannot_be_searched_now_are_searched_when_the_message_comes_again(
    bank: Monitoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(_now: object) -> None:
        raise StaleWatchlist("too old")

    message = bank.message(ANNA, "Boris Baranov")
    with monkeypatch.context() as patch:
        patch.setattr("lambdas.shared.monitoring.screening.screener", stale)
        assert bank.tell(message) == [False]
    assert (name(bank), bank.alerts) == ("Boris Baranov", set())
    assert bank.tell(message) == [True]
    assert (verdicts(bank), bank.alerts) == (["changed"], {(ANNA, "ofac-Boris-Baranov")})


@pytest.mark.parametrize("fails_at", range(14))
def test_who_dies_between_any_two_calls_of_the_tables_leaves_all_or_nothing(
    bank: Monitoring, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    message, calls = bank.message(ANNA, "Boris Baranov"), count()
    with monkeypatch.context() as patch:
        for table in (bank.table, bank.customers):
            for call in ("get", "attempt"):
                patch.setattr(table, call, dying(getattr(table, call), calls, fails_at))
        bank.tell(message)
    is_written = name(bank) == "Boris Baranov"
    assert (len(searched(bank)) == 2) == is_written == (verdicts(bank) == ["changed"])
    assert bank.tell(message) == [True]
    assert (name(bank), verdicts(bank)) == ("Boris Baranov", ["changed"])
    assert bank.alerts == {(ANNA, "ofac-Boris-Baranov")}
