"""Put the case before reviewers; the answer comes with the task token once their opinions decide it."""

import json
from datetime import timedelta

from lambdas.shared.cases import outbox
from lambdas.shared.cases.table import CaseTable, case_table, numbered
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy

ESCALATION = "escalation"
MATCHES = ("POSSIBLE_SANCTIONS_MATCH", "POSSIBLE_PEP_MATCH")


@function
def handler(event: Event) -> Event:
    table, application_id = case_table(), event["application_id"]
    number = table.meta(application_id)["attempts"]
    item, review = numbered("REVIEW", number), _review(event, number)
    table.update(application_id, item, review)
    _tell(table, event, number, review)
    table.set_status(application_id, "awaiting_review", rating=event["rating"], reasons=review["reasons"])
    # The opinions may have come while nobody waited for them.
    case = rules.current(table, application_id)
    if case and rules.outcome(case):
        decisions.deliver(aws.client("stepfunctions"), table, application_id, case)
    return {"asked": True}


def _review(event: Event, number: int) -> Row:
    reasons, stage = [*event["identity_reasons"], *event["risk_reasons"]], event["stage"]
    return {
        "review_id": f"{event['application_id']}-review-{number:03d}",
        "status": "pending",
        "queue": policy("review")["escalation_queue"] if stage == ESCALATION else queue(reasons),
        "stage": stage,
        "due_at": timestamp(now() + timedelta(seconds=event["seconds"])),
        "task_token": event["task_token"],
        "rating": event["rating"],
        # Four eyes, one pair of them senior (FATF R.12, AMLR art. 42: REQ-06).
        "two_people": needs_two(event, reasons),
        "reasons": json.dumps(reasons),
        "asked_at": timestamp(),
    }


def needs_two(event: Event, reasons: list[str]) -> bool:
    two = policy("review")["two_people"]
    return bool(
        event["due_diligence"] != "standard" or event["rating"] in two["ratings"] or {*two["reasons"]} & {*reasons}
    )


def queue(reasons: list[str]) -> str:
    """Which reviewers see the case: the first queue that has one of its reasons, else the last."""
    queues = policy("review")["queues"]
    found = next((one for one in queues if {*one["reasons"]} & {*reasons}), queues[-1])
    return str(found["name"])


def _tell(table: CaseTable, event: Event, number: int, review: Row) -> None:
    reasons, application_id = json.loads(review["reasons"]), event["application_id"]
    key = f"{number:03d}-{event['stage'].replace(' ', '-')}"
    facts = {"queue": review["queue"], "stage": event["stage"], "risk_rating": event["rating"], "reasons": reasons}
    possible_match = bool({*MATCHES} & {*reasons})
    outbox.add(table, application_id, "ReviewRequested", key, possible_match=possible_match, **facts)
    outbox.publish(table, application_id)
