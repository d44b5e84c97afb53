"""Ask the applicant for pictures or for parts of the application; the answer comes with the token once all is there."""

from lambdas.shared import aws, documents, outbox, stores, waiting
from lambdas.shared.clock import timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id, attempt = stores.onboarding(), event["application_id"], event["request"]["attempt"]
    item, asked = stores.numbered("DOCUMENTS", attempt), documents.asked(attempt, event["request"])
    waits = {"status": "asked", "stage": event["stage"], "task_token": event["task_token"], "asked_at": timestamp()}
    table.update(application_id, item, asked | waits)
    _tell(table, event)
    table.set_status(application_id, "awaiting_documents", reasons=asked["reasons"], awaits=attempt)
    # They may have come while nobody waited for them.
    waiting.resume_if_complete(aws.client("stepfunctions"), table, application_id, attempt)
    return {"asked": True}


def _tell(table: stores.Onboarding, event: Event) -> None:
    """What is needed and what to do better; never why the bank looks."""
    application_id, request, stage = event["application_id"], event["request"], event["stage"]
    message, advice = _message(request)
    key = f"{request['attempt']:03d}-{message.replace('_', '-')}-{stage.replace(' ', '-')}"
    facts = {"attempt": request["attempt"], "stage": stage, "pictures": request["pictures"], "advice": advice}
    outbox.add(table, application_id, "DocumentsRequested", key, message=message, **facts)
    outbox.publish(table, application_id)


def _message(request: Event) -> tuple[str, list[str]]:
    """Which template tells it, and the codes of the advice in it: those that an applicant may know."""
    if request.get("parts"):
        return f"{request['parts'][0]}_needed", []
    if request["reasons"] == [documents.MISSING]:
        return "documents_missing", []
    return "documents_needed", [code for code in request["reasons"] if code in policy("identity")["resubmit"]]
