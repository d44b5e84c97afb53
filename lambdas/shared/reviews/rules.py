"""Reviews by people: who may decide, and what their decisions amount to (``definitions/review_policy.json``).

That a review was asked for, its conditions, who submitted the case, and each decision are entries of the decision
record; they count only while the record is whole. A decision is bound to the hash of the evidence that the reviewer
saw; with other evidence it counts no more. The rules hold wherever a decision comes from: the back office asks them
before it keeps one, and the workflow asks them again before it goes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.items import Review, ReviewStatus
from lambdas.shared.cases.vouched import Said
from lambdas.shared.documents.pictures import PICTURES
from lambdas.shared.reviews import conditions, tipping_off
from lambdas.shared.reviews.clearers import clearers
from lambdas.shared.reviews.conditions import REQUESTED
from lambdas.shared.runtime import people
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy, version

STEP, REFUSED = Said.REVIEW, "review_refused"
BY_PEOPLE = (
    *(*Said, REQUESTED, REFUSED, "clearing_refused", "unblocking_refused"),
    "unblock_requested",
)
"""Steps of the record that no decision rests on: what people were asked, and decided."""
ASKED = "REVIEWER_ASKS"
"""The reason with which the workflow asks the applicant what a reviewer wants."""
PARTS = (*PICTURES, "due_diligence", "explanation")
"""What a reviewer may ask the applicant for: pictures, and parts of the application."""


class Choice(StrEnum):
    """What a reviewer may decide."""

    APPROVED = "approved"
    DECLINED = "declined"
    REQUEST_INFORMATION = "request_information"


class Unsettled(StrEnum):
    """Why a review is not settled: a second person has to decide, or what was decided was about other evidence."""

    ANOTHER_DECISION = "another_decision"
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides on a case; a request for information says in ``parts`` what of.

    ``reason``: a code of the policy. ``evidence``: the hash of what was seen. ``principal``: the caller to AWS.
    """

    reviewer: str
    choice: Choice
    reason: str
    evidence: str
    note: str = ""
    senior: bool = False
    parts: tuple[str, ...] = ()
    principal: str = ""

    @classmethod
    def of(cls, kept: KeptEvidence) -> Self:
        names = ("reviewer", "reason", "evidence", "note", "senior", "principal")
        known = {name: kept.details[name] for name in names}
        return cls(choice=Choice(kept.result["decision"]), parts=tuple(kept.details["parts"]), **known)

    def as_evidence(self) -> Evidence:
        """What of it is kept in the decision record."""
        names = ("reviewer", "reason", "evidence", "note", "senior", "parts", "principal")
        result = {"decision": self.choice, "reasons": [self.reason]}
        return Evidence(result, details={name: getattr(self, name) for name in names}, versions=version("review"))

    @property
    def person(self) -> Person:
        return Person(self.reviewer, self.principal)

    @property
    def confirms_match(self) -> bool:
        """Whether its reason asks for a second person."""
        return self.reason in policy("review")["two_people"]["decisions"]

    @property
    def tipping_off(self) -> list[str]:
        """The words of its question that may tip off the applicant: with one, a second person asks the same."""
        return tipping_off.words(self.note) if self.choice is Choice.REQUEST_INFORMATION else []

    def agrees(self, other: "Decision") -> bool:
        """Whether both decide the same; of a request for information, whether they ask the same of the applicant."""
        same = self.choice is other.choice
        asks = self.choice is Choice.REQUEST_INFORMATION
        return same and (not asks or (self.note.strip(), {*self.parts}) == (other.note.strip(), {*other.parts}))


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A review as the rules look at it; all but the item's status and task token is what the decision record says.

    ``evidence``: the hash of it; ``two_people``: four eyes are needed, one pair of them senior; ``submitters``: who
    submitted the case or corrected it; ``clearers``: who cleared a hit of it; ``is_recorded``: whether the record says
    that the review was asked for; ``of_alert``: whether it is a monitoring case's.
    """

    review: Review
    evidence: str
    submitters: Sequence[Person]
    decisions: Sequence[Decision]
    clearers: Sequence[Person] = ()
    two_people: bool = True
    is_recorded: bool = True
    of_alert: bool = False

    @property
    def counted(self) -> list[Decision]:
        """The decisions on the evidence as it is, by people who may decide."""
        return [one for one in self.decisions if self._counts(one)]

    def _counts(self, decision: Decision) -> bool:
        if not (self.is_recorded and decision.evidence == self.evidence and people.is_name(decision.reviewer)):
            return False
        if self.of_alert and decision.reason not in reasons(decision.choice, of_alert=True):
            return False
        # Nobody can be known to be another person than somebody of whom nothing is known.
        is_known = bool(self.submitters) or decision.choice is not Choice.APPROVED
        return is_known and not self.barred(decision.person)

    def barred(self, person: Person) -> str | None:
        """What this person did with the case so that somebody else decides it; None where it was nothing."""
        did = {"submitted the case": self.submitters, "cleared a hit of the case": self.clearers}
        return next((what for what, those in did.items() if person.is_among(those)), None)

    def count(self, decisions: Iterable[Decision]) -> int:
        """How many people decided so, without those who are barred and whoever is the same as one of them."""
        return people.distinct((one.person for one in decisions), besides=[*self.submitters, *self.clearers])

    @property
    def needs_two(self) -> bool:
        return self.two_people or any(one.confirms_match for one in self.counted)

    @property
    def is_escalated(self) -> bool:
        """Whether only a senior reviewer decides."""
        return bool(self.review.queue == policy("review")["escalation_queue"])

    @property
    def next_run(self) -> str:
        """The run under which the next decision is kept."""
        return f"{self.review.review_id}#{len(self.decisions) + 1:03d}"

    def with_status(self, status: ReviewStatus) -> Self:
        return replace(self, review=replace(self.review, status=status))


def reasons(choice: Choice, *, of_alert: bool) -> Mapping[str, str]:
    """The reasons from which a reviewer chooses, by code with their sentences.

    A monitoring case has one question, whether the customer is the listed person, and asks the customer nothing.
    """
    found = policy("review")
    of_choice: dict[str, str] = found["decisions"][choice]
    if not of_alert:
        return of_choice
    also = {Choice.APPROVED: {*found["clearings"]}, Choice.DECLINED: {*found["two_people"]["decisions"]}}
    return {code: sentence for code, sentence in of_choice.items() if code in also.get(choice, ())}


def review_id(application_id: str, attempt: int) -> str:
    return f"{application_id}-review-{attempt:03d}"


def evidence(case: Case) -> str:
    """The hash of all that a decision on the case may rest on."""
    return case.evidence_hash(without=BY_PEOPLE)


def of(case: Case, review: Review, *, anew: bool = False) -> ReviewState:
    """The state of this review of the case, from the entries of its record; nothing counts where that is not whole.

    Once decided, with the evidence that it was decided on; ``anew``: with the evidence as it is.
    """
    name = review_id(case.id, review.number)
    requested, decided = (
        [one for one in case.linked if one.step == step and one.run.startswith(f"{name}#")]
        for step in (REQUESTED, STEP)
    )
    decided_on = None if anew or review.status is ReviewStatus.PENDING else review.evidence
    review = replace(review, review_id=name)
    if requested:
        review = replace(review, **conditions.of(requested[-1]))
    return ReviewState(
        review,
        decided_on or evidence(case),
        case.submitters,
        [Decision.of(one) for one in decided],
        clearers(case),
        two_people=conditions.takes_two(case, requested),
        is_recorded=bool(requested),
        of_alert=case.alert is not None,
    )


def current(case: Case, *, anew: bool = False) -> ReviewState | None:
    """The state of the attempt's review, as ``of`` gives it; None where the attempt has none."""
    return None if case.review is None else of(case, case.review, anew=anew)


