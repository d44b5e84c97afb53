"""Put the case before a reviewer; the answer comes with the task token."""

import json

from lambdas.shared import outbox, stores
from lambdas.shared.clock import timestamp
from lambdas.shared.function import Event, function

# The first queue that has one of the case's reasons.
QUEUES = {
    "possible match": ("POSSIBLE_SANCTIONS_MATCH",),
    "stale list": ("STALE_WATCHLIST",),
    "enhanced due diligence": ("ENHANCED_DUE_DILIGENCE", "POSSIBLE_PEP_MATCH", "ADVERSE_MEDIA", "COUNTRY_HIGH_RISK"),
    "late bureau": ("ADDRESS_BUREAU_LATE",),
}
MATCHES = ("POSSIBLE_SANCTIONS_MATCH", "POSSIBLE_PEP_MATCH")
IDENTITY_DOUBT = "identity doubt"


@function
def handler(event: Event) -> Event:
    table, application_id = stores.onboarding(), event["application_id"]
    reasons = [*event["identity_reasons"], *event["risk_reasons"]]
    number, enhanced = table.meta(application_id)["attempts"], event["due_diligence"] != "standard"
    item = stores.numbered("REVIEW", number)
    asked = {
        "review_id": f"{application_id}-review-{number:03d}",
        "status": "pending",
        "queue": queue(reasons),
        "stage": event["stage"],
        "task_token": event["task_token"],
        "rating": event["rating"],
        # Four eyes, one pair of them senior (FATF R.12, AMLR art. 42: REQ-06).
        "approvals_needed": 2 if enhanced else 1,
        "senior_needed": enhanced,
        "reasons": json.dumps(reasons),
        "asked_at": timestamp(),
    }
    if table.update(application_id, item, asked, unless={"status": ["decided"]}):
        table.set_status(application_id, "awaiting_review", rating=event["rating"], reasons=asked["reasons"])
        _tell(table, event, number, asked["queue"], reasons)
    else:
        # Decided, but the answer has not arrived: the same decision, given again, uses the new token.
        table.update(application_id, item, {"task_token": event["task_token"]})
    return {"asked": True}


def _tell(table: stores.Onboarding, event: Event, number: int, queued: str, reasons: list[str]) -> None:
    key = f"{number:03d}-{event['stage'].replace(' ', '-')}"
    facts = {"queue": queued, "stage": event["stage"], "risk_rating": event["rating"], "reasons": reasons}
    possible_match = bool(set(MATCHES) & set(reasons))
    outbox.add(table, event["application_id"], "ReviewRequested", key, possible_match=possible_match, **facts)
    outbox.publish(table, event["application_id"])


def queue(reasons: list[str]) -> str:
    """Which reviewers see the case."""
    return next((name for name, own in QUEUES.items() if set(own) & set(reasons)), IDENTITY_DOUBT)
