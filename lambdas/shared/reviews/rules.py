"""Reviews by people: who may decide, and what their decisions amount to (``definitions/review_policy.json``).

A reviewer's decision is an entry of the decision record and is bound to the hash of the evidence that the reviewer saw;
with other evidence it counts no more. The rules hold wherever a decision comes from: the back office asks them before
it keeps one, and the workflow asks them again before it goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.items import Review, ReviewStatus
from lambdas.shared.documents.pictures import PICTURES
from lambdas.shared.runtime.policies import policy, version

STEP, REFUSED = "review", "review_refused"
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
    def person(self) -> str:
        return person(self.reviewer)

    @property
    def confirms_match(self) -> bool:
        """Whether its reason asks for a second person."""
        return self.reason in policy("review")["two_people"]["decisions"]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A review as the rules look at it: the hash of the evidence, who submitted the case, and what was decided."""

    review: Review
    evidence: str
    submitted_by: str | None
    decisions: Sequence[Decision]

    @property
    def counted(self) -> list[Decision]:
        """The decisions on the evidence as it is, by people who may decide."""
        return [one for one in self.decisions if one.evidence == self.evidence and one.person != self.submitter]

    @property
    def submitter(self) -> str | None:
        return self.submitted_by and person(self.submitted_by)

    @property
    def needs_two(self) -> bool:
        return self.review.two_people or any(one.confirms_match for one in self.counted)

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


def person(name: str) -> str:
    return name.strip().casefold()


def of(case: Case, review: Review, *, anew: bool = False) -> ReviewState:
    """The state of this review of the case.

    Once decided, with the evidence that it was decided on; ``anew``: with the evidence as it is.
    """
    kept = [one for one in case.evidence_of(STEP) if one.run.startswith(f"{review.review_id}#")]
    decided_on = None if anew or review.status is ReviewStatus.PENDING else review.evidence
    evidence = decided_on or case.evidence_hash(without=(STEP, REFUSED))
    return ReviewState(review, evidence, case.meta.submitted_by, [Decision.of(one) for one in kept])


def current(case: Case, *, anew: bool = False) -> ReviewState | None:
    """The state of the attempt's review, as ``of`` gives it; None where the attempt has none."""
    return None if case.review is None else of(case, case.review, anew=anew)


def outcome(state: ReviewState) -> Choice | None:
    """What the decisions amount to; None where another one is needed.

    One who declines is enough, but for a confirmed match. Where two are needed, they are two people who decide the
    same, one of them senior; in the escalation queue a senior one is.
    """
    for one in state.counted:
        if one.choice is Choice.REQUEST_INFORMATION or (one.choice is Choice.DECLINED and not one.confirms_match):
            return one.choice
    for choice in (Choice.DECLINED, Choice.APPROVED):
        agreeing = [one for one in state.counted if one.choice is choice]
        people, is_senior = {one.person for one in agreeing}, any(one.senior for one in agreeing)
        if len(people) >= (2 if state.needs_two else 1) and (is_senior or not (state.needs_two or state.is_escalated)):
            return choice
    return None


def refusal(state: ReviewState, decision: Decision) -> str | None:
    """Why this person may not decide so now; None where nothing speaks against it."""
    others = [one for one in state.counted if one.person != decision.person]
    mine = [one for one in state.counted if one.person == decision.person]
    if decision.person == state.submitter:
        return f"{decision.reviewer} submitted the case, so somebody else decides it"
    if mine:
        return f"{decision.reviewer} decided already ({mine[0].choice}); the next decision is another person's"
    if state.is_escalated and not decision.senior:
        return "the case was escalated: a senior reviewer decides"
    agreeing = [one for one in others if one.choice is decision.choice]
    if state.needs_two and agreeing and not (decision.senior or any(one.senior for one in agreeing)):
        return f"one of the two reviewers must be senior, and {agreeing[0].reviewer} is not"
    return None


def question(case: Case) -> str:
    """What the last reviewer who requested information wants to know; empty where nobody did."""
    kept = sorted(case.evidence_of(STEP), key=lambda one: one.at)
    asking = [one for one in map(Decision.of, kept) if one.choice is Choice.REQUEST_INFORMATION]
    return asking[-1].note if asking else ""
