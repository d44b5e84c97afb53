"""A case is restarted once, however its operators' process dies, and opens one account, whatever was begun before."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.shared.cases import status
from lambdas.shared.cases.operations import Asked
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.vouched import Said
from lambdas.shared.onboardings.errors import NotRestartable
from lambdas.shared.onboardings.restarts import Restarts
from lambdas.shared.runtime.aws import execution_of
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.people import Person
from lambdas.watch_onboardings.checks import look
from tests import decided
from tests.exactly_once.bank import Bank
from tests.exactly_once.execution import FORWARD, UNDO, Killed, handler
from tests.exactly_once.interruption import AFTER, BEFORE

MACHINE = "arn:aws:states:eu-west-1:1:stateMachine:kyc-onboarding"
OPERATORS = ("olga", "omar")
RESTART = ("restart",)


class Executions:
    """Those that were started, by name, with their statuses."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def start_execution(self, *, name: str, **_: str) -> dict[str, str]:
        if name in self.known:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.known[name] = "RUNNING"
        return {"executionArn": execution_of(MACHINE, name)}

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
        name = executionArn.rpartition(":")[2]
        return {"status": self.known[name]}


class Operators:
    """Two who restart the cases of this bank."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.states = bank, Executions()
        self.restarts = Restarts(self.states, bank.onboarding, {"OnboardingStateMachineArn": MACHINE})

    def ask(self, one: str, *names: str) -> str | None:
        """What the last of them was answered; interruptions count the calls of DynamoDB made meanwhile."""
        self.bank.interruption.calling(RESTART[0], {})
        try:
            found = [self.restarts.ask(one, Asked(Person(name), "its code is mended"))[0] for name in names]
        finally:
            self.bank.interruption.calling("", {})
        return found[-1]

    def fail(self, one: str) -> None:
        """The execution of this case ends, and says so."""
        meta = self.bank.onboarding.meta(one)
        self.states.known[meta.execution] = "FAILED"
        assert status.move(self.bank.onboarding, one, Status.FAILED)

    def restarted(self, one: str) -> None:
        """The execution after a restart has checked the case again and settled its decision."""
        name = self.bank.onboarding.meta(one).execution
        asked = decided.check_all(
            self.bank.onboarding, self.bank.submitted[one], run=name, number=2, version=self.bank.lists
        )
        self.bank.asked[one] = asked
        assert decided.settle(asked)["decision"] == "settled"


@pytest.fixture
def operators(bank: Bank) -> Operators:
    return Operators(bank)


def kill() -> None:
    raise Killed


class Aborted(BaseException):
    """The execution is stopped here, and its function with it."""


def abort() -> None:
    raise Aborted


def test_whoever_dies_over_a_restart_leaves_one_or_none(bank: Bank, operators: Operators) -> None:
    """At each call of DynamoDB: the same two ask again, or the watchdog starts what META names."""
    for _ in bank.interruption.moments(AFTER, kill, RESTART):
        one = bank.submit()
        bank.expected[one] = "nothing"
        operators.fail(one)
        try:
            operators.ask(one, *OPERATORS)
        except Killed:
            assert bank.interruption.happened
        bank.interruption.stop()
        case = bank.onboarding.case(one)
        if case.evidence_of(Said.RESTART):
            assert (case.meta.status, case.meta.restarted_as) == (Status.RUNNING, f"{one}_r2")
        else:
            assert (case.meta.status, case.meta.execution) == (Status.FAILED, one)
        assert operators.ask(one, *OPERATORS) == f"{one}_r2"
        assert operators.states.known[f"{one}_r2"] == "RUNNING"
        assert bank.onboarding.meta(one).execution_arn
        assert len(bank.onboarding.case(one).evidence_of(Said.RESTART)) == 1
        assert bank.onboarding.case(one).is_whole


def test_what_nobody_started_is_started_by_the_watchdog(
    bank: Bank, operators: Operators, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bank.submit()
    bank.expected[one] = "nothing"
    operators.fail(one)
    with monkeypatch.context() as patch:
        patch.setattr(operators.states, "start_execution", lambda **_: kill())
        with pytest.raises(Killed):
            operators.ask(one, *OPERATORS)
    monkeypatch.setenv("ONBOARDING_STATE_MACHINE", MACHINE)
    restarted_at = moment(bank.onboarding.meta(one).updated_at)
    assert look(bank.onboarding, operators.states, one, restarted_at) == []  # whoever restarts it may still be at it
    [found] = look(bank.onboarding, operators.states, one, restarted_at + timedelta(minutes=3))
    assert (found.problem, found.repaired) == ("NOT_STARTED", True)
    assert operators.states.known[f"{one}_r2"] == "RUNNING"


def test_of_two_restarts_at_once_one_counts(bank: Bank, operators: Operators) -> None:
    """Two others do it just before each call of the one."""
    one, others = "", ("eva", "max")

    def meanwhile() -> None:
        for other in others:
            with suppress(NotRestartable):
                operators.restarts.ask(one, Asked(Person(other), "it is urgent"))

    for _ in bank.interruption.moments(BEFORE, meanwhile, RESTART, reads=True):
        one = bank.submit()
        bank.expected[one] = "nothing"
        operators.fail(one)
        with suppress(NotRestartable):
            assert operators.ask(one, *OPERATORS) in (None, f"{one}_r2")
        bank.interruption.stop()
        case = bank.onboarding.case(one)
        assert len(case.evidence_of(Said.RESTART)) == 1
        assert [name for name in operators.states.known if name.startswith(f"{one}_")] == [f"{one}_r2"]


@pytest.mark.parametrize("state", ["failed", "stuck"])
def test_an_account_that_was_begun_is_opened_once(bank: Bank, operators: Operators, state: str) -> None:
    """The execution is aborted after each write of the account; what it left still runs after the restart."""
    for _ in bank.interruption.moments(AFTER, abort, FORWARD):
        one = bank.submit()
        before = bank.execution(one)
        try:
            before.run()
        except Aborted:
            assert bank.interruption.happened
        else:
            bank.expected[one] = "onboarded"
            break  # there were no more writes
        calls = bank.interruption.during
        bank.interruption.stop()
        if state == "failed":
            operators.fail(one)
        else:
            operators.states.known[one] = "ABORTED"
            assert bank.onboarding.started(one, execution_of(MACHINE, one))
        operators.ask(one, *OPERATORS)
        left = _customers(bank)
        for name, payload in [calls, *((undo, _undoing(calls[1])) for undo in UNDO)]:
            _late(name, payload)
        assert _customers(bank) == left
        operators.restarted(one)
        _late(*calls)
        bank.opens(one)
        _late(*calls)
        before.run()
        bank.check()


def test_what_was_being_undone_is_undone_first(bank: Bank, operators: Operators) -> None:
    for _ in bank.interruption.moments(AFTER, abort, UNDO):
        one = bank.submit()
        try:
            assert bank.execution(one, broken=("poll_activation",)).run().error
        except Aborted:
            assert bank.interruption.happened
        calls = bank.interruption.during
        is_over = not bank.interruption.stop()
        operators.fail(one)
        operators.ask(one, *OPERATORS)
        if not is_over:
            _late(*calls)
        operators.restarted(one)
        bank.opens(one)
        bank.check()


def _customers(bank: Bank) -> list[str]:
    """All that the Customers table has."""
    return sorted(json.dumps(row, sort_keys=True) for page in bank._pages() for row in page)


def _undoing(payload: dict[str, Any]) -> dict[str, Any]:
    return {
        name: payload[name]
        for name in ("application_id", "run", "attempt", "content_sha256", "round")
        if name in payload
    }


def _late(name: str, payload: dict[str, Any]) -> None:
    """A call of the execution before: whatever it answers, nobody waits for it."""
    with suppress(KycError):
        handler(name)(payload, None)
