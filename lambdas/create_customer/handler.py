"""Make the customer record, once per application."""

import json

from lambdas.shared.accounts import fingerprints, saga
from lambdas.shared.accounts.customers import customer_id as customer_id_of
from lambdas.shared.accounts.customers import customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.secrets import identity_key


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()
    customer_id = customer_id_of(application_id)

    def logic() -> Evidence:
        saga.begin(event)
        application, going = step.application(event), saga.going(event)
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
