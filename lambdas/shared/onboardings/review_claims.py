"""Who works on which review: a reviewer claims the next case, or one that is named, so that two do not read the same.

A claim ends by itself: after half an hour, when it is given back, once its holder has decided through the API, and with
the review. It only orders the work: who may decide is asked where the decision is written (``reviews/rules.py``).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import islice

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta, Review, ReviewStatus
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import Rating
from lambdas.shared.onboardings import pages
from lambdas.shared.onboardings.errors import NotWaiting, RequestRefused
from lambdas.shared.onboardings.pages import Place
from lambdas.shared.reviews import conditions, rules
from lambdas.shared.reviews.rules import ReviewState
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import Row, numbered
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person

MINUTES = 30
_MOST_WAITING, _MOST_READ = 2_000, 200
"""Cases among which one is looked for that may be claimed, and those of them that are read whole."""
_READ = ("application_id", "item", "asked_at", "due_at", "rating", "principal", "until")
_URGENT, _NEVER, _DAY = (Rating.HIGH, Rating.MEDIUM, Rating.LOW), "9999", len("2026-11-26")
"""In which order cases that are due on one day are worked on; after all times; of a timestamp, the day."""


class NotClaimed(RequestRefused):
    """You have no claim on this review."""

    status = 409


class HeldByAnother(RequestRefused):
    """Somebody else works on this review."""

    status = 409


class MayNotDecide(RequestRefused):
    """You may not decide this review: you had a part in the case, decided already, or a senior reviewer has to."""

    status = 403


class Whose(StrEnum):
    """Cases on which the caller works, nobody does, or anyone does."""

    MINE = "mine"
    NOBODY = "nobody"
    ANYONE = "anyone"

    def has(self, holder: str | None, principal: str) -> bool:
        """Whether a case is one of these on which ``holder`` works; ``principal``: the caller's."""
        return {Whose.MINE: holder == principal, Whose.NOBODY: holder is None, Whose.ANYONE: holder is not None}[self]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A review, and until when (a timestamp) it is this person's to work on."""

    case: Case
    state: ReviewState
    until: str


def check_queue(name: str) -> None:
    """Raises RequestRefused where reviewers have no queue of this name."""
    if name not in (names := conditions.queues()):
        known = ", ".join(names)
        raise RequestRefused(f"there is no queue {name}; there are: {known}", [f"queue: must be one of {known}"])


def page(
    table: CaseTable,
    most: int,
    begin: Place | None = None,
    *,
    queue: str | None = None,
    whose: Whose | None = None,
    principal: str = "",
) -> tuple[list[tuple[Case, ReviewState]], Place | None]:
    """At most ``most`` of the cases that wait for a decision, the latest first; and where the next page begins.

    In this queue, and ``whose`` they are to work on, where that is given; ``principal``: who asks.
    """

    def choose(metas: Sequence[Meta]) -> Sequence[Meta]:
        found = [meta for meta in metas if _may_be_in(queue, meta)]
        if whose is None:
            return found
        holders = _holders(table, found)
        return [meta for meta in found if whose.has(holders.get(meta.application_id), principal)]

    metas, following = pages.chosen(pages.by_status(table, [Status.AWAITING_REVIEW]), most, begin, choose)
    return list(_pending(table, (meta.application_id for meta in metas), queue)), following


def claim_next(table: CaseTable, by: Person, *, senior: bool, queue: str | None = None) -> Claimed | None:
    """Claim a case that this person may decide and nobody else works on: what is claimed already, or the most urgent.

    That is the one due on the earliest day (UTC), of those the one with the highest rating, and of those the first due.
    Cases are read whole only until there is one, at most 200 of the 2,000 oldest. Those are not among them that others
    work on, so however many do, each finds another case.
    """
    metas = islice(table.with_status(Status.AWAITING_REVIEW), _MOST_WAITING)
    free = _free(table, [meta for meta in metas if _may_be_in(queue, meta)], by)
    for case, state in _pending(table, free[:_MOST_READ], queue):
        if _may_decide(state, by, senior=senior) and (until := _claim(table, case, state, by)):
            return Claimed(case, state, until)
    return None


def claim(table: CaseTable, case: Case, by: Person, *, senior: bool) -> Claimed:
    """Claim this very case. Raises NotWaiting, MayNotDecide, HeldByAnother."""
    state = rules.current(case)
    waits = case.meta.status is Status.AWAITING_REVIEW and state and state.review.status is ReviewStatus.PENDING
    if not state or not waits:
        raise NotWaiting(f"{case.id} waits for no decision: it is {case.meta.status}")
    if not _may_decide(state, by, senior=senior):
        raise MayNotDecide(f"{case.id}: {by.name} may not decide it")
    until = _claim(table, case, state, by)
    if until is None:
        raise HeldByAnother(f"{case.id}: somebody else works on it")
    return Claimed(case, state, until)


