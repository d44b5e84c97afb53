"""What may be wrong with an open onboarding. Every repair is safe while the ordinary way does the same.

- NOT_STARTED: stored, but whoever stored it died before the start; started now
- NOT_DELIVERED: an answer was kept, but whoever kept it died before the execution heard of it; delivered now
- EXECUTION_ENDED: its execution ended without an outcome, or is gone; recorded as failed now, its review closed
- REVIEW_MISSING: said to wait for a review that is not there
- OVERDUE: waits, or runs, longer than any time limit allows
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.cases import outbox, waiting
from lambdas.shared.cases.table import FINAL, CaseTable, numbered
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.dynamodb import Row

NOT_STARTED, NOT_DELIVERED, EXECUTION_ENDED = "NOT_STARTED", "NOT_DELIVERED", "EXECUTION_ENDED"
REVIEW_MISSING, OVERDUE, EVENTS_LEFT = "REVIEW_MISSING", "OVERDUE", "EVENTS_LEFT"
REPAIRED = (NOT_STARTED, NOT_DELIVERED, EXECUTION_ENDED, EVENTS_LEFT)
ALERTS = (EXECUTION_ENDED, REVIEW_MISSING, OVERDUE)

_BEING_STARTED = timedelta(minutes=2)
_BEING_DELIVERED = timedelta(minutes=2)
_GRACE = timedelta(hours=1)
_LONGEST_RUN = timedelta(days=7)
"""Without waiting for a person; the time limits of all checks and of the account together are six days."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was not as it should be."""

    application_id: str
    code: str
    at: str = field(default_factory=timestamp)


def look(table: CaseTable, states: Any, found: Row, now: datetime) -> Iterator[Finding]:
    """What is wrong with this application; what can be repaired is. ``found``: its META in the index, perhaps old."""
    application_id = found["application_id"]
    meta = table.meta(application_id)
    if meta["status"] in (*FINAL, "failed"):
        return
    if "execution_arn" not in meta:
        if now - moment(meta["submitted_at"]) > _BEING_STARTED and waiting.start(
            states, table, os.environ["ONBOARDING_STATE_MACHINE"], application_id
        ):
            yield Finding(application_id, NOT_STARTED)
        return
    ended = _status(states, meta["execution_arn"])
    if ended != "RUNNING":
        # Looked at again: it may have written its outcome meanwhile.
        if table.meta(application_id)["status"] not in (*FINAL, "failed"):
            _fail(table, meta, ended)
            yield Finding(application_id, EXECUTION_ENDED)
        return
    yield from _waits(table, states, meta, now)


def _waits(table: CaseTable, states: Any, meta: Row, now: datetime) -> Iterator[Finding]:
    application_id, status = meta["application_id"], meta["status"]
    if status == "running" and now - moment(meta["updated_at"]) > _LONGEST_RUN:
        yield Finding(application_id, OVERDUE)
    name = {"awaiting_review": "REVIEW", "awaiting_documents": "DOCUMENTS"}.get(status)
    if name is None:
        return
    number = meta["attempts"] if name == "REVIEW" else _awaited(meta)
    wait = table.get(application_id, numbered(name, number))
    if wait is None:
        yield Finding(application_id, REVIEW_MISSING)
        return
    if now - moment(meta["updated_at"]) > _BEING_DELIVERED and _deliver(table, states, meta, wait, number):
        yield Finding(application_id, NOT_DELIVERED)
    elif "due_at" in wait and now - moment(wait["due_at"]) > _GRACE:
        yield Finding(application_id, OVERDUE)


def _awaited(meta: Row) -> int:
    return int(meta["awaits"] if "awaits" in meta else meta["attempts"])


def _deliver(table: CaseTable, states: Any, meta: Row, wait: Row, number: int) -> bool:
    """Whether there was an answer that the execution had not heard of."""
    application_id = meta["application_id"]
    if meta["status"] == "awaiting_documents":
        return waiting.resume_if_complete(states, table, application_id, number)
    case = None if wait["status"] == "delivered" else rules.current(table, application_id)
    return bool(case and decisions.deliver(states, table, application_id, case))


def _status(states: Any, execution_arn: str) -> str:
    try:
        return str(states.describe_execution(executionArn=execution_arn)["status"])
    except ClientError as error:
        if aws.code(error) != "ExecutionDoesNotExist":
            raise
        return "GONE"


def _fail(table: CaseTable, meta: Row, ended: str) -> None:
    """As ``record_failure`` does where the execution can still say so itself."""
    application_id, error = meta["application_id"], f"Execution.{ended}"
    said = f"its execution is {ended.lower().replace('_', ' ')} and left no outcome"
    table.append(application_id, "FAILURE#watchdog", {"at": timestamp(), "error": error, "said": said})
    for item in (numbered("REVIEW", meta["attempts"]), numbered("DOCUMENTS", _awaited(meta))):
        for status in ("pending", "asked"):
            table.update(application_id, item, {"status": "closed"}, only_if={"status": status})
    outbox.add(table, application_id, "OnboardingFailed", "watchdog", error=error)
    table.set_status(application_id, "failed", error=error)
    outbox.publish(table, application_id)
