"""Compensation: delete the customer record, if it was made; nothing is left then."""

from lambdas.shared.accounts import fingerprints, saga
from lambdas.shared.accounts.customers import customer_id, customer_table
from lambdas.shared.accounts.saga import Undo
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    customer = customer_id(application_id)
    if saga.undo(event) is None:
        return Evidence({"verdict": Undo.NOTHING})
    for kind, mark in fingerprints.fingerprints(submitted(event), identity_key()).items():
        saga.write(event, saga.undoing(event), table.forget(kind, mark, application_id))
    if not table.has_customer(customer):
        return Evidence({"verdict": Undo.NOTHING}, writes=(saga.undone(event),))
    member = roster.find(table, customer)
    monitored_no_longer = [roster.removal(table, member)] if member else []
    deletion = table.no_customer(customer, application_id)
    return Evidence({"verdict": Undo.DONE}, writes=(saga.undone(event), deletion, *monitored_no_longer))