def settling(state: ReviewState) -> Decision | None:
    """The decision that settles the review, the last of those that it takes; None where another one is needed.

    One who declines is enough, but for a confirmed match. Where two are needed, they are two people who decide the
    same, one of them senior; in the escalation queue a senior one is. One who asks the applicant is enough, but for a
    question that may tip off.
    """
    for one in state.counted:
        agreeing = [other for other in state.counted if other.agrees(one)]
        if one.choice is Choice.REQUEST_INFORMATION and state.count(agreeing) >= (2 if one.tipping_off else 1):
            return agreeing[-1]
        if one.choice is Choice.DECLINED and not one.confirms_match:
            return one
    for choice in (Choice.DECLINED, Choice.APPROVED):
        agreeing = [one for one in state.counted if one.choice is choice]
        enough = state.count(agreeing) >= (2 if state.needs_two else 1)
        if enough and (any(one.senior for one in agreeing) or not (state.needs_two or state.is_escalated)):
            return agreeing[-1]
    return None


def outcome(state: ReviewState) -> Choice | None:
    """What the decisions amount to; None where another one is needed."""
    found = settling(state)
    return found.choice if found else None


def refusal(state: ReviewState, decision: Decision) -> str | None:
    """Why this person may not decide so now; None where nothing speaks against it."""
    mine = [one for one in state.counted if one.person.is_same(decision.person)]
    others = [one for one in state.counted if one not in mine]
    if decision.choice is Choice.REQUEST_INFORMATION:  # a question that may tip off can be put in other words
        mine = [one for one in mine if not one.tipping_off]
    agreeing = [one for one in others if one.choice is decision.choice]
    is_one_senior = decision.senior or any(one.senior for one in agreeing)
    who = decision.reviewer
    against = {
        "its decision record says nothing of a review; look at it with kyc audit": not state.is_recorded,
        f"{who} {state.barred(decision.person)}, so somebody else decides it": state.barred(decision.person),
        "its decision record does not say who submitted it, so nobody can approve it": (
            not state.submitters and decision.choice is Choice.APPROVED
        ),
        f"{who} decided already ({', '.join(one.choice for one in mine)}); the next decision is another person's": mine,
        "the case was escalated: a senior reviewer decides": state.is_escalated and not decision.senior,
        f"one of the two reviewers must be senior, and {', '.join(one.reviewer for one in agreeing)} is not": (
            state.needs_two and agreeing and not is_one_senior
        ),
    }
    return next((why for why, holds in against.items() if holds), None)


def question(case: Case) -> str:
    """What the reviewers who requested information last want to know; empty where nobody did."""
    settled = (settling(of(case, one)) for one in reversed(case.reviews))
    return next((one.note for one in settled if one and one.choice is Choice.REQUEST_INFORMATION), "")
