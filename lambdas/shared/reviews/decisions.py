"""Giving a decision on a case: kept in the decision record, and delivered to the execution once it is settled.

What is refused is recorded too. ``status`` of an error is what an API answers with.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from lambdas.shared.cases import waiting
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import ReviewStatus
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision, ReviewState
from lambdas.shared.runtime import people
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.errors import PermanentError
from lambdas.shared.runtime.policies import policy

LEAST_DIGITS = 8
"""Of the evidence's hash, so that nobody names it by chance."""


class DecisionRefused(PermanentError):
    """The decision is incomplete, or names a reason or a part that there is not."""

    status = 422


class NotAllowed(DecisionRefused):
    """The person may not decide so."""

    status = 403


class EvidenceChanged(DecisionRefused):
    """The evidence is not what the reviewer saw."""

    status = 409


class NotUnderReview(DecisionRefused):
    """The case waits for no decision, or for none any more."""

    status = 409


def choice(name: str) -> Choice:
    """What a reviewer decides, by its name. Raises DecisionRefused."""
    if name not in [*Choice]:
        said = f"one of {', '.join(Choice)}"
        raise DecisionRefused(f"a decision is {said}", [f"decision: must be {said}"])
    return Choice(name)


def give(states: Any, table: CaseTable, case: Case, decision: Decision) -> ReviewState:
    """Keep the decision, once, and go on where the decisions now settle the case; returns the review as it is then.

    ``case``: as it was read just now. The same decision by the same person again continues what a process that died
    has left. Raises DecisionRefused, InvalidName, and Conflict where the case's record was changed.
    """
    decision = replace(decision, reviewer=people.normal(decision.reviewer))
    for _ in contended(f"the review of {case.id}"):
        case = verified(table, case.id, case)
        state = _state(case)
        _check(decision, case)
        if _is_given(state, decision):
            break
        seen, run = _allowed(table, case, state, decision), state.next_run
        kept = table.keep(case.id, rules.STEP, run, seen.as_evidence(), state.review.asked_at, last=case.head)
        case = table.case(case.id)  # what others decided meanwhile is there too
        if kept:
            break
    return _conclude(states, table, case)


def _state(case: Case) -> ReviewState:
    found = rules.current(case)
    if found is None:
        raise NotUnderReview(f"{case.id} does not wait for a review: it is {case.meta.status}")
    return found


def _check(decision: Decision, case: Case) -> None:
    reasons = rules.reasons(decision.choice, of_alert=case.alert is not None)
    if not reasons:
        said = f"{case.id} is about a customer, who is asked nothing: approve or decline it"
        raise DecisionRefused(said, ["decision: must be approved or declined"])
    check_reason(decision.reason, reasons, decision.choice)
    asks = decision.choice is Choice.REQUEST_INFORMATION
    if bool(decision.parts) != asks or not {*decision.parts} <= {*rules.PARTS}:
        said = f"a request for information says for what: {', '.join(rules.PARTS)}"
        raise DecisionRefused(said, ["parts: must be given with request_information, and with nothing else"])
    most = policy("process")["attempts"]["submissions"]
    if asks and case.meta.attempts >= most:
        raise DecisionRefused(f"the applicant was asked {most} times already: approve or decline")


def check_reason(reason: str, reasons: Mapping[str, str], what: str) -> None:
    """Raises DecisionRefused where the policy's reasons for ``what`` have no such code."""
    if reason not in reasons:
        known = "\n".join(f"  {code}: {sentence}" for code, sentence in reasons.items())
        problems = [f"reason: must be one of {', '.join(reasons)}"]
        raise DecisionRefused(f"{reason} is no reason for {what}; the reasons are:\n{known}", problems)


def evidence_changed(case: Case, given: str, evidence: str) -> EvidenceChanged | None:
    """The refusal where ``given``, the digits that a person gave, are not the first of the evidence's hash."""
    if len(given) >= LEAST_DIGITS and evidence.startswith(given):
        return None
    return EvidenceChanged(f"the evidence of {case.id} is not what you saw: look again with kyc show {case.id}")


def _is_given(state: ReviewState, decision: Decision) -> bool:
    mine = (one for one in state.counted if one.person.is_same(decision.person))
    return any(one.agrees(decision) and one.reason == decision.reason for one in mine)


def _allowed(table: CaseTable, case: Case, state: ReviewState, decision: Decision) -> Decision:
    """The decision with the whole hash of the evidence. Raises NotUnderReview, EvidenceChanged, NotAllowed."""
    # Settled counts before it is delivered: of two who decide at once, the second one's would be lost.
    if state.review.status is not ReviewStatus.PENDING or rules.outcome(state):
        decided = ", ".join(f"{one.choice} by {one.reviewer}" for one in state.decisions)
        raise NotUnderReview(f"{case.id} was decided already: {decided or 'look again'}")
    if changed := evidence_changed(case, decision.evidence, state.evidence):
        _refuse(table, case, state, decision, changed)
    if reason := rules.refusal(state, decision):
        _refuse(table, case, state, decision, NotAllowed(f"{case.id}: {reason}"))
    return replace(decision, evidence=state.evidence)


def _refuse(table: CaseTable, case: Case, state: ReviewState, decision: Decision, error: DecisionRefused) -> NoReturn:
    details = {
        "reviewer": decision.reviewer,
        "principal": decision.principal,
        "decision": decision.choice,
        "senior": decision.senior,
        "status": error.status,
    }
    refused = Evidence({"verdict": "refused", "reasons": [type(error).__name__]}, details=details)
    table.keep(case.id, rules.REFUSED, f"{state.review.review_id}#{uuid.uuid4()}", refused, timestamp())
    raise error


def _conclude(states: Any, table: CaseTable, case: Case) -> ReviewState:
    state = _state(verified(table, case.id, case))
    # Not waiting yet: request_review is still at it, and delivers what it finds when it is done.
    is_waiting = case.meta.status is Status.AWAITING_REVIEW or state.review.status is not ReviewStatus.PENDING
    delivered = deliver(states, table, case.id, state) if is_waiting else None
    if delivered is False:
        raise NotUnderReview(
            f"{case.id} does not wait for this just now, perhaps because a reminder goes out. "
            f"Look again (kyc show {case.id}), then repeat the command"
        )
    return state.with_status(ReviewStatus.DECIDED) if delivered else state


def deliver(states: Any, table: CaseTable, application_id: str, state: ReviewState) -> bool | None:
    """Give the execution what was decided; None where that is nothing yet, False where it waits no more."""
    outcome = rules.outcome(state)
    if outcome is None:
        return None
    table.decide(application_id, state.review, outcome, state.evidence)
    return waiting.deliver(states, table, application_id, state.review, {"review_id": state.review.review_id})
