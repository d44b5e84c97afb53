"""Compensation: close the account at core banking, if it may have been opened."""

from lambdas.shared import providers, saga, steps
from lambdas.shared.customers import account_id, customer_id, customers
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()

    def logic() -> Evidence:
        held, account = saga.undo(event), table.account(customer_id(application_id))
        # By its number, for a later try may have an account of its own by now.
        if not (held and account and account["account_id"] == account_id(application_id, held["accounts"])):
            return Evidence({"verdict": "nothing_to_undo"})
        providers.core_banking().close(steps.application(event), account["account_id"])
        closed = table.account_becomes(customer_id(application_id), account, "closed")
        return Evidence({"verdict": "undone"}, writes=(saga.undoing(event), closed))

    return saga.once(event, "close_account", logic)
