"""Whoever works for the bank itself is for a person to look at."""

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.function import Event

STAFF = Finding("APPLICANT_IS_STAFF", Verdict.REVIEW, "The applicant has an address of the bank.")


@step
def handler(event: Event) -> Evidence:
    is_staff = submitted(event)["applicant"]["email"].endswith("@acme-bank.example")
    return Evidence.of([STAFF] if is_staff else [])
