"""Who works on which review: a reviewer claims the next case, so that two do not read the same one.

A claim ends by itself: after half an hour, when it is given back, once its holder has decided through the API, and with
the review. It only orders the work: who may decide is asked where the decision is written (``reviews/rules.py``).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta, Review, ReviewStatus
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings import pages
from lambdas.shared.onboardings.errors import RequestRefused
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
_READ = ("application_id", "item", "asked_at", "principal", "until")


class NotClaimed(RequestRefused):
    """You have no claim on this review."""

    status = 409


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
    table: CaseTable, most: int, begin: Place | None = None, queue: str | None = None
) -> tuple[list[tuple[Case, ReviewState]], Place | None]:
    """At most ``most`` of the cases that wait for a decision, the latest first, in this queue where one is given; and
    where the next page begins.
    """

    def choose(metas: Sequence[Meta]) -> Sequence[Meta]:
        return [meta for meta in metas if _may_be_in(queue, meta)]

    metas, following = pages.chosen(pages.by_status(table, [Status.AWAITING_REVIEW]), most, begin, choose)
    return list(_pending(table, (meta.application_id for meta in metas), queue)), following


def claim_next(table: CaseTable, by: Person, *, senior: bool, queue: str | None = None) -> Claimed | None:
    """Claim a case that this person may decide and nobody else works on: what is claimed already, or the oldest.

    Cases are read whole only until there is one, at most 200 of the 2,000 oldest. Those are not among them that others
    work on, so however many do, each finds another case.
    """
    metas = islice(table.with_status(Status.AWAITING_REVIEW), _MOST_WAITING)
    free = _free(table, [meta for meta in metas if _may_be_in(queue, meta)], by)
    for case, state in _pending(table, free[:_MOST_READ], queue):
        if _may_decide(state, by, senior=senior) and (until := _claim(table, case, state, by)):
            return Claimed(case, state, until)
    return None


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
    """The cases of these on which nobody else works: first this person's own, then as long ago as they were asked."""
    names = {
        meta.application_id: (numbered(Review.PREFIX, meta.attempts), numbered(_CLAIM, meta.attempts)) for meta in metas
    }
    places = ((one, item) for one, items in names.items() for item in items)
    rows = {(row["application_id"], row["item"]): row for row in table.several_of(places, _READ)}

    def order(one: str) -> tuple[bool, str]:
        review, claim = (rows.get((one, item), {}) for item in names[one])
        return not _is_held(claim), str(review.get("asked_at", ""))

    def is_free(one: str) -> bool:
        claim = rows.get((one, names[one][1]), {})
        return not _is_held(claim) or claim["principal"] == by.principal

    return sorted(filter(is_free, names), key=order)


def _is_held(claim: Row) -> bool:
    """Whether it is a claim that has not ended."""
    return str(claim.get("until", "")) > timestamp()


def give_back(table: CaseTable, case: Case, by: Person) -> None:
    """Raises NotClaimed where the claim is another's, or nobody's."""
    item = numbered(_CLAIM, case.meta.attempts)
    if not table.update(case.id, item, {"until": ""}, only_if={"principal": by.principal}):
        raise NotClaimed(f"{case.id}: you have no claim on this review")


def holder(case: Case, state: ReviewState) -> str | None:
    """The principal who works on this review now."""
    found = case.items.get(numbered(_CLAIM, state.review.number))
    return str(found["principal"]) if found and _is_held(found) else None


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


def shown(claimed: Iterable[tuple[Case, ReviewState]]) -> list[Row]:
    """Each review in short: ``application_id``, ``queue``, ``rating``, ``reasons``, ``asked_at``, ``due_at``, and
    whether it is ``claimed``.
    """
    return [
        {
            "application_id": case.id,
            "queue": state.review.queue,
            "rating": state.review.rating,
            "reasons": list(state.review.reasons),
            "asked_at": state.review.asked_at,
            "due_at": state.review.due_at,
            "claimed": holder(case, state) is not None,
        }
        for case, state in claimed
    ]
