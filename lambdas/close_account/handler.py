"""Compensation: close the account and give up its IBAN, if it was opened."""

from lambdas.shared import providers, steps
from lambdas.shared.customers import customer_id, customers
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    application_id = event["application_id"]

    def logic() -> Evidence:
        account = customers().account(customer_id(application_id))
        if account is None:
            return Evidence({"verdict": "nothing_to_undo"})
        providers.core_banking().close(steps.application(event), account["account_id"])
        customers().delete(customer_id(application_id), "ACCOUNT", application_id)
        # The sequence does not go back: this record says where the number went.
        return Evidence({"verdict": "undone"}, details={"iban_given_up": account["iban"]})

    return steps.once(event, "close_account", logic)
