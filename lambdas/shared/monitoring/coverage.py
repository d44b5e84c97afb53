"""The record of coverage: by which lists, when, and how many customers were screened. No personal data.

===================  ====================  ============================================================================
partition            item                  what it holds
===================  ====================  ============================================================================
COVERAGE#<day>       RUN#<goal>            that a run began: its goal, when, and who asked; an entry of the record
COVERAGE#<day>       CERTIFICATE#<goal>    the certificate of coverage (``certificate``); an entry of the record
MONITORING#<goal>    GOAL                  the goal (``goals.py``)
MONITORING#<goal>    BATCH#<batch>         how many customers were screened, and the hash over them (``batches.py``)
MONITORING           COVERED               by what every customer was screened last
MONITORING           LEASE                 ``run`` and ``until``: who works on the monitoring (``cases/lease.py``)
===================  ====================  ============================================================================

All of it is in the Onboarding table. The record of a day is linked and sealed as every record is (``cases/record.py``);
the day is the one on which the run began.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring.batches import Tally, expected, missing
from lambdas.shared.monitoring.goals import Covered, Goal
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, Write
from lambdas.shared.runtime.errors import Conflict

PREFIX, RUN, CERTIFICATE = "COVERAGE#", "RUN#", "CERTIFICATE#"
STATE, COVERED = "MONITORING", "COVERED"
_GOAL, _BATCH = "GOAL", "BATCH#"


def record_of(day: date) -> str:
    """The partition with the record of this day."""
    return f"{PREFIX}{day}"


def covered(table: CaseTable) -> Covered | None:
    """By what every customer was screened last; None before the first certificate."""
    return Covered.of(table.get(STATE, COVERED))


def begun(table: CaseTable, name: str) -> Goal | None:
    """The goal of this name, where a run for it has begun."""
    found = table.get(_partition(name), _GOAL)
    return Goal.of(found) if found else None


def begin(table: CaseTable, goal: Goal, **asked: str) -> Goal:
    """Keep that a run for this goal began, and the goal as the first of its runs has it, which is returned.

    ``asked``: which execution it is, who asked for it and the version of the definition.
    """
    table.insert(_partition(goal.name), _GOAL, goal.row())
    kept = begun(table, goal.name) or goal
    row = kept.row() | asked | {"at": timestamp()}
    table.append(record_of(kept.day), f"{RUN}{kept.name}", row)
    return kept


def answer(table: CaseTable, name: str, batch: str, screened: Tally, hits: int) -> None:
    """Keep what was screened of a batch; what a later try of it screened replaces that."""
    table.update(_partition(name), f"{_BATCH}{batch}", screened._asdict() | {"hits": hits, "at": timestamp()})


def answers(table: CaseTable, name: str) -> dict[str, Row]:
    """What was screened for this goal, by batch: ``customers``, ``sha256``, ``hits``."""
    rows = table.starting(_partition(name), _BATCH)
    return {row["item"].removeprefix(_BATCH): row for row in rows}


def tallies(answered: Mapping[str, Row]) -> dict[str, Tally]:
    return {batch: Tally(row["customers"], row["sha256"]) for batch, row in answered.items()}


def certified(table: CaseTable, goal: Goal) -> Row | None:
    """The certificate of this goal, where there is one."""
    return table.get(record_of(goal.day), f"{CERTIFICATE}{goal.name}")


def certificate(goal: Goal, members: Iterable[Member], answered: Mapping[str, Row], lists: Mapping[str, str]) -> Row:
    """What is certified: every one of these customers was screened. ``lists``: the version of each list by its name.

    Raises Conflict where that is not so: a batch is missing or empty, or a customer came, changed or left since.
    """
    active = list(members)
    wanted = expected(active, goal.digits)
    if lost := missing(wanted, tallies(answered)):
        raise Conflict(f"{goal.name}: {len(lost)} of {len(wanted)} batches are not screened: {', '.join([*lost][:20])}")
    screened = sum(answered[batch]["customers"] for batch in wanted)
    ids = "".join(f"{one}\n" for one in sorted(one.customer_id for one in active))
    return goal.row() | {
        "active": len(active),
        "screened": screened,
        "unknown": len(active) - screened,
        "failed": 0,
        "ids_sha256": hashlib.sha256(ids.encode()).hexdigest(),
        "batches": len(wanted),
        "hits": sum(answered[batch]["hits"] for batch in wanted),
        "lists": "; ".join(f"{name} {version}" for name, version in sorted(lists.items())),
        "at": timestamp(),
    }


def certify(table: CaseTable, goal: Goal, found: Row) -> None:
    """Enter the certificate in the record, once, and that every customer is covered so, unless by a later run."""
    for _ in contended("the coverage"):
        try:
            table.append(record_of(goal.day), f"{CERTIFICATE}{goal.name}", found, *_covering(table, goal))
        except Conflict:  # another run's certificate came between
            continue
        return


def _covering(table: CaseTable, goal: Goal) -> Iterator[Write]:
    before, now = covered(table), Covered(goal.screener, goal.epoch)
    if before is None:
        yield {"Put": table.new(STATE, COVERED, now.row())}
    elif before.epoch < goal.epoch:
        yield {"Update": table.change(STATE, COVERED, now.row(), only_if={"epoch": before.epoch})}


def problems(found: Row) -> Iterator[str]:
    """What a certificate says that no certificate may say, each as a sentence."""
    if found["active"] != found["screened"]:
        yield f"{found['active']} customers were active, and {found['screened']} were screened"
    for name in ("unknown", "failed"):
        if found[name]:
            yield f"{found[name]} customers are {name}"


def _partition(name: str) -> str:
    return f"{STATE}#{name}"
