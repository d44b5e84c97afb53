"""A document must be valid on the day of the decision, which bureaus put off by days after it was read."""

from collections.abc import Mapping
from datetime import date

from lambdas.decide_identity.decision import Check
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.runtime.dates import iso_date

EXPIRED = "DOCUMENT_EXPIRED"


def on_the_day(checks: Mapping[str, Check], application: Application, today: date) -> dict[str, Check]:
    """The checks, the document's as it is today: whoever was read as valid may have expired since."""
    found, expires_on = dict(checks), iso_date(application["document"]["expires_on"])
    document = found.get("document")
    if document and document["verdict"] in (Verdict.PASS, Verdict.REVIEW) and expires_on and expires_on < today:
        found["document"] = Check(verdict=Verdict.RESUBMIT, reasons=[*document["reasons"], EXPIRED])
    return found
