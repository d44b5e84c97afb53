"""The decision, the status and the event are there together or not at all, whenever a process dies."""

import itertools
from contextlib import nullcontext
from typing import Any
from unittest.mock import ANY

import pytest

from lambdas.record_outcome.handler import handler
from lambdas.shared.accounts.customers import account_id
from lambdas.shared.runtime.errors import Conflict, InternalError
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, dying

Row = dict[str, Any]


class Bank:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.events = MemoryOnboarding(), Events(monkeypatch)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        self.table.put(application(application_id="demo-1"))

    def record(self, outcome: str = "declined", **changes: Any) -> Row:
        event = {"application_id": "demo-1", "run": "demo-1", "outcome": outcome, "reasons": ["APPLICANT_SILENT"]}
        return handler(event | {"rating": "low", **self.table.about("demo-1")} | changes, None)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_a_decline_is_told_with_its_reasons_and_the_record_s_head(bank: Bank) -> None:
    bank.table.append("demo-1", "EVIDENCE#x", {"a": 1})
    decision = {"outcome": "declined", "reasons": ["APPLICANT_SILENT"], "rating": "low"}
    assert bank.record() == {"event": "ApplicationDeclined"} | decision
    (event,) = bank.events.sent
    assert (event["outcome"], event["reasons"]) == ("declined", ["APPLICANT_SILENT"])
    assert event["record"] == {"count": 3, "hash": _outcome(bank.table)["hash"]}
    assert bank.table.meta("demo-1").status == "declined"


def test_the_head_in_the_event_covers_the_outcome_and_what_was_written_meanwhile(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, late = bank.table.attempt, iter([True])

    def meanwhile(*writes: Row) -> list[bool]:
        if next(late, False):
            bank.table.append("demo-1", "MESSAGE#late", {"a": 1})
        return attempt(*writes)

    monkeypatch.setattr(bank.table, "attempt", meanwhile)
    bank.record()
    assert bank.events.sent[0]["record"] == bank.table.head("demo-1").shown() == {"count": 3, "hash": ANY}
    assert _outcome(bank.table)["previous"] == bank.table.rows["demo-1", "MESSAGE#late"]["hash"]


def _outcome(table: MemoryOnboarding) -> Row:
    return table.starting("demo-1", "EVIDENCE#record_outcome#")[0]


def test_an_onboarding_is_told_without_reasons_and_with_its_ids(bank: Bank) -> None:
    bank.table.insert("demo-1", "SAGA", {"holder": "try", "state": "opened", "accounts": 2})
    bank.record("onboarded", reasons=[])
    (event,) = bank.events.sent
    assert (event["customer_id"], event["account_id"]) == ("customer-demo-1", account_id("demo-1", 2))
    assert "reasons" not in event


def test_repeated_it_is_one_event(bank: Bank) -> None:
    assert bank.record() == bank.record()
    assert len(bank.events.sent) == 1


def test_a_decision_stays(bank: Bank) -> None:
    bank.record()
    bank.table.update("demo-1", "META", {"attempts": 2})  # so that it is not answered from its evidence
    with pytest.raises(Conflict):
        bank.record("onboarded")
    assert bank.table.meta("demo-1").status == "declined"


@pytest.mark.parametrize("writes", range(3))
def test_a_process_that_dies_anywhere_leaves_all_or_nothing(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bank.table, "attempt", dying(bank.table.attempt, itertools.count(), writes))
        with nullcontext() if writes else pytest.raises(InternalError):  # the event is published later
            bank.record()
    left = [bool(bank.table.starting("demo-1", prefix)) for prefix in ("OUTBOX#", "EVIDENCE#")]
    assert left == [bank.table.meta("demo-1").status == "declined"] * 2 == [writes > 0] * 2
    bank.record()
    assert {event["event_id"] for event in bank.events.sent} == {"demo-1-ApplicationDeclined"}
