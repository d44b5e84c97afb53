"""Reserve an account number, once per application."""

import os
import random
import time
from contextlib import suppress

from lambdas.reserve_iban.iban import make_iban
from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import account_id, customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Throttled
from lambdas.shared.runtime.function import Event, function

MOST_TRIES, SECONDS_APART = 20, 0.02
"""Each lost race means that another account got its number."""


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        account = _reserved(event)
        reserved = {"account_id": account["account_id"]}
        return Evidence(reserved, details={"iban": account["iban"]}, writes=(saga.going(event),))

    return saga.once(event, "reserve_iban", logic)


def _reserved(event: Event) -> Event:
    """The application's account with its IBAN, reserved now or before."""
    table, customer_id = customers(), event["customer_id"]
    for attempt in range(MOST_TRIES):
        if account := table.account(customer_id):
            return account
        time.sleep(random.uniform(0, SECONDS_APART * attempt))  # noqa: S311 - so that not all try at once
        number = table.last_number() + 1
        account = _account(event, number)
        with suppress(Throttled):
            if saga.write(event, saga.going(event), *table.reservation(customer_id, number, account)):
                return account
    raise Throttled(f"the IBAN sequence was taken {MOST_TRIES} times by others")


def _account(event: Event, number: int) -> Event:
    application_id = event["application_id"]
    return {
        "application_id": application_id,
        "account_id": account_id(application_id, saga.current(event)["accounts"]),
        "iban": make_iban(os.environ["IBAN_COUNTRY"], os.environ["BANK_CODE"], number),
        "product": step.application(event)["product"],
        "status": "reserved",
        "opened_at": timestamp(),
    }
