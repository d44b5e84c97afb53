"""Make the customer record, once per application; from then on the customer is monitored."""

from lambdas.shared.accounts import claims, fingerprints, gate, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime.errors import Conflict, OpeningRefused, Throttled
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer_id = customer_id_of(application_id)
    epoch = roster.epoch(table, customer_id)  # before the gate reads which lists are in force
    passed = _pass_gate(event)
    saga.begin(event)
    application, going = passed.application, saga.going(event)
    if not table.has_customer(customer_id):
        marks = fingerprints.fingerprints(application, identity_key())
        claimed = claims.held(application_id, marks, claims.met(passed.case, passed.decision))
        monitored = roster.entry(table, customer_id, of_customer(passed.case), epoch)
        made = (passed.as_read, *claimed, *monitored, table.customer(customer_id, application))
        if not saga.write(event, going, *made, only_if=passed.allowed):
            # The next try sees what was changed just now: the record, a claim or the lists in force.
            raise Throttled(f"application {application_id}: its record, a claim or the lists were changed just now")
    return Evidence({"customer_id": customer_id}, writes=(going, *passed.allowed))


def _pass_gate(event: Event) -> gate.Passed:
    """As ``gate.pass_gate``; but what this try began before is undone, which OpeningRefused would leave as it is."""
    try:
        return gate.pass_gate(event)
    except OpeningRefused as error:
        if saga.holds(event):
            raise Conflict(str(error)) from None
        raise
