"""Ask the applicant for pictures or for parts of the application; the answer comes with the token once all is there."""

from datetime import timedelta

from lambdas.shared import aws, documents, outbox, reviews, stores, waiting
from lambdas.shared.clock import now, timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id, attempt = stores.onboarding(), event["application_id"], event["request"]["attempt"]
    item, application = stores.numbered("DOCUMENTS", attempt), table.application(application_id, attempt - 1 or 1)
    asked = documents.asked(attempt, event["request"], application)
    waits = {"status": "asked", "stage": event["stage"], "task_token": event["task_token"], "asked_at": timestamp()}
    waits["due_at"] = timestamp(now() + timedelta(seconds=event["seconds"]))
    if reviews.ASKED in event["request"]["reasons"]:
        waits["question"] = reviews.question(table.items(application_id))
    table.update(application_id, item, asked | waits)
    _tell(table, event)
    table.set_status(application_id, "awaiting_documents", reasons=asked["reasons"], awaits=attempt)
    # They may have come while nobody waited for them.
    waiting.resume_if_complete(aws.client("stepfunctions"), table, application_id, attempt)
    return {"asked": True}


def _tell(table: stores.Onboarding, event: Event) -> None:
    """What is needed and what to do better; never why the bank looks."""
    application_id, request, stage = event["application_id"], event["request"], event["stage"]
    known = policy("identity")["resubmit"].keys() - {documents.MISSING}
    facts = {
        "attempt": request["attempt"],
        "stage": stage,
        "message": "documents_needed",
        "pictures": request["pictures"],
        "parts": request.get("parts", []),
        "advice": [code for code in request["reasons"] if code in known],
    }
    reason = "missing" if request["reasons"] == [documents.MISSING] else "again"
    key = f"{request['attempt']:03d}-{reason}-{stage.replace(' ', '-')}"
    outbox.add(table, application_id, "DocumentsRequested", key, **facts)
    outbox.publish(table, application_id)
