"""Ask the applicant for pictures or for parts of the application; the answer comes with the token once all is there."""

from datetime import timedelta

from lambdas.shared.cases import execution, outbox, requests, status, waiting
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request, turn
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.reviews import rules
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    table, application_id = case_table(), event["application_id"]
    case = table.case(application_id)
    request = _request(case, event)
    facts: status.Facts = {"reasons": request.reasons, "awaits": request.number}
    if waiting.ask(table, application_id, request, status.looked_at(event), **facts):
        _send(table, case, request, event["run"])
        # They may have come while nobody waited for them.
        waiting.resume_if_complete(aws.client("stepfunctions"), table, application_id, request.number)
    return {"asked": True}


def _request(case: Case, event: Event) -> Request:
    asked, attempt = event["request"], event["request"]["attempt"]
    parts = asked.get("parts", [])
    return Request(
        number=attempt,
        stage=event["stage"],
        turn=turn(event),
        task_token=event["task_token"],
        asked_at=timestamp(),
        due_at=timestamp(now() + timedelta(seconds=event["seconds"])),
        pictures=tuple(asked["pictures"]),
        parts=tuple(parts),
        reasons=tuple(asked["reasons"]),
        before=requests.before(parts, case.submission(attempt - 1 or 1).application),
        question=rules.question(case) if rules.ASKED in asked["reasons"] else None,
    )


def _send(table: CaseTable, case: Case, request: Request, run: str) -> None:
    """The event by which the applicant learns what is needed and what to do better; never why the bank looks."""
    known = policy("identity")["resubmit"].keys() - {case_pictures.MISSING}
    facts = {
        "attempt": request.number,
        "stage": request.stage,
        "message": "documents_needed",
        "pictures": list(request.pictures),
        "parts": list(request.parts),
        "advice": [code for code in request.reasons if code in known],
    }
    reason = "missing" if request.reasons == (case_pictures.MISSING,) else "again"
    key = f"{request.number:03d}-{reason}-{request.stage.replace(' ', '-')}"
    outbox.add(table, case.meta, "DocumentsRequested", execution.key(run, key), **facts)
    outbox.publish(table, case.id)
