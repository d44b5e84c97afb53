"""An applicant for a premium account says where the money comes from, before the account is opened."""

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.runtime.function import Event


@step
def handler(event: Event) -> Evidence:
    application = submitted(event)
    is_missing = application["product"] == "premium_account" and "due_diligence" not in application
    return Evidence({"missing": is_missing})
