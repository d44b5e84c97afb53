"""Look through all open onboardings and all accounts, repair what can be repaired, and raise one alert for the rest.

Each is looked at by itself: what is wrong with one, or with a service that it needs, is a finding and keeps none of the
others from being looked at. What the time is too short for comes first in the next run. While one run is at work,
another one that begins does nothing, and says so.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from time import monotonic
from uuid import uuid4

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import customer_id, customer_table
from lambdas.shared.cases import lease, outbox, watchdog
from lambdas.shared.cases.status import OPEN
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.monitoring import reporting, roster, unblocking
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now, timestamp, today
from lambdas.shared.runtime.errors import StoreUnavailable
from lambdas.shared.runtime.function import Event, function, logger
from lambdas.shared.runtime.metrics import Metric, count
from lambdas.watch_onboardings import accounts, alerted, checks, limits
from lambdas.watch_onboardings.problems import TO_DO, Problem, Stuck
from lambdas.watch_onboardings.waits import Waits

_AT_ONCE, _A_ROUND = 10, 100
"""Looked at at the same time, as many as a client has connections; and between two notes of where the run stopped."""
_MOST_NAMED, _MOST_KEPT = 50, 1000
"""Of the findings: in an alert, and in a report."""

Part = Callable[[str], list[Stuck]]
Looked = tuple[str, list[Stuck]]


@function
def handler(event: Event) -> Event:
    table, call = case_table(), uuid4().hex  # a call that is made twice has one run
    if not lease.take(table, watchdog.PARTITION, call, timedelta(seconds=limits.TIMEOUT)):
        return _at_work(table, event)
    try:
        return _reported(table, event)
    finally:
        lease.give_back(table, watchdog.PARTITION, call)


def _at_work(table: CaseTable, event: Event) -> Event:
    """The report of a run that did nothing, kept like any other for whoever asked for it."""
    note = (
        "another run of the watchdog is at work, so this one looked at nothing; it ends by "
        f"{lease.until(table, watchdog.PARTITION)}, and alerts of what it finds: ask again after that"
    )
    result = {"looked_at": 0, "left": 0, "stuck": 0, "findings": [], "alerted": True, "note": note}
    watchdog.keep(table, event, report=result)
    return result


def _reported(table: CaseTable, event: Event) -> Event:
    """Look, raise the alert, and keep the report."""
    try:
        found, result = _watch(table)
        new = _new(table, found)
    except Exception as error:
        watchdog.keep(table, event, error=type(error).__name__)
        raise
    result |= {"note": "", "findings": [_shown(one) for one in found[:_MOST_KEPT]], "alerted": _raise_alert(new)}
    watchdog.keep(table, event, report=result)
    if not result["alerted"]:
        raise StoreUnavailable("the watchdog's alert could not be published")
    for one in new:
        if not one.repaired:
            table.mark(one.application_id, _mark(one))
    return result


def _watch(table: CaseTable) -> tuple[list[Stuck], Event]:
    """All that is stuck, and how many were looked at, of how many."""
    until, states = monotonic() + limits.LOOKING, aws.client("stepfunctions")
    after, since = watchdog.read_until(table)
    since = since if after else timestamp()
    read = accounts.suspects(table, after, until)
    parts: list[tuple[Collection[str], Part]] = [
        (_open(table), lambda one: checks.look(table, states, one, now())),
        (checks.failed_for_long(table, now()), lambda one: checks.forgotten(table, one, now())),
        (saga.unsettled(table) | read.applications, partial(accounts.reconcile, table, states)),
        (read.unmonitored, partial(accounts.enter, table)),
        (read.partitions, accounts.of_nobody),
        (outbox.left(table), partial(checks.publish, table)),
        (reporting.running(table), partial(alerted.reports, table, today())),
        (unblocking.pending(table), partial(alerted.unblockings, table)),
    ]
    suspected = read.applications | read.unmonitored | read.partitions
    others = watchdog.from_where_it_stopped(table, set().union(*(ids for ids, _ in parts)) - suspected)
    found, done, first = list[Stuck](), 0, sorted(suspected)
    for some in _rounds([*first, *others], partial(_look, parts), until):
        found += [stuck for _, of_one in some for stuck in of_one]
        done += len(some)
        if done > len(first):
            watchdog.stopped_at(table, some[-1][0])
    if done >= len(first):
        _keep_read(table, read, since)
    for one in found:
        count(Metric.WATCHDOG_FINDINGS, code=one.problem)
    return found, {"looked_at": done, "left": len(first) + len(others) - done, "stuck": len(found)}


def _keep_read(table: CaseTable, read: accounts.Suspects, since: str) -> None:
    """Keep how far the Customers table was read; and at its end, where that is so, that everyone is in the roster."""
    customers = customer_table()
    missing = roster.missing(customers, {*map(customer_id, read.unmonitored)})
    since = "" if any(map(customers.has_customer, missing)) else since
    watchdog.keep_read_until(table, read.after, since)
    if read.after is None and since:
        roster.keep_everyone_found(customers, since)


def _open(table: CaseTable) -> set[str]:
    """By their ids alone, because any other part of an item may be what cannot be read."""
    waits, ids = Waits(), set[str]()
    for status in OPEN:
        for row in table.query_index("by_status", "status", status):
            waits.add(row)
            ids.add(str(row["application_id"]))
    waits.report(now())
    return ids


def _rounds(todo: Sequence[str], look: Part, until: float) -> Iterator[list[Looked]]:
    """What was found of each, in rounds. The clock is looked at before each of them.

    One whose look still hangs when the time is over, and a slow call with it, is not waited for.
    """
    threads = ThreadPoolExecutor(_AT_ONCE)
    try:
        for start in range(0, len(todo), _A_ROUND):
            begun = list[str]()

            def one(application_id: str, begun: list[str] = begun) -> list[Stuck]:
                if monotonic() >= until:
                    return []
                begun.append(application_id)
                return look(application_id)

            some = todo[start : start + _A_ROUND]
            futures = [threads.submit(one, application_id) for application_id in some]
            wait(futures, timeout=max(0, until - monotonic()) + aws.LONGEST_CALL)
            looked = {*begun}
            if looked:
                yield [(name, _of(name, future)) for name, future in zip(some, futures, strict=True) if name in looked]
            if len(looked) < len(some):
                return
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _of(application_id: str, future: Future[list[Stuck]]) -> list[Stuck]:
    return future.result() if future.done() else [Stuck(application_id, Problem.NOT_LOOKED_AT)]


def _look(parts: list[tuple[Collection[str], Part]], application_id: str) -> list[Stuck]:
    """What each part that this application is in finds of it."""
    return [stuck for ids, part in parts if application_id in ids for stuck in _safely(part, application_id)]


def _safely(part: Part, application_id: str) -> Iterator[Stuck]:
    try:
        yield from part(application_id)
    except Exception as error:  # whatever one of them is made of, the others are looked at
        logger.error("not looked at", application_id=application_id, error=type(error).__name__)
        yield Stuck(application_id, Problem.NOT_LOOKED_AT)


def _new(table: CaseTable, found: list[Stuck]) -> list[Stuck]:
    """What is left to do, and nobody was alerted of before; and who was in no roster until now."""
    left = [one for one in found if not one.repaired]
    places = {(one.application_id, _mark(one)) for one in left}
    told = {(str(row[table.partition]), str(row["item"])) for row in table.several_of(places)}
    entered = [one for one in found if one.repaired and one.problem is Problem.NOT_MONITORED]
    return entered + [one for one in left if (one.application_id, _mark(one)) not in told]


def _raise_alert(new: list[Stuck]) -> bool:
    """Raise one alert for what is new; False where it cannot be published."""
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
    return True


def _mark(one: Stuck) -> str:
    return "#".join(filter(None, ("WATCHDOG", one.problem, one.since)))


def _shown(one: Stuck) -> Event:
    to_do = {"to_do": TO_DO[one.problem]} if one.problem in TO_DO else {}
    return {"application_id": one.application_id, "code": one.problem, "repaired": one.repaired} | to_do
