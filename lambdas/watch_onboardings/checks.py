"""What may be wrong with an open onboarding. Every repair is safe while the ordinary way does the same."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.cases import failure, waiting
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request, Review
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.policies import policy

_BEING_STARTED = timedelta(minutes=2)
_BEING_DELIVERED = timedelta(minutes=2)
_GRACE = timedelta(hours=1)


class Problem(StrEnum):
    """How an onboarding may be stuck.

    NOT_STARTED: stored, but whoever stored it died before the start; started now. NOT_DELIVERED: an answer was kept,
    but not given to the execution; given now. EXECUTION_ENDED: its execution ended without an outcome, or is gone;
    recorded as a failure now, with the alert of one. EVENTS_LEFT: kept and not published; published now.
    REVIEW_MISSING: said to wait for a person who was never asked. OVERDUE: waits, or runs, longer than it may.
    """

    NOT_STARTED = "NOT_STARTED"
    NOT_DELIVERED = "NOT_DELIVERED"
    EXECUTION_ENDED = "EXECUTION_ENDED"
    EVENTS_LEFT = "EVENTS_LEFT"
    REVIEW_MISSING = "REVIEW_MISSING"
    OVERDUE = "OVERDUE"

    @property
    def is_repaired(self) -> bool:
        return not self.raises_alert

    @property
    def raises_alert(self) -> bool:
        """Whether operators have to look, because nothing here repairs it."""
        return self in (Problem.REVIEW_MISSING, Problem.OVERDUE)


@dataclass(frozen=True, slots=True)
class Stuck:
    """An onboarding that is not as it should be, and in what way."""

    application_id: str
    problem: Problem


def longest_run() -> timedelta:
    """How long an onboarding may run without waiting for a person: both rounds of checks, and the account."""
    limits = policy("process")["time_limits"]
    return timedelta(hours=2 * limits["checks_hours"] + limits["account_hours"])


def look(table: CaseTable, states: Any, application_id: str, now: datetime) -> Iterator[Stuck]:
    """What is wrong with this application, of which the index said that it is open; what can be repaired is."""
    case = table.case(application_id)
    meta = case.meta
    if not meta.status.is_open:
        return
    if meta.execution_arn is None:
        machine = os.environ["ONBOARDING_STATE_MACHINE"]
        if now - moment(meta.submitted_at) > _BEING_STARTED and waiting.start(states, table, machine, case.id):
            yield Stuck(case.id, Problem.NOT_STARTED)
        return
    ended = _execution_status(states, meta.execution_arn)
    if ended != "RUNNING":
        # Looked at again: it may have written its outcome meanwhile.
        if table.meta(case.id).status.is_open:
            said = f"its execution is {ended.lower().replace('_', ' ')} and left no outcome"
            failure.fail(table, case, "watchdog", f"Execution.{ended}", said)
            yield Stuck(case.id, Problem.EXECUTION_ENDED)
        return
    yield from _waits(table, states, case, now)


def _waits(table: CaseTable, states: Any, case: Case, now: datetime) -> Iterator[Stuck]:
    since = now - moment(case.meta.updated_at)
    if not case.meta.status.is_waiting:
        left = waiting.undelivered(case)
        if left and since > _BEING_DELIVERED and _deliver(table, states, case, left):
            yield Stuck(case.id, Problem.NOT_DELIVERED)
        elif since > longest_run() + _GRACE:
            yield Stuck(case.id, Problem.OVERDUE)
        return
    wait = _wait(case)
    if wait is None:
        yield Stuck(case.id, Problem.REVIEW_MISSING)
    elif since > _BEING_DELIVERED and _deliver(table, states, case, wait):
        yield Stuck(case.id, Problem.NOT_DELIVERED)
    elif wait.due_at and now - moment(wait.due_at) > _GRACE:
        yield Stuck(case.id, Problem.OVERDUE)


def _wait(case: Case) -> Request | Review | None:
    """What the application waits for."""
    return case.review if case.meta.status is Status.AWAITING_REVIEW else case.request(case.meta.awaited_attempt)


def _deliver(table: CaseTable, states: Any, case: Case, wait: Request | Review) -> bool:
    """Whether there was an answer that the execution had not been given."""
    if isinstance(wait, Request):
        return waiting.resume_if_complete(states, table, case.id, wait.number)
    state = None if wait.is_delivered else rules.current(case)
    return bool(state and decisions.deliver(states, table, case.id, state))


def _execution_status(states: Any, execution_arn: str) -> str:
    try:
        return str(states.describe_execution(executionArn=execution_arn)["status"])
    except ClientError as error:
        if aws.code(error) != "ExecutionDoesNotExist":
            raise
        return "GONE"
