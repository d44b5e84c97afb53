"""Compensation: give up the IBAN, if one was reserved. The sequence does not go back: the record says where it went."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import IbanStatus, customer_id, customer_table
from lambdas.shared.accounts.saga import Undo
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.function import Event


@saga.step
def handler(event: Event) -> Evidence:
    table, customer = customer_table(), customer_id(event["application_id"])
    held, account = saga.undo(event), table.account(customer)
    if not (held and account):
        return Evidence({"verdict": Undo.NOTHING})
    writes = (table.no_account(customer, account), table.iban_becomes(account.iban, IbanStatus.GIVEN_UP))
    details = {"iban_given_up": account.iban}
    return Evidence({"verdict": Undo.DONE}, details=details, writes=(saga.undoing(event), *writes))
