"""Make the customer record, once per application."""

from lambdas.shared.accounts import fingerprints, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer_id = customer_id_of(application_id)
    saga.begin(event)
    application, going = submitted(event), saga.going(event)
    # Fingerprints first: a customer without them would not be found again.
    for kind, mark in fingerprints.fingerprints(application, identity_key()).items():
        saga.write(event, going, table.fingerprint(kind, mark, customer_id, application_id))
    saga.write(event, going, table.customer(customer_id, application))
    return Evidence({"customer_id": customer_id}, writes=(going,))
