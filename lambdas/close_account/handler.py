"""Compensation: close the account at core banking, if it may have been opened."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import account_id, customer_id, customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    application_id, table = event["application_id"], customers()

    def logic() -> Evidence:
        held, account = saga.undo(event), table.account(customer_id(application_id))
        # By its number, for a later try may have an account of its own by now.
        if not (held and account and account["account_id"] == account_id(application_id, held["accounts"])):
            return Evidence({"verdict": "nothing_to_undo"})
        core_banking().close(step.application(event), account["account_id"])
        closed = table.account_becomes(customer_id(application_id), account, "closed")
        return Evidence({"verdict": "undone"}, writes=(saga.undoing(event), closed))

    return saga.once(event, "close_account", logic)
