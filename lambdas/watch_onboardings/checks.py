"""What may be wrong with an open onboarding. Every repair is safe while the ordinary way does the same."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lambdas.shared.cases import execution, failure, outbox, waiting
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request, Review
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.policies import policy
from lambdas.watch_onboardings import alerted
from lambdas.watch_onboardings.executions import status_of
from lambdas.watch_onboardings.problems import Problem, Stuck

_BEING_STARTED = timedelta(minutes=2)
_BEING_DELIVERED = timedelta(minutes=2)
_GRACE = timedelta(hours=1)


def longest_run() -> timedelta:
    """How long an onboarding may run without waiting for a person: both rounds of checks, and the account."""
    limits = policy("process")["time_limits"]
    return timedelta(hours=2 * limits["checks_hours"] + limits["account_hours"])


_TOLD_AFTER = timedelta(days=10)
"""A failure that nobody has mended by then is told of: some days before a redrive is taken no more."""


def failed_for_long(table: CaseTable, now: datetime) -> set[str]:
    """The cases that failed so long ago, when the index was last written."""
    until, rows = timestamp(now - _TOLD_AFTER), table.query_index("by_status", "status", Status.FAILED)
    return {str(row["application_id"]) for row in rows if str(row.get("updated_at", "")) <= until}


def forgotten(table: CaseTable, application_id: str, now: datetime) -> list[Stuck]:
    """Whether this case still waits for somebody who redrives or restarts it."""
    meta = table.meta(application_id)
    is_so = meta.status is Status.FAILED and meta.updated_at <= timestamp(now - _TOLD_AFTER)
    return [Stuck(application_id, Problem.FAILED_FOR_LONG, since=meta.updated_at)] if is_so else []


_MENDED_HERE = {Problem.NOT_STARTED, Problem.NOT_DELIVERED, Problem.EXECUTION_ENDED}


def look(table: CaseTable, states: Any, application_id: str, now: datetime) -> list[Stuck]:
    """What is wrong with this application, of which the index said that it is open; what can be repaired is."""
    found = list(_found(table, states, application_id, now))
    if not {one.problem for one in found} & _MENDED_HERE:
        return found
    # Nothing is repaired that was not looked at again.
    again = list(_found(table, states, application_id, now))
    return [replace(one, repaired=not again) for one in found] + [one for one in again if one not in found]


def publish(table: CaseTable, application_id: str) -> list[Stuck]:
    """Publish what a process that died, or could not, has left of this application's events."""
    if not outbox.unpublished(table, application_id):
        return []
    outbox.publish(table, application_id)
    return [Stuck(application_id, Problem.EVENTS_LEFT, repaired=not outbox.unpublished(table, application_id))]


def _found(table: CaseTable, states: Any, application_id: str, now: datetime) -> Iterator[Stuck]:
    case = table.case(application_id)
    meta = case.meta
    if not meta.status.is_open:
        return
    if meta.execution_arn is None:
        machine = os.environ["ALERT_STATE_MACHINE" if meta.customer_id else "ONBOARDING_STATE_MACHINE"]
        since = now - moment(meta.updated_at if meta.restarted_as else meta.submitted_at)
        if since > _BEING_STARTED and waiting.start(states, table, machine, case.id, meta.execution):
            yield Stuck(case.id, Problem.NOT_STARTED)
        return
    ended = status_of(states, meta.execution_arn)
    if ended != "RUNNING":
        # Looked at again: it may have written its outcome meanwhile.
        if table.meta(case.id).status.is_open:
            said = f"its execution is {ended.lower().replace('_', ' ')} and left no outcome"
            failure.fail(table, case, execution.key(meta.execution, "watchdog"), f"Execution.{ended}", said)
            yield Stuck(case.id, Problem.EXECUTION_ENDED)
        return
    yield from alerted.undecided(case, now)
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
