"""Is this person, or this document, a customer already?"""

from lambdas.shared import fingerprints, steps
from lambdas.shared.customers import customers
from lambdas.shared.function import Event, function
from lambdas.shared.secrets import identity_key
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

FINDINGS = {
    "document": Finding("DUPLICATE_DOCUMENT", Verdict.REVIEW, "A customer was onboarded with this document before."),
    "person": Finding("DUPLICATE_PERSON", Verdict.REVIEW, "A customer has this name and birth date."),
}


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        marks = fingerprints.fingerprints(steps.application(event), identity_key())
        owners = {kind: _owner(kind, mark, event["application_id"]) for kind, mark in marks.items()}
        findings = [FINDINGS[kind] for kind, owner in owners.items() if owner]
        return Evidence(steps.verdict(findings), findings, details={"customers": owners})

    return steps.once(event, "find_duplicate_customer", logic)


def _owner(kind: str, mark: str, application_id: str) -> str | None:
    """The customer with this fingerprint, unless it is this application's own."""
    found = customers().owner(kind, mark)
    return found["owner"] if found and found["application_id"] != application_id else None
