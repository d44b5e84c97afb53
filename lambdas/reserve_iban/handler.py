"""Reserve an account number, once per application."""

import os
from contextlib import suppress

from lambdas.reserve_iban.iban import make_iban
from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import Account, AccountStatus, account_id, customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import contended
from lambdas.shared.runtime.errors import Throttled
from lambdas.shared.runtime.function import Event


@saga.step
def handler(event: Event) -> Evidence:
    account = _reserved(event)
    return Evidence({"account_id": account.account_id}, details={"iban": account.iban}, writes=(saga.going(event),))


def _reserved(event: Event) -> Account:
    """The application's account with its IBAN, reserved now or before."""
    table, customer_id = customer_table(), event["customer_id"]
    # Each lost race means that another account got its number.
    for _ in contended("the IBAN sequence"):
        if found := table.account(customer_id):
            return found
        number = table.last_number() + 1
        account = _account(event, number)
        with suppress(Throttled):
            if saga.write(event, saga.going(event), *table.reservation(customer_id, number, account)):
                return account
    raise AssertionError("contended() ends with Throttled")


def _account(event: Event, number: int) -> Account:
    application_id = event["application_id"]
    return Account(
        application_id=application_id,
        account_id=account_id(application_id, saga.current(application_id).accounts),
        iban=make_iban(os.environ["IBAN_COUNTRY"], os.environ["BANK_CODE"], number),
        product=submitted(event)["product"],
        status=AccountStatus.RESERVED,
        opened_at=timestamp(),
    )
