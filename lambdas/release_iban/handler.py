"""Compensation: give up the IBAN, if one was reserved. The sequence does not go back: the record says where it went."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import customer_id, customers
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table, customer = customers(), customer_id(event["application_id"])

    def logic() -> Evidence:
        held, account = saga.undo(event), table.account(customer)
        if not (held and account):
            return Evidence({"verdict": "nothing_to_undo"})
        closed = {"account_id": account["account_id"], "status": "closed"}
        writes = (table.deletion(customer, "ACCOUNT", closed), table.iban_becomes(account["iban"], "given_up"))
        details = {"iban_given_up": account["iban"]}
        return Evidence({"verdict": "undone"}, details=details, writes=(saga.undoing(event), *writes))

    return saga.once(event, "release_iban", logic)
