"""Reserve an IBAN and open the account, once per application."""

import os

from lambdas.open_account.iban import make_iban
from lambdas.shared import providers, steps
from lambdas.shared.clock import timestamp
from lambdas.shared.customers import account_id, customers
from lambdas.shared.errors import Throttled
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence

MOST_TRIES = 20  # each lost race means that another account got its number


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        application = steps.application(event)
        account = _reserved(application, event["customer_id"])
        providers.core_banking().open(application, account["account_id"], account["iban"])
        customers().update(event["customer_id"], "ACCOUNT", {"status": "opened"})
        return Evidence({"account_id": account["account_id"]}, details={"iban": account["iban"]})

    return steps.once(event, "open_account", logic)


def _reserved(application: Event, customer_id: str) -> Event:
    """The application's account with its IBAN, reserved now or before."""
    table = customers()
    for _ in range(MOST_TRIES):
        if account := table.account(customer_id):
            return account
        number = table.last_number() + 1
        table.reserve(customer_id, number, _account(application, number))
    raise Throttled(f"the IBAN sequence was taken {MOST_TRIES} times by others")


def _account(application: Event, number: int) -> Event:
    return {
        "application_id": application["application_id"],
        "account_id": account_id(application["application_id"]),
        "iban": make_iban(os.environ["IBAN_COUNTRY"], os.environ["BANK_CODE"], number),
        "product": application["product"],
        "status": "reserved",
        "opened_at": timestamp(),
    }
