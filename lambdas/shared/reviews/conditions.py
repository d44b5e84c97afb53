"""The conditions of a review: its queue, when it is due, and how many people decide.

They are an entry of the decision record, made whenever reviewers are asked. How many people decide is computed from the
record each time and kept nowhere.
"""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from lambdas.shared.cases import waiting
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.items import Review
from lambdas.shared.cases.status import Facts
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import Diligence, Rating
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.policies import policy, version

REQUESTED = "review_requested"
"""The step of the record in which reviewers are asked."""
_NAMES = ("queue", "stage", "rating", "due_at", "asked_at")


def ask(table: CaseTable, application_id: str, review: Review, about: Row) -> bool:
    """Keep the conditions in the record, the item with its task token, and the status: all or none, once a token.

    ``about``, and what is returned: as in ``waiting.ask``.
    """
    run = f"{review.review_id}#{hashlib.sha256(review.task_token.encode()).hexdigest()[:16]}"
    shown: Facts = {"reasons": review.reasons, "queue": review.queue}
    if review.rating:
        shown["rating"] = review.rating
    writes = waiting.asking(table, application_id, review, about, **shown)
    result = {"reasons": list(review.reasons)} | {name: getattr(review, name) for name in _NAMES}
    asked = Evidence(result, versions=version("review"), writes=writes)
    with suppress(Conflict):
        if table.keep(application_id, REQUESTED, run, asked, review.asked_at):
            return True
    return waiting.is_asked(table, application_id, review)


def of(kept: KeptEvidence) -> dict[str, Any]:
    """The conditions as they are in the record, by the names of a Review's fields."""
    return {name: kept.result[name] for name in _NAMES} | {"reasons": tuple(kept.result["reasons"])}


def queues() -> list[str]:
    """The names of all queues, that of escalated cases last."""
    found = policy("review")
    return [*(str(one["name"]) for one in found["queues"]), str(found["escalation_queue"])]


def queue(reasons: Collection[str]) -> str:
    """Which reviewers see the case: the first queue that has one of its reasons, else the last."""
    queues = policy("review")["queues"]
    found = next((one for one in queues if {*one["reasons"]} & {*reasons}), queues[-1])
    return str(found["name"])


def is_escalated(stage: str) -> bool:
    """Whether a senior reviewer decides in this stage: from the one that escalates on."""
    stages = policy("process")["reviewer_stages"]
    names = [one["stage"] for one in stages]
    first = next((place for place, one in enumerate(stages) if one.get("escalates")), len(stages))
    return stage in names[first:]


def takes_two(case: Case, requested: Sequence[KeptEvidence]) -> bool:
    """Whether two people decide: by the last rating and the last identity checks of the record, and by the requests.

    A case whose record has no rating takes two: nobody knows that one is enough. Four eyes, one pair of them senior:
    FATF R.12, AMLR art. 42 (REQ-06).
    """
    scored, decided = case.last("score_risk"), case.last("decide_identity")
    if scored is None or Diligence(scored.result.get("due_diligence", Diligence.REQUIRED)).is_enhanced:
        return True
    results = [one.result for one in (scored, decided, *requested) if one]
    two = policy("review")["two_people"]
    ratings = {str(result["rating"]) for result in results if "rating" in result} | {str(scored.result.get("rating"))}
    reasons = {code for result in results for code in result.get("reasons", [])}
    return bool(ratings & {*two["ratings"]} or ratings - {*Rating} or reasons & {*two["reasons"]})
