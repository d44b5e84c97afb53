"""Functions are killed before and after each of their writes, then retried, or given up and undone: it comes right."""

import json

import pytest

from lambdas.record_failure.handler import root_cause
from tests.exactly_once.bank import Bank
from tests.exactly_once.execution import FORWARD, UNDO, Killed
from tests.exactly_once.interruption import AFTER

BROKEN = ("poll_activation",)


def kill() -> None:
    raise Killed


def test_a_killed_function_is_retried(bank: Bank) -> None:
    for _ in bank.interruption.moments(AFTER, kill):
        bank.opens(bank.submit())
    assert bank.interruption.number > len(FORWARD)


def test_numbers_that_make_no_iban_are_counted_once(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IBAN_COUNTRY", "NL")
    monkeypatch.setenv("BANK_CODE", "ABNA")
    for _ in bank.interruption.moments(AFTER, kill, ("reserve_iban",)):
        bank.opens(bank.submit())
    assert bank.customers.last_number() > bank.interruption.number * 5


def test_a_killed_function_that_is_given_up_is_undone_and_the_next_execution_opens_the_account(bank: Bank) -> None:
    undone = []
    for _ in bank.interruption.moments(AFTER, kill, FORWARD[:-1]):  # a welcome that is not sent undoes nothing
        one = bank.submit()
        if bank.runs(one, impatient=FORWARD).error:
            undone.append(one)
    assert len(undone) == bank.interruption.number
    bank.check()
    for one in undone[::4]:  # what is left is the same after each
        bank.opens(one)


def test_a_killed_compensation_is_retried(bank: Bank) -> None:
    for _ in bank.interruption.moments(AFTER, kill, UNDO):
        bank.fails(bank.submit(), broken=BROKEN)
    assert bank.interruption.number > len(UNDO)


def test_what_a_compensation_that_gave_up_left_is_undone_by_the_next_execution(bank: Bank) -> None:
    for _ in bank.interruption.moments(AFTER, kill, UNDO):
        one = bank.submit()
        said = bank.fails(one, broken=BROKEN, impatient=UNDO)
        assert ("left_behind" in said) == bank.interruption.happened
        bank.opens(one)


def test_a_failure_says_exactly_what_is_left(bank: Bank) -> None:
    one, left = bank.submit(), {}
    for name in UNDO:
        said = bank.fails(one, broken=(*BROKEN, name), impatient=UNDO)
        left[name] = root_cause("States.TaskFailed", json.dumps({"Error": "AccountNotOpened", "Cause": said}))[1]
    assert left == {
        "close_account": "ProviderRejected; account: left_behind (ProviderRejected); iban: left_behind; "
        "customer: left_behind",
        "release_iban": "ProviderRejected; account: undone; iban: left_behind (ProviderRejected); "
        "customer: left_behind",
        "delete_customer": "UndoUnfinished; account: undone; iban: undone; customer: left_behind (ProviderRejected)",
    }
    assert bank.fails(one, broken=BROKEN) == "ProviderRejected; account: undone; iban: undone; customer: undone"


def test_what_is_open_stays_open_when_another_execution_fails(bank: Bank) -> None:
    one = bank.submit()
    bank.opens(one)
    said = bank.fails(one, broken=BROKEN)
    assert said == "ProviderRejected; account: nothing_to_undo; iban: nothing_to_undo; customer: nothing_to_undo"
    bank.opens(one)
