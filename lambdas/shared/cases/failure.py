"""A technical failure of a case: recorded, reported once, and whatever it waited for is closed."""

from lambdas.shared.cases import execution, outbox, status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.alerts import alert

_LONGEST_ERROR = 80
"""Characters of an error's name in an event."""


def fail(table: CaseTable, case: Case, key: str, error: str, said: str) -> None:
    """Record the failure and raise its alert, each once per ``key``.

    A decided application keeps its status, and so does one that was restarted since ``case`` was read. Safe to repeat
    wherever it was interrupted: the status comes last but for the publishing of what was kept.
    """
    kind, about, what = "OnboardingFailed", {}, "onboarding"
    if case.meta.customer_id:
        kind, about, what = "MonitoringFailed", {"customer_id": case.meta.customer_id}, "monitoring case"
    table.add_failure(case.id, key, error, said)
    if case.review:
        table.close(case.meta, case.review)
    if request := case.request(case.meta.awaits or case.meta.attempts):
        table.close(case.meta, request)
    mark = f"ALERT#{key}"
    if not table.is_marked(case.id, mark):
        alert(f"KYC {what} failed", application_id=case.id, error=error, run=f"kyc show {case.id}")
        table.mark(case.id, mark)
    outbox.add(table, case.meta, kind, key, error=error[:_LONGEST_ERROR], **about)
    status.move(table, case.id, Status.FAILED, only_if=execution.named(case.meta.execution), error=error)
    outbox.publish(table, case.id)
