"""Who works on which review: a reviewer claims the next case, so that two do not read the same one.

A claim ends by itself, when it is given back or once the review is decided. It only orders the work: who may decide is
asked where the decision is written (``reviews/rules.py``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import ReviewStatus
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import ReviewState
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import Row, numbered
from lambdas.shared.runtime.people import Person

MINUTES = 30
_MOST_LOOKS = 200
"""Cases that are looked at for one that may be claimed."""


class NotClaimed(RequestRefused):
    """You have no claim on this review."""

    status = 409


@dataclass(frozen=True, slots=True)
class Claimed:
    """A review, and until when (a timestamp) it is this person's to work on."""

    case: Case
    state: ReviewState
    until: str


def waiting(table: CaseTable, queue: str | None = None) -> Iterator[tuple[Case, ReviewState]]:
    """The cases that wait for a decision, in this queue where one is given."""
    for meta in table.with_status(Status.AWAITING_REVIEW):
        case = table.case(meta.application_id)
        state = rules.current(case)
        if state and state.review.status is ReviewStatus.PENDING and queue in (None, state.review.queue):
            yield case, state


def claim_next(table: CaseTable, by: Person, *, senior: bool, queue: str | None = None) -> Claimed | None:
    """Claim a case that this person may decide and nobody else works on: what is claimed already, or the oldest."""
    found = [
        (case, state)
        for (case, state), _ in zip(waiting(table, queue), range(_MOST_LOOKS), strict=False)
        if _may_decide(state, by, senior=senior)
    ]
    for case, state in sorted(found, key=lambda one: (holder(*one) != by.principal, one[1].review.asked_at)):
        if until := _claim(table, case, state, by):
            return Claimed(case, state, until)
    return None


def give_back(table: CaseTable, case: Case, by: Person) -> None:
    """Raises NotClaimed where the claim is another's, or nobody's."""
    item = numbered(_CLAIM, case.meta.attempts)
    if not table.update(case.id, item, {"until": ""}, only_if={"principal": by.principal}):
        raise NotClaimed(f"{case.id}: you have no claim on this review")


def holder(case: Case, state: ReviewState) -> str | None:
    """The principal who works on this review now."""
    found = case.items.get(numbered(_CLAIM, state.review.number))
    return str(found["principal"]) if found and found["until"] > timestamp() else None


_CLAIM = "CLAIM"


def _may_decide(state: ReviewState, by: Person, *, senior: bool) -> bool:
    decided = by.is_among(one.person for one in state.counted)
    return not (state.is_submitter(by) or decided or (state.is_escalated and not senior))


def _claim(table: CaseTable, case: Case, state: ReviewState, by: Person) -> str | None:
    """Until when the review is this person's; None where somebody else was quicker."""
    item, until = numbered(_CLAIM, state.review.number), timestamp(now() + timedelta(minutes=MINUTES))
    row = {"principal": by.principal, "until": until}
    there: Row | None = case.items.get(item)
    if there is None:
        return until if table.insert(case.id, item, row) else None
    if there["principal"] != by.principal and there["until"] > timestamp():
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
