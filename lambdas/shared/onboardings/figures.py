"""How onboardings go, in numbers: of those submitted in the last days, as far as a bound on what is read allows.

Counted from the items as they are: no decision rests on a figure, so no record is verified for one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from lambdas.shared.cases.case import ALERT
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.items import Meta, Review
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH
from lambdas.shared.onboardings.presentation import seconds
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.conditions import REQUESTED
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import Row, numbered
from lambdas.shared.runtime.policies import policy

_PAGE, _MOST, _MOST_CASES = 500, 5_000, 300
"""Applications that are read at once, and at most of each status; cases whose reviews are read, the latest first."""
_AGES = {"under_1_day": 1, "under_3_days": 3, "under_7_days": 7, "older": math.inf}
"""In days since a case that waits was submitted."""
_SCREENINGS, _BANDS, _NEVER = "screen_", 20, "9999"
"""How the steps of the screening begin; bands of scores in 1; after all times."""


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """A review: queue, reasons and times (timestamps) of its first request; if decided, when and with which reason."""

    application_id: str
    queue: str
    reasons: frozenset[str]
    asked_at: str
    due_at: str
    decided_at: str | None
    decision: str | None

    @property
    def is_late(self) -> bool:
        """Whether it was decided after the first reminder was due, or waits still then."""
        return (self.decided_at or timestamp()) > self.due_at


def figures(table: CaseTable, days: int) -> Row:
    """Of the applications submitted in the last ``days``, ``outcomes``, ``queues`` and ``alerts``.

    ``waiting`` is of all that wait now. ``complete``: whether the bound was reached nowhere; ``applications`` and
    ``cases`` are how many were counted, and how many of their reviews were read.
    """
    since = timestamp(now() - timedelta(days=days))
    read = {status: _since(table, status, since) for status in Status}
    waiting, is_all = _since(table, Status.AWAITING_REVIEW, "")
    metas = [meta for found, _ in read.values() for meta in found]
    in_queues = sorted((meta for meta in metas if meta.queue), key=lambda meta: meta.submitted_at, reverse=True)
    looked_at = in_queues[:_MOST_CASES]
    reviewed = list(_reviewed(table, looked_at))
    return {
        "since": since,
        "complete": is_all and all(whole for _, whole in read.values()) and len(in_queues) <= _MOST_CASES,
        "applications": len(metas),
        "cases": len(looked_at),
        "outcomes": {status: len(found) for status, (found, _) in read.items()},
        "waiting": _waiting(waiting),
        "queues": _queues(reviewed),
        "alerts": _alerts(table, reviewed),
    }


def _since(table: CaseTable, status: Status, since: str) -> tuple[list[Meta], bool]:
    """The applications with this status submitted since then, the latest first, and whether these are all."""
    found: list[Meta] = []
    after = None
    while len(found) < _MOST:
        metas, after = table.page_with_status(status, _PAGE, after)
        found += [meta for meta in metas if meta.submitted_at >= since]
        if after is None or any("" < meta.submitted_at < since for meta in metas):
            return found, True
    return found, False


def _waiting(metas: Iterable[Meta]) -> list[Row]:
    """By queue, how many wait, by their ages."""
    ages: dict[str, Counter[str]] = defaultdict(Counter)
    for meta in metas:
        age = seconds(meta.submitted_at, timestamp()) / 86_400 if meta.submitted_at else math.inf
        ages[meta.queue or ""][next(name for name, limit in _AGES.items() if age < limit or limit == math.inf)] += 1
    return [{"queue": queue, **{name: found[name] for name in _AGES}} for queue, found in sorted(ages.items())]


def _reviewed(table: CaseTable, metas: Iterable[Meta]) -> Iterator[_Reviewed]:
    """The reviews of these cases that reviewers were asked for."""
    attempts = ((meta.application_id, number) for meta in metas for number in range(1, meta.attempts + 1))
    reviews: dict[str, list[Review]] = defaultdict(list)
    for row in table.several_of((one, numbered(Review.PREFIX, number)) for one, number in attempts):
        reviews[row["application_id"]].append(Review.of(row))
    for one, found in reviews.items():
        kept = table.evidence(one, "review")
        yield from (state for review in found if (state := _state(one, review, kept)))


def _state(application_id: str, review: Review, kept: Iterable[KeptEvidence]) -> _Reviewed | None:
    run = f"{rules.review_id(application_id, review.number)}#"
    of_it = [entry for entry in kept if entry.run.startswith(run)]
    asked = next((entry.result for entry in of_it if entry.step == REQUESTED), None)
    if asked is None:
        return None
    decided = [entry for entry in of_it if entry.step == rules.STEP] if review.decided_at else []
    return _Reviewed(
        application_id,
        asked["queue"],
        frozenset(asked["reasons"]),
        asked["asked_at"],
        asked["due_at"] or _NEVER,
        review.decided_at,
        decided[-1].result["reasons"][0] if decided else None,
    )


def _queues(reviewed: Iterable[_Reviewed]) -> list[Row]:
    """By the queue in which reviewers were asked first: ``decided``, seconds to it, and how many in time."""
    by_queue: dict[str, list[_Reviewed]] = defaultdict(list)
    for one in reviewed:
        by_queue[one.queue].append(one)
    return [_queue(queue, found) for queue, found in sorted(by_queue.items())]


def _queue(queue: str, reviewed: Sequence[_Reviewed]) -> Row:
    took = sorted(seconds(one.asked_at, one.decided_at) for one in reviewed if one.decided_at)
    late = sum(one.is_late for one in reviewed)
    return {
        "queue": queue,
        "decided": len(took),
        "median_seconds": round(median(took), 3) if took else None,
        "p90_seconds": took[math.ceil(0.9 * len(took)) - 1] if took else None,
        "in_time": sum(bool(one.decided_at) and not one.is_late for one in reviewed),
        "late": late,
    }


def _alerts(table: CaseTable, reviewed: Iterable[_Reviewed]) -> list[Row]:
    """By list and band of scores: hits that a person had to look at, and what the last review said of their cases."""
    found: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    last = {one.application_id: one for one in reviewed if one.reasons & {*POSSIBLE_MATCH.values()}}
    false, true = policy("review")["clearings"], policy("review")["two_people"]["decisions"]
    for one in last.values():
        for hit in _hits(table, one.application_id):
            counts = found[hit["list_name"], min(int(hit["score"] * _BANDS), _BANDS - 1)]
            counts["alerts"] += 1
            counts["true_matches"] += one.decision in true
            counts["false_positives"] += one.decision in false
    names = ("alerts", "false_positives", "true_matches")
    return [
        {"list_name": name, "score_from": band / _BANDS, **{what: counts[what] for what in names}}
        for (name, band), counts in sorted(found.items())
    ]


def _hits(table: CaseTable, application_id: str) -> list[Row]:
    """Those of the last screenings that nobody had cleared before, or of the alert of a monitoring case."""
    last: dict[str, KeptEvidence] = {}
    for prefix in (_SCREENINGS, f"{ALERT}#"):
        last |= {one.step: one for one in table.evidence(application_id, prefix)}
    return [hit for one in last.values() for hit in one.details.get("hits", []) if not hit["remembered"]]
