"""Record a technical failure, raise the alert, and fail, unless the execution was redriven since."""

from lambdas.shared.cases import failure, status
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.errors import OnboardingFailed
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.json_text import json_object


@function
def handler(event: Event) -> Event:
    table, application_id, redrive = case_table(), event["application_id"], event["redrive_count"] or 0
    key = f"{redrive:03d}"
    if redrive and _to_be_resumed(table, application_id, redrive, key):
        return {"resumed": True}
    error, said = root_cause(event["error"], event["cause"])
    failure.fail(table, table.case(application_id), key, error, said)
    raise OnboardingFailed(f"{error}: {said}")


def root_cause(error: str, cause: str) -> tuple[str, str]:
    """The innermost error and what it said: a child's failure wraps its own, a function's is JSON text."""
    found = json_object(cause) or {}
    if "errorMessage" in found:
        return str(found.get("errorType", error)), str(found["errorMessage"])
    if "Error" in found:
        return root_cause(str(found["Error"]), str(found.get("Cause", "")))
    return error, cause


def _to_be_resumed(table: CaseTable, application_id: str, redrive: int, key: str) -> bool:
    """True once per redrive: what failed before it is to be tried again."""
    if table.has_failure(application_id, key) or not table.mark(application_id, numbered("RESUMED", redrive)):
        return False
    return status.move(table, application_id, Status.RUNNING)
