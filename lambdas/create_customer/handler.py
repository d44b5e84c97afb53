"""Make the customer record, once per application."""

from lambdas.shared.accounts import claims, fingerprints, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.errors import Throttled
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer_id = customer_id_of(application_id)
    saga.begin(event)
    application, going = submitted(event), saga.going(event)
    marks = fingerprints.fingerprints(application, identity_key())
    attempt = event.get("attempt") or case_table().meta(application_id).attempts
    claimed = claims.held(application_id, marks, claims.met(application_id, attempt))
    made = saga.write(event, going, *claimed, table.customer(customer_id, application))
    if not made and not table.has_customer(customer_id):  # a claim was changed just now, which the next try sees
        raise Throttled(f"application {application_id}: another application claims at the same time")
    return Evidence({"customer_id": customer_id}, writes=(going,))
