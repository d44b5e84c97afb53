"""Compensation: delete the customer record, if it was made."""

from lambdas.shared import fingerprints, steps
from lambdas.shared.customers import customer_id, customers
from lambdas.shared.function import Event, function
from lambdas.shared.secrets import identity_key
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()

    def logic() -> Evidence:
        for kind, mark in fingerprints.fingerprints(steps.application(event), identity_key()).items():
            table.forget(kind, mark, application_id)
        deleted = table.delete(customer_id(application_id), "CUSTOMER", application_id)
        return Evidence({"verdict": "undone" if deleted else "nothing_to_undo"})

    return steps.once(event, "delete_customer", logic)
