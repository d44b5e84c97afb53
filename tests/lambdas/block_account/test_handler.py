"""A confirmed match blocks the account once, whatever dies or comes twice, and the customer is told nothing."""

import itertools
import json
from typing import Any

import pytest

from infrastructure.queues import QUEUES
from lambdas.send_notification.handler import handler as send_notification
from lambdas.shared.cases import facts, outbox
from lambdas.shared.cases.status import Status
from lambdas.shared.providers.core_banking.ledger import Ledger
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import Conflict, ProviderRejected, ProviderUnavailable
from tests.memory import dying
from tests.monitoring import Monitored, hit


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    return Monitored(monkeypatch)


def confirmed(bank: Monitored) -> str:
    bank.found(hit())
    one = bank.cases[0].id
    bank.decided(one, Choice.DECLINED)
    return one


def steps(bank: Monitored, one: str) -> list[str]:
    return [kept.step for kept in bank.table.case(one).linked][-4:]


def test_the_account_is_blocked_with_an_entry_before_and_after(bank: Monitored) -> None:
    one = confirmed(bank)
    assert bank.block(one) == bank.block(one) == {"verdict": "blocked"}
    assert bank.journal() == ["opened", "active", "blocked"]
    assert steps(bank, one) == ["match_confirmed", "block_requested", "block_account", "record_outcome"]
    case = bank.table.case(one)
    assert (case.meta.status, case.meta.reasons) == ("confirmed", ("TRUE_MATCH",))
    assert bank.customers.blocks(bank.id) == [one]
    assert (case.faults, list(facts.problems(case))) == ([], [])
    (told,) = bank.events.of("AccountBlocked")
    assert (told["customer_id"], told["account_id"]) == (bank.id, bank.account)


def test_nothing_is_blocked_before_two_people_say_so(bank: Monitored) -> None:
    bank.found(hit())
    one = bank.cases[0].id
    with pytest.raises(Conflict, match="nobody has confirmed"):
        bank.block(one)
    bank.ask(one)
    bank.decide(one, "eva", Choice.DECLINED, senior=True)
    with pytest.raises(Conflict, match="nobody has confirmed"):
        bank.block(one)
    assert bank.journal() == ["opened", "active"]


@pytest.mark.parametrize("moment", range(1, 12))
def test_a_process_that_dies_at_any_write_blocks_once(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    bank = Monitored(monkeypatch)
    one = confirmed(bank)
    with monkeypatch.context() as patch:
        calls = itertools.count(1)
        for table in (bank.table, bank.customers):
            patch.setattr(table, "attempt", dying(table.attempt, calls, moment))
        try:
            bank.block(one)
        except Exception:
            assert bank.table.meta(one).status is Status.RUNNING or "blocked" in bank.journal()
    bank.settle(one)
    assert bank.block(one) == {"verdict": "blocked"}
    assert bank.journal() == ["opened", "active", "blocked"]
    assert steps(bank, one) == ["match_confirmed", "block_requested", "block_account", "record_outcome"]
    outbox.publish(bank.table, one)
    assert {event["event_id"] for event in bank.events.of("AccountBlocked")} == {f"{one}-AccountBlocked"}


@pytest.mark.parametrize(("error", "raised"), [("unavailable", ProviderUnavailable), ("rejected", ProviderRejected)])
def test_what_core_banking_does_not_block_stays_open(
    monkeypatch: pytest.MonkeyPatch, error: str, raised: type[Exception]
) -> None:
    bank = Monitored(monkeypatch, at="block", error=error, times=1)
    one = confirmed(bank)
    with pytest.raises(raised):
        bank.block(one)
    assert (bank.table.meta(one).status, bank.events.of("AccountBlocked")) == (Status.RUNNING, [])
    assert bank.block(one) == {"verdict": "blocked"}


def test_an_account_that_is_not_there_yet_is_a_failure_that_can_be_redriven(bank: Monitored) -> None:
    one = confirmed(bank)
    row = bank.customers.rows.pop((bank.id, "ACCOUNT"))
    with pytest.raises(Conflict, match="has no account yet"):
        bank.block(one)
    bank.customers.rows[bank.id, "ACCOUNT"] = row
    assert bank.block(one) == {"verdict": "blocked"}


def test_a_closed_account_has_nothing_to_block(bank: Monitored) -> None:
    one = confirmed(bank)
    bank.customers.rows[bank.id, "ACCOUNT"]["status"] = "closed"
    assert bank.block(one) == {"verdict": "nothing_to_block"}
    assert (bank.table.meta(one).status, bank.journal()) == ("confirmed", ["opened", "active"])


def test_two_cases_have_a_block_each(bank: Monitored) -> None:
    first = confirmed(bank)
    bank.block(first)
    bank.found(hit("un-2"))
    second = bank.cases[1].id
    bank.decided(second, Choice.DECLINED)
    bank.block(second)
    assert bank.customers.blocks(bank.id) == sorted([first, second])
    Ledger().unblock(bank.application, bank.account, first)
    assert bank.customers.rows[f"LEDGER#{bank.account}", "LEDGER"]["blocks"] == 1
    with pytest.raises(ProviderRejected, match="was released"):  # a call that comes late
        Ledger().block(bank.application, bank.account, first)


def test_a_customer_who_is_blocked_gets_no_message(bank: Monitored, monkeypatch: pytest.MonkeyPatch) -> None:
    one = confirmed(bank)
    bank.block(one)
    bank.found(hit("un-2"))
    bank.decided(bank.cases[1].id, Choice.APPROVED)
    (notifications,) = [queue for queue in QUEUES if queue.name == "NotificationsQueue"]
    assert notifications.events is not None
    told = {event["type"] for event in bank.events.sent}
    assert told == {"ReviewRequested", "MatchConfirmed", "AccountBlocked", "AlertCleared"}
    assert told.isdisjoint(notifications.events["type"])
    takes = schemas.validator("send_notification", "input")
    assert all(schemas.problems(event, takes) for event in bank.events.sent)
    sent = list[Any]()
    monkeypatch.setattr("lambdas.send_notification.handler.notifier", lambda: sent)
    for number, event in enumerate(bank.events.sent):
        record = {"messageId": str(number), "body": json.dumps(event), "eventSource": "aws:sqs"}
        failed = send_notification({"Records": [record]}, None)["batchItemFailures"]
        assert failed == [{"itemIdentifier": str(number)}]
    assert sent == [row for row in bank.table.rows if row[1].startswith("MESSAGE#")] == []
