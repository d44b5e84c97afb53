"""Ask the applicant for pictures or for parts of the application; the answer comes with the token once all is there."""

from datetime import timedelta

from lambdas.shared.cases import outbox, waiting
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.requests import asked
from lambdas.shared.cases.table import CaseTable, case_table, numbered
from lambdas.shared.reviews import rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id, attempt = case_table(), event["application_id"], event["request"]["attempt"]
    item, application = numbered("DOCUMENTS", attempt), table.application(application_id, attempt - 1 or 1)
    request = asked(attempt, event["request"], application)
    waits = {"status": "asked", "stage": event["stage"], "task_token": event["task_token"], "asked_at": timestamp()}
    waits["due_at"] = timestamp(now() + timedelta(seconds=event["seconds"]))
    if rules.ASKED in event["request"]["reasons"]:
        waits["question"] = rules.question(table.items(application_id))
    table.update(application_id, item, request | waits)
    _tell(table, event)
    table.set_status(application_id, "awaiting_documents", reasons=request["reasons"], awaits=attempt)
    # They may have come while nobody waited for them.
    waiting.resume_if_complete(aws.client("stepfunctions"), table, application_id, attempt)
    return {"asked": True}


def _tell(table: CaseTable, event: Event) -> None:
    """What is needed and what to do better; never why the bank looks."""
    application_id, request, stage = event["application_id"], event["request"], event["stage"]
    known = policy("identity")["resubmit"].keys() - {case_pictures.MISSING}
    facts = {
        "attempt": request["attempt"],
        "stage": stage,
        "message": "documents_needed",
        "pictures": request["pictures"],
        "parts": request.get("parts", []),
        "advice": [code for code in request["reasons"] if code in known],
    }
    reason = "missing" if request["reasons"] == [case_pictures.MISSING] else "again"
    key = f"{request['attempt']:03d}-{reason}-{stage.replace(' ', '-')}"
    outbox.add(table, application_id, "DocumentsRequested", key, **facts)
    outbox.publish(table, application_id)
