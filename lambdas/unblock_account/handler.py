"""Have core banking lift the block that a monitoring case put on an account, once two people said so in its record.

The record has an entry before core banking is asked and one after. It may be called again whatever died.
"""

from lambdas.shared.accounts.customers import customer_table, made_by
from lambdas.shared.cases import outbox
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import decided, unblocking
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table = case_table()
    case = verified(table, event["application_id"])
    customer_id = decided.alert_of(case).details["customer_id"]
    done = case.last(decided.UNBLOCKED)
    if done is None:
        _unblock(table, case, customer_id)
    outbox.publish(table, case.id)
    return {"verdict": "unblocked"}


def _unblock(table: CaseTable, case: Case, customer_id: str) -> None:
    blocked = case.last(decided.BLOCKED)
    if blocked is None or not unblocking.is_settled(case, unblocking.counted(case)):
        raise Conflict(f"{case.id}: two people have to say that the account is unblocked")
    account_id = blocked.details["account_id"]
    facts = {"customer_id": customer_id, "account_id": account_id}
    asked = Evidence({"verdict": "requested"}, details={"account_id": account_id, "block_id": case.id})
    table.keep(case.id, decided.UNBLOCK_REQUESTED, "001", asked, timestamp())
    core_banking().unblock(table.application(made_by(customer_id)), account_id, case.id)
    writes = (
        lambda head: outbox.write(table, case.meta, "AccountUnblocked", record=head.shown(), **facts),
        customer_table().releasing(customer_id, case.id),
        unblocking.done(table, case.id),
    )
    found = Evidence({"verdict": "unblocked"}, details={"account_id": account_id}, writes=writes)
    table.keep(case.id, decided.UNBLOCKED, "001", found, timestamp())
