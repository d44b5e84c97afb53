"""Is this person, or this document, a customer's or another applicant's already? Where not, it is claimed."""

from lambdas.shared.accounts import claims, fingerprints
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key

FINDINGS = {
    "document": Finding(
        "DUPLICATE_DOCUMENT", Verdict.REVIEW, "A customer, or an application under way, has this document."
    ),
    "person": Finding(
        "DUPLICATE_PERSON",
        Verdict.REVIEW,
        "A customer, or an application under way, has this name and birth date.",
    ),
}


@step
def handler(event: Event) -> Evidence:
    marks = fingerprints.fingerprints(submitted(event), identity_key())
    met = claims.take(event["application_id"], marks)
    return Evidence.of([FINDINGS[kind] for kind, other in met.items() if other], {"claimed_by": met})
