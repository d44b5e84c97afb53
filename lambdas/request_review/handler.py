"""Put the case before reviewers; the answer comes with the task token once their decisions settle it."""

from datetime import timedelta

from lambdas.shared.cases import execution, outbox, status
from lambdas.shared.cases.items import Meta, Review, turn
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH
from lambdas.shared.cases.verified import verified
from lambdas.shared.reviews import conditions, decisions, rules
from lambdas.shared.reviews.conditions import is_escalated
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id = case_table(), event["application_id"]
    review = _review(event)
    if not conditions.ask(table, application_id, review, status.looked_at(event)):
        return {"asked": True}
    _publish(table, table.meta(application_id), review, event["run"])
    # The decisions may have come while nobody waited for them.
    state = rules.current(verified(table, application_id))
    if state and rules.outcome(state):
        decisions.deliver(aws.client("stepfunctions"), table, application_id, state)
    return {"asked": True}


def _review(event: Event) -> Review:
    reasons, stage, number = (*event["identity_reasons"], *event["risk_reasons"]), event["stage"], event["attempt"]
    return Review(
        number=number,
        review_id=rules.review_id(event["application_id"], number),
        queue=policy("review")["escalation_queue"] if is_escalated(stage) else conditions.queue(reasons),
        stage=stage,
        turn=turn(event),
        due_at=timestamp(now() + timedelta(seconds=event["seconds"])),
        task_token=event["task_token"],
        rating=event["rating"],
        reasons=reasons,
        asked_at=timestamp(),
    )


def _publish(table: CaseTable, meta: Meta, review: Review, run: str) -> None:
    facts = {
        "queue": review.queue,
        "stage": review.stage,
        "risk_rating": review.rating,
        "reasons": list(review.reasons),
        "possible_match": bool({*POSSIBLE_MATCH.values()} & {*review.reasons}),
    }
    key = f"{review.number:03d}-{review.stage.replace(' ', '-')}"
    outbox.add(table, meta, "ReviewRequested", execution.key(run, key), **facts)
    outbox.publish(table, meta.application_id)
