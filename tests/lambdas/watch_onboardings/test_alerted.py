"""Monitoring cases that are late are told once: undecided, a report that is due, a block that was to be lifted."""

from datetime import date, timedelta
from typing import Any

import pytest

from lambdas.shared.monitoring import decided, reporting, unblocking
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.people import Person
from lambdas.watch_onboardings import accounts, checks, handler
from tests.monitoring import Monitored, hit


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    made = Monitored(monkeypatch)
    monkeypatch.setattr(checks, "status_of", lambda *_: "RUNNING")
    monkeypatch.setattr(decided, "today", lambda: date(2026, 11, 26))
    for module in (accounts, handler):
        monkeypatch.setattr(module, "customer_table", lambda: made.customers)
    return made


def watched(bank: Monitored, monkeypatch: pytest.MonkeyPatch, today: str = "2026-11-26") -> list[Any]:
    """What the watchdog finds on this day, and what it alerts of."""
    told = list[Any]()
    monkeypatch.setattr(handler, "today", lambda: date.fromisoformat(today))
    monkeypatch.setattr(handler, "alert", lambda _subject, **facts: told.append(facts["findings"]))
    found = handler.handler({"run": "run", "asked_by": "test"}, None)["findings"]
    return [[one["code"] for one in found], told]


def test_the_report_is_reminded_of_before_and_after_it_is_due(bank: Monitored, monkeypatch: pytest.MonkeyPatch) -> None:
    one = bank.confirmed()  # due on Thursday, 10 December
    assert watched(bank, monkeypatch, "2026-12-04") == [[], []]
    soon, overdue = "REPORT_DUE_SOON", "REPORT_OVERDUE"
    assert watched(bank, monkeypatch, "2026-12-07") == [[soon], [[f"{one}: {soon}"]]]
    assert watched(bank, monkeypatch, "2026-12-10") == [[soon], []]
    assert watched(bank, monkeypatch, "2026-12-11") == [[overdue], [[f"{one}: {overdue}"]]]
    reporting.made(bank.table, bank.table.case(one), "4711", Person("eva"))
    assert watched(bank, monkeypatch, "2026-12-11") == [[], []]


def test_a_block_that_two_people_lifted_and_core_banking_still_has(
    bank: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bank.confirmed()
    bank.say_unblock(one, "eva")
    assert watched(bank, monkeypatch) == [[], []]
    bank.say_unblock(one, "max", senior=True)
    assert unblocking.pending(bank.table) == {one}
    assert watched(bank, monkeypatch)[0] == ["UNBLOCKING_LEFT"]
    bank.unblock(one)
    assert watched(bank, monkeypatch) == [[], []]


def test_a_case_that_nobody_decides_stays_open_and_is_told(bank: Monitored, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.found(hit())
    one = bank.cases[0].id
    bank.ask(one)
    assert watched(bank, monkeypatch) == [[], []]
    bank.table.rows[one, "META"]["submitted_at"] = timestamp(now() - timedelta(days=10))
    assert watched(bank, monkeypatch) == [["ALERT_UNDECIDED"], [[f"{one}: ALERT_UNDECIDED"]]]
    assert bank.table.meta(one).status == "awaiting_review"
    bank.decide(one, "eva", Choice.APPROVED)
    bank.decide(one, "max", Choice.APPROVED, senior=True)
    bank.settle(one)
    assert watched(bank, monkeypatch) == [[], []]


def test_a_case_whose_execution_was_not_started_is_started_with_its_own_machine(
    bank: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.found(hit())
    one = bank.cases[0].id
    bank.states.started.clear()
    row = bank.table.rows[one, "META"]
    del row["execution_arn"]
    row["submitted_at"] = timestamp(now() - timedelta(hours=1))
    assert watched(bank, monkeypatch)[0] == ["NOT_STARTED"]
    assert bank.states.started == [one]
    assert bank.table.meta(one).execution_arn == f"arn:execution:kyc-monitoring-alert:{one}"


def test_an_execution_that_ended_without_an_outcome_is_a_failure_for_compliance(
    bank: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.found(hit())
    one, told = bank.cases[0].id, list[Any]()
    monkeypatch.setattr(checks, "status_of", lambda *_: "TIMED_OUT")
    monkeypatch.setattr("lambdas.shared.cases.failure.alert", lambda subject, **_: told.append(subject))
    assert watched(bank, monkeypatch)[0] == ["EXECUTION_ENDED"]
    assert (bank.table.meta(one).status, told) == ("failed", ["KYC monitoring case failed"])
    (event,) = bank.events.of("MonitoringFailed")
    assert (event["customer_id"], event["error"]) == (bank.id, "Execution.TIMED_OUT")
    assert bank.events.of("OnboardingFailed") == []
    bank.found(hit())  # the hit stays where it is: a redrive goes on
    assert len(bank.cases) == 1
