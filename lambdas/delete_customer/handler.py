"""Compensation: delete the customer record, if it was made; nothing is left then."""

from lambdas.shared.accounts import fingerprints, saga
from lambdas.shared.accounts.customers import customer_id, customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.secrets import identity_key


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()

    def logic() -> Evidence:
        if saga.undo(event) is None:
            return Evidence({"verdict": "nothing_to_undo"})
        for kind, mark in fingerprints.fingerprints(step.application(event), identity_key()).items():
            saga.write(event, saga.undoing(event), table.forget(kind, mark, application_id))
        if not table.get(customer_id(application_id), "CUSTOMER"):
            return Evidence({"verdict": "nothing_to_undo"}, writes=(saga.undone(event),))
        deletion = table.deletion(customer_id(application_id), "CUSTOMER", {"application_id": application_id})
        return Evidence({"verdict": "undone"}, writes=(saga.undone(event), deletion))

    return saga.once(event, "delete_customer", logic)
