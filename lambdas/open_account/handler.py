"""Open the account at core banking, once per application."""

from lambdas.shared import providers, saga, steps
from lambdas.shared.customers import customers
from lambdas.shared.errors import Conflict
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    table, customer_id, going = customers(), event["customer_id"], saga.going(event)

    def logic() -> Evidence:
        account = table.account(customer_id)
        if account is None:
            raise Conflict(f"{customer_id} has no account number reserved")
        providers.core_banking().open(steps.application(event), account["account_id"], account["iban"])
        if account["status"] == "reserved":
            opened = table.account_becomes(customer_id, account, "opened")
            saga.write(event, going, opened, table.iban_becomes(account["iban"], "open"))
        return Evidence({"account_id": account["account_id"]}, writes=(going,))

    return saga.once(event, "open_account", logic)
