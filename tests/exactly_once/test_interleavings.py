"""What arrives late, twice or at the same time changes nothing, at whichever call the others come in between."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from lambdas.shared.runtime.errors import KycError
from tests.exactly_once.bank import Bank
from tests.exactly_once.execution import FORWARD, FUNCTIONS, UNDO, handler
from tests.exactly_once.interruption import BEFORE

BEFORE_THE_WELCOME = FORWARD[:-1]
WRITING = tuple(name for name in BEFORE_THE_WELCOME if name != "poll_activation")


@pytest.mark.parametrize("redriven", [False, True], ids=["undone", "redriven"])
@pytest.mark.parametrize("name", WRITING)
def test_a_function_that_was_given_up_and_still_runs_leaves_nothing(bank: Bank, name: str, redriven: bool) -> None:
    """Meanwhile all was undone, and perhaps the account opened by another execution."""
    one = ""

    def meanwhile() -> None:
        _, payload = bank.interruption.during
        _undo(payload)
        if redriven:
            bank.opens(one)

    for _ in bank.interruption.moments(BEFORE, meanwhile, (name,), reads=not redriven):
        one = bank.submit()
        bank.fails(one, given_up=name)
        if bank.interruption.stop() and redriven:
            bank.expected[one] = "onboarded"


@pytest.mark.parametrize("name", UNDO)
def test_a_compensation_that_was_given_up_and_still_runs_undoes_nothing_that_came_later(bank: Bank, name: str) -> None:
    one = ""

    def meanwhile() -> None:
        bank.opens(one)

    for _ in bank.interruption.moments(BEFORE, meanwhile, (name,), reads=name == "close_account"):
        one = bank.submit()
        bank.fails(one, broken=("poll_activation",), given_up=name, impatient=UNDO)
        if bank.interruption.stop():
            bank.expected[one] = "onboarded"
        else:
            bank.opens(one)


@pytest.mark.parametrize("broken", [(), ("poll_activation",)], ids=["opened", "undone"])
def test_a_call_that_is_delivered_twice_is_one(bank: Bank, broken: tuple[str, ...]) -> None:
    def the_same() -> None:
        name, payload = bank.interruption.during
        with suppress(KycError):  # nobody waits for its answer
            handler(name)(payload, None)

    for _ in bank.interruption.moments(BEFORE, the_same, UNDO if broken else FUNCTIONS):
        ended = bank.runs(bank.submit(), broken=broken)
        assert bool(ended.error) == bool(broken)


def test_what_was_delivered_long_ago_changes_nothing(bank: Bank) -> None:
    opened, undone = bank.submit(), bank.submit()
    calls = [(one, _recorded(bank, one, broken)) for one, broken in ((opened, ()), (undone, ("poll_activation",)))]
    for one, made in calls:
        for name, payload in made:
            if one == undone or name in FORWARD:
                with suppress(KycError):
                    handler(name)(payload, None)
    bank.check()


def test_many_applications_at_once_have_numbers_of_their_own(bank: Bank) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(bank.opens, [bank.submit() for _ in range(8)]))
    assert bank.customers.last_number() == 8


def test_two_executions_of_an_application_at_once_are_one_account(bank: Bank) -> None:
    for _ in range(3):
        one = bank.submit()
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(bank.runs, [one, one]))
        bank.opens(one)


def test_another_execution_at_any_call_opens_no_second_account(bank: Bank) -> None:
    one = ""

    def another() -> None:
        bank.runs(one)

    for _ in bank.interruption.moments(BEFORE, another, BEFORE_THE_WELCOME):
        one = bank.submit()
        bank.runs(one)
        bank.interruption.stop()
        bank.opens(one)  # whatever became of the two


def test_lists_that_are_published_at_any_call_are_searched_before_the_account(bank: Bank) -> None:
    for _ in bank.interruption.moments(BEFORE, bank.publish_lists, BEFORE_THE_WELCOME, reads=True):
        one = bank.submit()
        searched = bank.lists
        ended = bank.runs(one)
        assert ended.error == ""
        if not ended.opened:
            assert searched != bank.lists
            bank.interruption.stop()
            bank.screen_again(one)
            bank.opens(one)


def _undo(payload: dict[str, object]) -> None:
    given = {name: payload[name] for name in ("application_id", "run", "attempt", "content_sha256")}
    for name in UNDO:
        handler(name)(given | {"round": 1}, None)


def _recorded(bank: Bank, application_id: str, broken: tuple[str, ...]) -> Iterator[tuple[str, dict[str, object]]]:
    made: list[tuple[str, dict[str, object]]] = []
    execution = bank.execution(application_id, broken=broken)
    execution.calling = lambda name, payload: made.append((name, payload))
    bank.expected[application_id] = "nothing" if execution.run().error else "onboarded"
    return (call for call in made if call[0])
