"""Compensation: close the account at core banking, if it may have been opened."""

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import AccountStatus, account_id, customer_id, customer_table
from lambdas.shared.accounts.saga import Undo
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import submitted
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.function import Event


@saga.step
def handler(event: Event) -> Evidence:
    application_id, table = event["application_id"], customer_table()
    held, account = saga.undo(event), table.account(customer_id(application_id))
    # By its number, for a later try may have an account of its own by now.
    if not (held and account and account.account_id == account_id(application_id, held.accounts)):
        return Evidence({"verdict": Undo.NOTHING})
    core_banking().close(submitted(event), account.account_id)
    closed = table.account_becomes(customer_id(application_id), account, AccountStatus.CLOSED)
    return Evidence({"verdict": Undo.DONE}, writes=(saga.undoing(event), closed))
