"""Is this person, or this document, a customer already?"""

from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.secrets import identity_key

FINDINGS = {
    "document": Finding("DUPLICATE_DOCUMENT", Verdict.REVIEW, "A customer was onboarded with this document before."),
    "person": Finding("DUPLICATE_PERSON", Verdict.REVIEW, "A customer has this name and birth date."),
}


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        marks = fingerprints.fingerprints(step.application(event), identity_key())
        owners = {kind: _owner(kind, mark, event["application_id"]) for kind, mark in marks.items()}
        findings = [FINDINGS[kind] for kind, owner in owners.items() if owner]
        return Evidence(step.verdict(findings), findings, details={"customers": owners})

    return step.once(event, "find_duplicate_customer", logic)


def _owner(kind: str, mark: str, application_id: str) -> str | None:
    """The customer with this fingerprint, unless it is this application's own."""
    found = customers().owner(kind, mark)
    return found["owner"] if found and found["application_id"] != application_id else None
