"""Have core banking block the account of a customer whose match was confirmed, once for each case.

The record has an entry before core banking is asked and one after. The block has the id of the case, so that a process
which dies in between, or comes late, asks for the same block again.
"""

from lambdas.shared.accounts.customers import Account, AccountStatus, customer_table, made_by
from lambdas.shared.cases import outbox
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.record import WithEntry
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import decided
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table = case_table()
    case = verified(table, event["application_id"])
    confirmed = case.last(decided.CONFIRMED)
    if confirmed is None or not decided.is_blocked_on(case):
        raise Conflict(f"{case.id}: nobody has confirmed a match for which an account is blocked")
    done = case.last(decided.BLOCKED)
    result = done.result if done else _block(table, case, confirmed.details["customer_id"])
    decided.end(table, case, Status.CONFIRMED, confirmed.result["reasons"][0], event["definition"])
    outbox.publish(table, case.id)
    return result


def _block(table: CaseTable, case: Case, customer_id: str) -> Event:
    account = customer_table().account(customer_id)
    if account is None:
        raise Conflict(f"{case.id}: {customer_id} has no account yet; redrive the execution once there is one")
    if account.status is AccountStatus.CLOSED:
        return _kept(table, case, account, "nothing_to_block")
    asked = Evidence({"verdict": "requested"}, details={"account_id": account.account_id, "block_id": case.id})
    table.keep(case.id, decided.BLOCK_REQUESTED, "001", asked, timestamp())
    core_banking().block(table.application(made_by(customer_id)), account.account_id, case.id)
    facts = {"customer_id": customer_id, "account_id": account.account_id}
    return _kept(
        table,
        case,
        account,
        "blocked",
        lambda head: outbox.write(table, case.meta, "AccountBlocked", record=head.shown(), **facts),
        customer_table().blocking(customer_id, case.id, account.account_id),
    )


def _kept(table: CaseTable, case: Case, account: Account, verdict: str, *writes: WithEntry) -> Event:
    found = Evidence({"verdict": verdict}, details={"account_id": account.account_id}, writes=writes)
    return table.add_evidence(case.id, decided.BLOCKED, "001", found, timestamp())
