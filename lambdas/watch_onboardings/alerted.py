"""Monitoring cases that are late: nobody decided, a report is due, or a block that was to be lifted is still there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import reporting, unblocking
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.policies import policy
from lambdas.watch_onboardings.problems import Problem, Stuck


def reports(table: CaseTable, today: date, case_id: str) -> list[Stuck]:
    """Whether the report of this case, whose clock was running, is due soon, or was due."""
    due = reporting.still_due(table, case_id)
    if due is None or not reporting.is_soon(due, today):
        return []
    return [Stuck(case_id, Problem.REPORT_OVERDUE if today > due else Problem.REPORT_DUE_SOON)]


def unblockings(table: CaseTable, case_id: str) -> list[Stuck]:
    """Whether core banking still has the block, which two people lifted."""
    return [Stuck(case_id, Problem.UNBLOCKING_LEFT)] if unblocking.is_pending(table, case_id) else []


def undecided(case: Case, now: datetime) -> Iterator[Stuck]:
    """Whether this open monitoring case is older than all stages of a review: it is asked about for ever, and waits."""
    hours = sum(stage["hours"] for stage in policy("process")["reviewer_stages"])
    if case.meta.customer_id and now - moment(case.meta.submitted_at) > timedelta(hours=hours):
        yield Stuck(case.id, Problem.ALERT_UNDECIDED)
