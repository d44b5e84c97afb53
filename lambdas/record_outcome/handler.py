"""Record the decision, which then stays."""

import json

from lambdas.shared import steps, stores
from lambdas.shared.errors import Conflict
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence

EVENTS = {"onboarded": "ApplicationOnboarded", "declined": "ApplicationDeclined"}


@function
def handler(event: Event) -> Event:
    table, application_id, outcome = stores.onboarding(), event["application_id"], event["outcome"]
    decided = {"outcome": outcome, "rating": event["rating"], "reasons": json.dumps(event["reasons"])}
    if not table.set_status(application_id, outcome, **decided):
        raise Conflict(f"application {application_id} is decided already, and not as {outcome}")
    attempt = table.meta(application_id)["attempts"]
    evidence = Evidence({"event": EVENTS[outcome]}, details=decided)
    return steps.once(event | {"attempt": attempt}, "record_outcome", lambda: evidence)
