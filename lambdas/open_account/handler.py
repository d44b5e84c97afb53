"""Open the account at core banking, once per application."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table, customer_id, going = customers(), event["customer_id"], saga.going(event)

    def logic() -> Evidence:
        account = table.account(customer_id)
        if account is None:
            raise Conflict(f"{customer_id} has no account number reserved")
        core_banking().open(step.application(event), account["account_id"], account["iban"])
        if account["status"] == "reserved":
            opened = table.account_becomes(customer_id, account, "opened")
            saga.write(event, going, opened, table.iban_becomes(account["iban"], "open"))
        return Evidence({"account_id": account["account_id"]}, writes=(going,))

    return saga.once(event, "open_account", logic)
