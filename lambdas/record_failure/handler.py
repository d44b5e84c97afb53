"""Record a technical failure, raise the alert, and fail, unless the execution was redriven since."""

from typing import NoReturn

from lambdas.shared.cases import execution, failure, status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.errors import OnboardingFailed
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.json_text import json_object


@function
def handler(event: Event) -> Event:
    table, redrive = case_table(), event["redrive_count"] or 0
    case = table.case(event["application_id"])
    if event["run"] != case.meta.execution:
        _report_stranger(table, case, event["run"])
    key = execution.key(case.meta.execution, f"{redrive:03d}")
    if redrive and _to_be_resumed(table, case, key):
        return {"resumed": True}
    error, said = root_cause(event["error"], event["cause"])
    failure.fail(table, case, key, error, said)
    raise OnboardingFailed(f"{error}: {said}")


def _report_stranger(table: CaseTable, case: Case, run: str) -> NoReturn:
    """The failure of an execution that is not the case's: reported once, and the case stays as it is."""
    mark = f"ALERT#execution-{run}"
    if not table.is_marked(case.id, mark):
        alert("KYC onboarding: a second execution", application_id=case.id, execution=run, run=f"kyc show {case.id}")
        table.mark(case.id, mark)
    raise OnboardingFailed(f"application {case.id} is worked on by another execution than {run}")


def root_cause(error: str, cause: str) -> tuple[str, str]:
    """The innermost error and what it said: a child's failure wraps its own, a function's is JSON text."""
    found = json_object(cause) or {}
    if "errorMessage" in found:
        return str(found.get("errorType", error)), str(found["errorMessage"])
    if "Error" in found:
        return root_cause(str(found["Error"]), str(found.get("Cause", "")))
    return error, cause


def _to_be_resumed(table: CaseTable, case: Case, key: str) -> bool:
    """True once per redrive: what failed before it is to be tried again."""
    if table.has_failure(case.id, key) or not table.mark(case.id, f"RESUMED#{key}"):
        return False
    return status.move(table, case.id, Status.RUNNING, only_if=execution.named(case.meta.execution))
