"""Open the account at core banking, once per application."""

from lambdas.shared.accounts import gate, saga
from lambdas.shared.accounts.customers import AccountStatus, IbanStatus, customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.errors import Conflict, Throttled
from lambdas.shared.runtime.function import Event


@saga.step
def handler(event: Event) -> Evidence:
    passed = gate.pass_gate(event)
    table, customer_id, going = customer_table(), event["customer_id"], saga.going(event)
    account = table.account(customer_id)
    if account is None:
        raise Conflict(f"{customer_id} has no account number reserved")
    core_banking().open(passed.application, account.account_id, account.iban)
    if account.status is AccountStatus.RESERVED:
        opened = table.account_becomes(customer_id, account, AccountStatus.OPENED)
        open_iban = table.iban_becomes(account.iban, IbanStatus.OPEN)
        if not saga.write(event, going, passed.as_read, opened, open_iban, only_if=passed.allowed):
            raise Throttled(f"application {event['application_id']}: its record or its account was changed just now")
    return Evidence({"account_id": account.account_id}, writes=(going, *passed.allowed))