def _may_be_in(queue: str | None, meta: Meta) -> bool:
    """Whether the case has to be read to know. Of an item that cannot be read, nobody knows the queue."""
    return queue in (None, meta.queue) or meta.queue is None


def _pending(table: CaseTable, application_ids: Iterable[str], queue: str | None) -> Iterator[tuple[Case, ReviewState]]:
    """Those of these cases that wait for a decision, in this queue where one is given."""
    for one in application_ids:
        with suppress(ApplicationNotFound):  # the index is written after the table
            case = table.case(one)
            state = rules.current(case)
            if state and state.review.status is ReviewStatus.PENDING and queue in (None, state.review.queue):
                yield case, state


def _free(table: CaseTable, metas: Iterable[Meta], by: Person) -> list[str]:
    """The cases of these on which nobody else works: first this person's own, then as urgent as they are."""
    names = {
        meta.application_id: (numbered(Review.PREFIX, meta.attempts), numbered(_CLAIM, meta.attempts)) for meta in metas
    }
    places = ((one, item) for one, items in names.items() for item in items)
    rows = {(row["application_id"], row["item"]): row for row in table.several_of(places, _READ)}

    def order(one: str) -> tuple[bool, str, int, str, str]:
        review, claim = (rows.get((one, item), {}) for item in names[one])
        due_at, rating = str(review.get("due_at") or _NEVER), review.get("rating")
        urgency = _URGENT.index(rating) if rating in _URGENT else len(_URGENT)
        return not _is_held(claim), due_at[:_DAY], urgency, due_at, str(review.get("asked_at", ""))

    def is_free(one: str) -> bool:
        claim = rows.get((one, names[one][1]), {})
        return not _is_held(claim) or claim["principal"] == by.principal

    return sorted(filter(is_free, names), key=order)


def _holders(table: CaseTable, metas: Iterable[Meta]) -> dict[str, str]:
    """By application, the principal who works on it now."""
    places = ((meta.application_id, numbered(_CLAIM, meta.attempts)) for meta in metas)
    claims = table.several_of(places, _READ)
    return {row["application_id"]: row["principal"] for row in claims if _is_held(row)}


def _is_held(claim: Row) -> bool:
    """Whether it is a claim that has not ended."""
    return str(claim.get("until", "")) > timestamp()


def give_back(table: CaseTable, case: Case, by: Person) -> None:
    """Raises NotClaimed where the claim is another's, or nobody's."""
    item = numbered(_CLAIM, case.meta.attempts)
    if not table.update(case.id, item, {"until": ""}, only_if={"principal": by.principal}):
        raise NotClaimed(f"{case.id}: you have no claim on this review")


def _claim_of(case: Case, state: ReviewState) -> Row:
    """``principal`` and ``until`` of the claim on this review; nothing, where nobody works on it now."""
    found = case.items.get(numbered(_CLAIM, state.review.number), {})
    return found if _is_held(found) else {}


_CLAIM = "CLAIM"


def _may_decide(state: ReviewState, by: Person, *, senior: bool) -> bool:
    decided = by.is_among(one.person for one in state.counted)
    return not (state.barred(by) or decided or (state.is_escalated and not senior))


def _claim(table: CaseTable, case: Case, state: ReviewState, by: Person) -> str | None:
    """Until when the review is this person's; None where somebody else was quicker."""
    item, until = numbered(_CLAIM, state.review.number), timestamp(now() + timedelta(minutes=MINUTES))
    row = {"principal": by.principal, "until": until}
    there: Row | None = case.items.get(item)
    if there is None:
        return until if table.insert(case.id, item, row) else None
    if there["principal"] != by.principal and _is_held(there):
        return None
    as_read = {name: there[name] for name in row}
    return until if table.update(case.id, item, row, only_if=as_read) else None


def shown(claimed: Iterable[tuple[Case, ReviewState]], principal: str) -> list[Row]:
    """Each review in short: ``application_id``, ``queue``, ``rating``, ``reasons``, ``asked_at``, ``due_at``.

    And whether it is ``claimed``, and ``mine``, that is this principal's; ``claimed_by`` (a principal) and
    ``claimed_until``, or None.
    """
    return [
        {
            "application_id": case.id,
            "queue": state.review.queue,
            "rating": state.review.rating,
            "reasons": list(state.review.reasons),
            "asked_at": state.review.asked_at,
            "due_at": state.review.due_at,
            **_held(_claim_of(case, state), principal),
        }
        for case, state in claimed
    ]


def just_claimed(found: Claimed, principal: str) -> Row:
    """The same of a review that this principal has claimed since it was read."""
    [row] = shown([(found.case, found.state)], principal)
    return row | _held({"principal": principal, "until": found.until}, principal)


def _held(claim: Row, principal: str) -> Row:
    by = claim.get("principal")
    return {
        "claimed": by is not None,
        "mine": by == principal,
        "claimed_by": by,
        "claimed_until": claim.get("until"),
    }
