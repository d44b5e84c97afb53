"""Ask the applicant for new documents; the answer comes with the task token."""

import json

from lambdas.shared import steps, stores
from lambdas.shared.clock import timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.providers import providers


@function
def handler(event: Event) -> Event:
    table, application_id = stores.onboarding(), event["application_id"]
    asked = {
        "status": "asked",
        "stage": event["stage"],
        "task_token": event["task_token"],
        "reasons": json.dumps(event["reasons"]),
        "asked_at": timestamp(),
    }
    table.update(application_id, stores.numbered("DOCUMENTS", event["attempt"]), asked)
    message = f"documents-{event['attempt']:03d}-{event['stage'].replace(' ', '-')}"
    providers().notifier.send(steps.application(event), "documents_needed", message)
    table.set_status(application_id, "awaiting_documents", reasons=asked["reasons"])
    return {"asked": True}
