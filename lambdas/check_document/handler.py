"""Read the identity document and hold it against the application."""

from dataclasses import asdict

from lambdas.check_document import rules
from lambdas.check_document.holder import names_on_document
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import restarts
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.document_reader import DocumentReading, document_reader
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import policy, version
from lambdas.shared.runtime.stage import sandboxed


@step
def handler(event: Event) -> Evidence:
    application = submitted(event)
    scans = case_pictures.scans(case_table(), event["application_id"], event["attempt"])
    seen, earlier = case_pictures.seen(scans), restarts.answered(event, "check_document")
    if earlier and earlier.details["scans"] != seen:
        earlier = None
    reading = DocumentReading.of(earlier.details["reading"]) if earlier else document_reader().read(application, scans)
    held = (reading, application, today(), policy("identity"))
    findings = rules.check(*held, sandbox=sandboxed())
    details = {
        "reading": asdict(reading),
        "holder": names_on_document(reading, today()),
        "compared": rules.compared(*held),
        "scans": seen,
        **restarts.taken_from(earlier),
    }
    return Evidence.of(findings, details, version("identity"))
