"""Take what core banking says of a customer: keep it, once, and search the lists in force for what is new."""

from contextlib import suppress

from lambdas.change_customer import changes
from lambdas.shared.accounts.customers import customer_table, made_by
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import enrolment, roster, screening
from lambdas.shared.monitoring.alerts import raise_alert
from lambdas.shared.monitoring.goals import Goal, What
from lambdas.shared.monitoring.screening import Screening
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now, timestamp, today
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.errors import Conflict, InvalidInput
from lambdas.shared.runtime.function import Event, consumer, logger

STEP = "change_customer"


@consumer
def handler(message: Event) -> None:
    table = case_table()
    logger.set_correlation_id(made_by(message["customer_id"]))
    kept = _kept(table, message)
    if kept.result["verdict"] != changes.CHANGED:
        return
    _tell_of_others(table, message, kept)
    _screen(message)


def _kept(table: CaseTable, message: Event) -> KeptEvidence:
    """The entry of this message, which is written now or was before. Raises InvalidInput, ApplicationNotFound."""
    customer, run = message["customer_id"], message["message_id"]
    application_id = made_by(customer)
    for _ in contended(f"customer {customer}"):
        if kept := table.kept(application_id, STEP, run):
            if kept.details["message_sha256"] != fingerprint(message):
                raise InvalidInput(f"{customer}: message {run} came before, and said something else")
            return kept
        case = verified(table, application_id)
        enrolment.enter(table, customer_table(), customer)
        with suppress(Conflict):  # what was read was changed meanwhile: read it again
            found = changes.evidence(case, message)
            table.keep(application_id, STEP, run, found, timestamp())
            logger.info("customer", customer_id=customer, verdict=found.result["verdict"])
    raise AssertionError("contended() ends with Throttled")


def _tell_of_others(table: CaseTable, message: Event, kept: KeptEvidence) -> None:
    """Raise one alert where other applications have the document, or the name and birth date."""
    application_id, mark = made_by(message["customer_id"]), f"ALERT#{STEP}#{message['message_id']}"
    others = sorted({one for found in kept.details["claimed_by"].values() for one in found})
    if others and not table.is_marked(application_id, mark):
        facts = {"customer_id": message["customer_id"], "reasons": kept.result["reasons"], "others": others}
        alert("KYC customer: another has the same data", **facts, run=f"kyc audit {application_id}")
        table.mark(application_id, mark)


def _screen(message: Event) -> None:
    """Search the lists in force for the customer now. Should that fail, the next run does it all the same."""
    found = roster.found_searched(customer_table(), message["customer_id"])
    if found is None:
        return  # closed meanwhile
    member, query = found
    goal = Goal(What.SWEEP, today(), screening.screener(now()))
    versions, run = {"watchlist": goal.screener.version}, f"{STEP}-{message['message_id']}"
    for kind, hits in Screening.of(goal).hits(member, query):
        raise_alert(member.customer_id, query, kind, hits, versions, run)
