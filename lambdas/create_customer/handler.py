"""Make the customer record, once per application."""

import json

from lambdas.shared import fingerprints, saga, steps
from lambdas.shared.clock import timestamp
from lambdas.shared.customers import customer_id as customer_id_of
from lambdas.shared.customers import customers
from lambdas.shared.function import Event, function
from lambdas.shared.secrets import identity_key
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()
    customer_id = customer_id_of(application_id)

    def logic() -> Evidence:
        saga.begin(event)
        application, going = steps.application(event), saga.going(event)
        # Fingerprints first: a customer without them would not be found again.
        for kind, mark in fingerprints.fingerprints(application, identity_key()).items():
            saga.write(event, going, table.fingerprint(kind, mark, customer_id, application_id))
        saga.write(event, going, {"Put": table.new(customer_id, "CUSTOMER", _record(application))})
        return Evidence({"customer_id": customer_id}, writes=(going,))

    return saga.once(event, "create_customer", logic)


def _record(application: Event) -> Event:
    return {
        "application_id": application["application_id"],
        "body": json.dumps(application["applicant"], ensure_ascii=False),
        "created_at": timestamp(),
    }
