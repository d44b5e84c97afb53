"""Put the case before reviewers; the answer comes with the task token once their decisions settle it."""

from collections.abc import Collection
from datetime import timedelta

from lambdas.shared.cases import outbox, status
from lambdas.shared.cases.items import Meta, Review
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH, Diligence
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id = case_table(), event["application_id"]
    meta = table.meta(application_id)
    review = _review(event, meta.attempts)
    table.ask(application_id, review)
    _publish(table, meta, review)
    status.move(table, application_id, Review.WAITING, rating=event["rating"], reasons=review.reasons)
    # The decisions may have come while nobody waited for them.
    state = rules.current(table.case(application_id))
    if state and rules.outcome(state):
        decisions.deliver(aws.client("stepfunctions"), table, application_id, state)
    return {"asked": True}


def _review(event: Event, number: int) -> Review:
    reasons, stage = (*event["identity_reasons"], *event["risk_reasons"]), event["stage"]
    return Review(
        number=number,
        review_id=f"{event['application_id']}-review-{number:03d}",
        queue=policy("review")["escalation_queue"] if is_escalated(stage) else queue(reasons),
        stage=stage,
        due_at=timestamp(now() + timedelta(seconds=event["seconds"])),
        task_token=event["task_token"],
        rating=event["rating"],
        # Four eyes, one pair of them senior (FATF R.12, AMLR art. 42: REQ-06).
        two_people=needs_two(event, reasons),
        reasons=reasons,
        asked_at=timestamp(),
    )


def is_escalated(stage: str) -> bool:
    """Whether a senior reviewer decides in this stage: from the one that escalates on."""
    stages = policy("process")["reviewer_stages"]
    names = [one["stage"] for one in stages]
    first = next((place for place, one in enumerate(stages) if one.get("escalates")), len(stages))
    return stage in names[first:]


def needs_two(event: Event, reasons: Collection[str]) -> bool:
    two = policy("review")["two_people"]
    enhanced = Diligence(event["due_diligence"]).is_enhanced
    return bool(enhanced or event["rating"] in two["ratings"] or {*two["reasons"]} & {*reasons})


def queue(reasons: Collection[str]) -> str:
    """Which reviewers see the case: the first queue that has one of its reasons, else the last."""
    queues = policy("review")["queues"]
    found = next((one for one in queues if {*one["reasons"]} & {*reasons}), queues[-1])
    return str(found["name"])


def _publish(table: CaseTable, meta: Meta, review: Review) -> None:
    facts = {
        "queue": review.queue,
        "stage": review.stage,
        "risk_rating": review.rating,
        "reasons": list(review.reasons),
        "possible_match": bool({*POSSIBLE_MATCH.values()} & {*review.reasons}),
    }
    key = f"{review.number:03d}-{review.stage.replace(' ', '-')}"
    outbox.add(table, meta, "ReviewRequested", key, **facts)
    outbox.publish(table, meta.application_id)
