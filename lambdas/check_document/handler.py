"""Read the identity document and hold it against the application."""

from dataclasses import asdict

from lambdas.check_document import rules
from lambdas.shared import documents, providers, steps, stores
from lambdas.shared.clock import today
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy, version
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        application = steps.application(event)
        scans = documents.scans(stores.onboarding(), event["application_id"], event["attempt"])
        reading = providers.document_reader().read(application, scans)
        findings = rules.check(reading, application, today(), policy("identity"), sandbox=providers.sandboxed())
        details = {"reading": asdict(reading), "scans": documents.seen(scans)}
        return Evidence(steps.verdict(findings), findings, details, version("identity"))

    return steps.once(event, "check_document", logic)
