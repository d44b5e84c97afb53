"""Look through all open onboardings, repair what can be repaired, and raise an alert for the rest, once.

Each is looked at by itself: what is wrong with one, or with a service that it needs, is a finding and keeps none of the
others from being looked at. What the time is too short for comes first in the next run.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic

from lambdas.shared.accounts import saga
from lambdas.shared.cases import outbox
from lambdas.shared.cases.status import OPEN
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.errors import StoreUnavailable
from lambdas.shared.runtime.function import Event, count, function, logger
from lambdas.watch_onboardings import accounts, checks, report
from lambdas.watch_onboardings.problems import TO_DO, Problem, Stuck

SECONDS = 240
"""How long a run looks for at most: below the function's time limit, so that what it found is kept and reported."""
AT_ONCE, _A_ROUND = 10, 100
"""Looked at at the same time, as many as a client has connections; and between two looks at the clock."""
_MOST_NAMED, _MOST_KEPT = 50, 1000
"""Of the findings: in an alert, and in a report."""

Part = Callable[[str], list[Stuck]]


@function
def handler(event: Event) -> Event:
    table = case_table()
    try:
        found, result = _watch(table)
    except Exception as error:
        report.keep(table, event, error=type(error).__name__)
        raise
    result |= {"findings": [_shown(one) for one in found[:_MOST_KEPT]], "alerted": _raise_alert(table, found)}
    report.keep(table, event, report=result)
    if not result["alerted"]:
        raise StoreUnavailable("the watchdog's alert could not be published")
    return result


def _watch(table: CaseTable) -> tuple[list[Stuck], Event]:
    """All that is stuck, and how many were looked at, of how many."""
    until, states = monotonic() + SECONDS, aws.client("stepfunctions")
    parts: list[tuple[set[str], Part]] = [
        (_open(table), lambda one: checks.look(table, states, one, now())),
        (saga.unsettled(table), partial(accounts.reconcile, table, states)),
        (outbox.left(table), partial(checks.publish, table)),
    ]
    todo = report.from_where_it_stopped(table, set().union(*(ids for ids, _ in parts)))
    found, done = list[Stuck](), 0
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while done < len(todo) and monotonic() < until:
            some = todo[done : done + _A_ROUND]
            for stuck in threads.map(partial(_look, parts), some):
                found += stuck
            done += len(some)
            report.stopped_at(table, some[-1])
    for one in found:
        count("WatchdogFindings", code=one.problem)
    return found, {"looked_at": done, "left": len(todo) - done, "stuck": len(found)}


def _open(table: CaseTable) -> set[str]:
    """By their ids alone, because any other part of an item may be what cannot be read."""
    rows = (row for status in OPEN for row in table.query_index("by_status", "status", status))
    return {str(row["application_id"]) for row in rows}


def _look(parts: list[tuple[set[str], Part]], application_id: str) -> list[Stuck]:
    """What each part that this application is in finds of it."""
    return [stuck for ids, part in parts if application_id in ids for stuck in _safely(part, application_id)]


def _safely(part: Part, application_id: str) -> Iterator[Stuck]:
    try:
        yield from part(application_id)
    except Exception as error:  # whatever one of them is made of, the others are looked at
        logger.error("not looked at", application_id=application_id, error=type(error).__name__)
        yield Stuck(application_id, Problem.NOT_LOOKED_AT)


def _raise_alert(table: CaseTable, found: list[Stuck]) -> bool:
    """Raise one alert for what nobody was alerted of before; False where it cannot be published."""
    left = [one for one in found if not one.repaired]
    new = [one for one in left if not table.is_marked(one.application_id, _mark(one))]
    if not new:
        return True
    named = [f"{one.application_id}: {one.problem}" for one in new[:_MOST_NAMED]]
    to_do = sorted({TO_DO[one.problem] for one in new if one.problem in TO_DO})
    facts = ({"to_do": to_do} if to_do else {}) | ({"more": [str(len(new) - len(named))]} if new[len(named) :] else {})
    try:
        alert("KYC watchdog: onboardings need a look", findings=named, run="kyc watchdog", **facts)
    except Exception as error:  # what was found is reported all the same
        logger.error("no alert", error=type(error).__name__)
        return False
    for one in new:
        table.mark(one.application_id, _mark(one))
    return True


def _mark(stuck: Stuck) -> str:
    return f"WATCHDOG#{stuck.problem}"


def _shown(one: Stuck) -> Event:
    to_do = {"to_do": TO_DO[one.problem]} if one.problem in TO_DO else {}
    return {"application_id": one.application_id, "code": one.problem, "repaired": one.repaired} | to_do
