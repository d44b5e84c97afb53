"""Read the identity document and hold it against the application."""

from lambdas.check_document import rules
from lambdas.shared import steps
from lambdas.shared.clock import today
from lambdas.shared.function import Event, function
from lambdas.shared.providers import providers
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        application = steps.application(event)
        zone = providers().document_reader.read_zone(application)
        findings = rules.check(zone, application, today())
        return Evidence(steps.verdict(findings), findings, details={"zone": zone})

    return steps.once(event, "check_document", logic)
