"""Make the customer record, once per application; from then on the customer is monitored."""

from lambdas.shared.accounts import claims, fingerprints, gate, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.cases.step import submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import Conflict, OpeningRefused, Throttled
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer_id = customer_id_of(application_id)
    epoch = roster.epoch(table)  # before the gate reads which lists are in force
    allowed = _pass_gate(event)
    saga.begin(event)
    application, going = submitted(event), saga.going(event)
    monitored = roster.entry(table, customer_id, of_customer(case_table().case(application_id)), epoch)
    marks = fingerprints.fingerprints(application, identity_key())
    claimed = claims.held(application_id, marks, claims.met(application_id, event["attempt"]))
    made = saga.write(event, going, *claimed, *monitored, table.customer(customer_id, application), only_if=allowed)
    if not made and not table.has_customer(customer_id):
        # The next try sees what was changed just now, a claim or the lists in force.
        raise Throttled(f"application {application_id}: another application claims, or a monitoring run began just now")
    return Evidence({"customer_id": customer_id}, writes=(going, *allowed))


def _pass_gate(event: Event) -> tuple[Write, ...]:
    """As ``gate.pass_gate``; but what this try began before is undone, which OpeningRefused would leave as it is."""
    try:
        return gate.pass_gate(event)
    except OpeningRefused as error:
        if saga.holds(event):
            raise Conflict(str(error)) from None
        raise
