"""Record that the account is active: from here on it is not undone."""

from lambdas.shared.accounts import gate, saga
from lambdas.shared.accounts.customers import AccountStatus, customer_table
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event


@saga.step
def handler(event: Event) -> Evidence:
    table, customer_id = customer_table(), event["customer_id"]
    account = table.account(customer_id)
    if account is None or account.status not in (AccountStatus.OPENED, AccountStatus.ACTIVE):
        raise Conflict(f"{customer_id} has no account that was opened")
    active = table.account_becomes(customer_id, account, AccountStatus.ACTIVE)
    return Evidence(
        {"verdict": Verdict.PASS}, writes=(saga.opened(event), active, gate.is_running(case_table(), event))
    )
