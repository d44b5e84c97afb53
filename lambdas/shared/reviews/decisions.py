"""Giving an opinion on a case: kept in the decision record, and delivered to the execution once the opinions decide it.

What is refused is recorded too. ``status`` of an error is what an API answers with.
"""

import uuid
from dataclasses import replace
from typing import Any, NoReturn

from lambdas.shared.cases import waiting
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Case, Opinion
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import PermanentError, Throttled
from lambdas.shared.runtime.policies import policy

LEAST_DIGITS = 8
"""Of the evidence's hash, so that nobody names it by chance."""
_MOST_TRIES = 10


class OpinionRefused(PermanentError):
    """The opinion is incomplete, or names a reason or a part that there is not."""

    status = 400


class NotAllowed(OpinionRefused):
    """The person may not give this opinion."""

    status = 403


class EvidenceChanged(OpinionRefused):
    """The evidence is not what the reviewer saw."""

    status = 409


class NotUnderReview(OpinionRefused):
    """The case waits for no opinion, or for none any more."""

    status = 409


def give(states: Any, table: CaseTable, application_id: str, opinion: Opinion) -> Row:
    """Keep the opinion, once, and go on where the opinions now decide the case; returns the review's item.

    The same opinion by the same person again continues what a process that died has left. Raises OpinionRefused.
    """
    for _ in range(_MOST_TRIES):
        case = _case(table, application_id)
        _check(opinion, table.meta(application_id))
        if _is_given(case, opinion):
            break
        seen = _allowed(table, application_id, case, opinion)
        if table.append(application_id, *rules.row(case.review, len(case.opinions) + 1, seen, timestamp())):
            break
    else:
        raise Throttled(f"others were always giving an opinion on {application_id}")
    return _conclude(states, table, application_id)


def _case(table: CaseTable, application_id: str) -> Case:
    found = rules.current(table, application_id)
    if found is None:
        raise NotUnderReview(
            f"{application_id} does not wait for a review: it is {table.meta(application_id)['status']}"
        )
    return found


def _check(opinion: Opinion, meta: Row) -> None:
    reasons = policy("review")["opinions"].get(opinion.decision)
    if reasons is None:
        raise OpinionRefused(f"a decision is one of {', '.join(policy('review')['opinions'])}")
    if not opinion.reviewer.strip():
        raise OpinionRefused("an opinion needs a reviewer")
    if opinion.reason not in reasons:
        known = "\n".join(f"  {code}: {sentence}" for code, sentence in reasons.items())
        raise OpinionRefused(f"{opinion.reason} is no reason for {opinion.decision}; the reasons are:\n{known}")
    if bool(opinion.parts) != (opinion.decision == "more") or not {*opinion.parts} <= {*rules.PARTS}:
        raise OpinionRefused(f"who asks for more says for what: {', '.join(rules.PARTS)}")
    most = policy("process")["attempts"]["submissions"]
    if opinion.decision == "more" and meta["attempts"] >= most:
        raise OpinionRefused(f"the applicant was asked {most} times already: approve or decline")


def _is_given(case: Case, opinion: Opinion) -> bool:
    wanted = (opinion.person, opinion.decision, opinion.reason)
    return any((one.person, one.decision, one.reason) == wanted for one in case.counted)


def _allowed(table: CaseTable, application_id: str, case: Case, opinion: Opinion) -> Opinion:
    """The opinion with the whole hash of the evidence. Raises NotUnderReview, EvidenceChanged, NotAllowed."""
    if case.review["status"] != "pending":
        raise NotUnderReview(f"{application_id} was decided already: {_told(case) or 'look again'}")
    if len(opinion.evidence) < LEAST_DIGITS or not case.evidence.startswith(opinion.evidence):
        why = f"the evidence of {application_id} is not what you saw: look again with kyc show {application_id}"
        _refuse(table, application_id, case, opinion, EvidenceChanged(why))
    if reason := rules.refusal(case, opinion):
        _refuse(table, application_id, case, opinion, NotAllowed(f"{application_id}: {reason}"))
    return replace(opinion, evidence=case.evidence)


def _told(case: Case) -> str:
    return ", ".join(f"{one.decision} by {one.reviewer}" for one in case.opinions)


def _refuse(table: CaseTable, application_id: str, case: Case, opinion: Opinion, error: OpinionRefused) -> NoReturn:
    at = timestamp()
    result = {"verdict": "refused", "reasons": [type(error).__name__]}
    details = {
        "reviewer": opinion.reviewer,
        "decision": opinion.decision,
        "senior": opinion.senior,
        "status": error.status,
    }
    evidence = Evidence(result, details=details)
    table.add_evidence(application_id, rules.REFUSED, f"{case.review['review_id']}#{uuid.uuid4()}", evidence, at)
    raise error


def _conclude(states: Any, table: CaseTable, application_id: str) -> Row:
    case = _case(table, application_id)
    # Not waiting yet: request_review is still at it, and delivers what it finds when it is done.
    is_waiting = table.meta(application_id)["status"] == "awaiting_review" or case.review["status"] != "pending"
    delivered = deliver(states, table, application_id, case) if is_waiting else None
    if delivered is False:
        raise NotUnderReview(
            f"{application_id} does not wait for this just now, perhaps because a reminder goes out. "
            f"Look again (kyc show {application_id}), then repeat the command"
        )
    return case.review | ({"status": "decided"} if delivered else {})


def deliver(states: Any, table: CaseTable, application_id: str, case: Case) -> bool | None:
    """Give the execution what the opinions amount to; None where that is nothing yet, False where it waits no more."""
    decision, item = rules.outcome(case), case.review["item"]
    if decision is None:
        return None
    decided = {"status": "decided", "decision": decision, "decided_at": timestamp(), "evidence": case.evidence}
    table.update(application_id, item, decided, only_if={"status": "pending"})
    return waiting.deliver(states, table, application_id, item, {"review_id": case.review["review_id"]})
