"""Reserve an account number, once per application."""

import os
from contextlib import suppress

from lambdas.reserve_iban.iban import next_iban
from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import Account, AccountStatus, account_id, customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
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
        last = table.last_number()
        number, iban = next_iban(os.environ["IBAN_COUNTRY"], os.environ["BANK_CODE"], last)
        account = _account(event, iban)
        with suppress(Throttled):
            if saga.write(event, saga.going(event), *table.reservation(customer_id, last, number, account)):
                return account
    raise AssertionError("contended() ends with Throttled")


def _account(event: Event, iban: str) -> Account:
    application_id = event["application_id"]
    return Account(
        application_id=application_id,
        account_id=account_id(application_id, saga.current(application_id).accounts),
        iban=iban,
        product=submitted(event)["product"],
        status=AccountStatus.RESERVED,
        opened_at=timestamp(),
    )
