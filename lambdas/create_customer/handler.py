"""Make the customer record, once per application."""

from lambdas.shared.accounts import fingerprints, gate, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import Conflict, OpeningRefused
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer_id = customer_id_of(application_id)
    allowed = _pass_gate(event)
    saga.begin(event)
    application, going = submitted(event), saga.going(event)
    # Fingerprints first: a customer without them would not be found again.
    for kind, mark in fingerprints.fingerprints(application, identity_key()).items():
        saga.write(event, going, table.fingerprint(kind, mark, customer_id, application_id), only_if=allowed)
    saga.write(event, going, table.customer(customer_id, application), only_if=allowed)
    return Evidence({"customer_id": customer_id}, writes=(going, *allowed))


def _pass_gate(event: Event) -> tuple[Write, ...]:
    """As ``gate.pass_gate``; but what this try began before is undone, which OpeningRefused would leave as it is."""
    try:
        return gate.pass_gate(event)
    except OpeningRefused as error:
        if saga.holds(event):
            raise Conflict(str(error)) from None
        raise
