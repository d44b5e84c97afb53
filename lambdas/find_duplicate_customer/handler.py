"""Is this person, or this document, a customer already?"""

from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key

FINDINGS = {
    "document": Finding("DUPLICATE_DOCUMENT", Verdict.REVIEW, "A customer was onboarded with this document before."),
    "person": Finding("DUPLICATE_PERSON", Verdict.REVIEW, "A customer has this name and birth date."),
}


@step
def handler(event: Event) -> Evidence:
    table, mine = customer_table(), event["application_id"]
    marks = fingerprints.fingerprints(submitted(event), identity_key())
    owners = {kind: table.owner(kind, mark, other_than=mine) for kind, mark in marks.items()}
    return Evidence.of([FINDINGS[kind] for kind, owner in owners.items() if owner], {"customers": owners})
