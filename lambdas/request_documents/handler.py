"""Ask the applicant for pictures or for parts of the application; the answer comes with the token once all is there."""

from lambdas.shared import aws, documents, providers, steps, stores, waiting
from lambdas.shared.clock import timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id, attempt = stores.onboarding(), event["application_id"], event["request"]["attempt"]
    item, asked = stores.numbered("DOCUMENTS", attempt), documents.asked(attempt, event["request"])
    waits = {"status": "asked", "stage": event["stage"], "task_token": event["task_token"], "asked_at": timestamp()}
    table.update(application_id, item, asked | waits)
    _tell(event)
    table.set_status(application_id, "awaiting_documents", reasons=asked["reasons"], awaits=attempt)
    # They may have come while nobody waited for them.
    waiting.resume_if_complete(aws.client("stepfunctions"), table, application_id, attempt)
    return {"asked": True}


def _tell(event: Event) -> None:
    """What is needed and what to do better; never why the bank looks."""
    request = event["request"]
    if request.get("parts"):
        _send(event, "due-diligence", "due_diligence_needed", [policy("risk")["due_diligence_advice"]])
        return
    told = policy("identity")["resubmit"]
    advice = [told[code]["advice"] for code in request["reasons"] if code in told]
    kind = "missing" if request["reasons"] == [documents.MISSING] else "again"
    _send(event, kind, "documents_needed", advice)


def _send(event: Event, kind: str, template: str, advice: list[str]) -> None:
    request = event["request"]
    key = f"documents-{request['attempt']:03d}-{kind}-{event['stage'].replace(' ', '-')}"
    facts = {"pictures": request["pictures"], "advice": advice}
    providers.notifier().send(steps.application({"application_id": event["application_id"]}), template, key, facts)
