"""Record that the account is active: from here on it is not undone."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import customers
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function


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
