"""Record that the account is active: from here on it is not undone."""

from lambdas.shared import saga
from lambdas.shared.customers import customers
from lambdas.shared.errors import Conflict
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    table, customer_id = customers(), event["customer_id"]

    def logic() -> Evidence:
        account = table.account(customer_id)
        if account is None or account["status"] not in ("opened", "active"):
            raise Conflict(f"{customer_id} has no account that was opened")
        active = table.account_becomes(customer_id, account, "active")
        return Evidence({"verdict": "pass"}, writes=(saga.opened(event), active))

    return saga.once(event, "activate_account", logic)
