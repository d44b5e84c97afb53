"""What the decisions on a monitoring case amount to: without them nobody is cleared, whoever answered the wait.

Only entries of a record that is whole count; of one that was changed, Conflict is raised, which ends as a failure with
an alert.
"""

from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases import outbox
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.facts import OUTCOME
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import decided
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.rules import Choice, Unsettled
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.watchlists import cleared


@function
def handler(event: Event) -> Event:
    table = case_table()
    case = verified(table, event["application_id"])
    alert, ended = decided.alert_of(case), case.last(OUTCOME)
    if ended:
        return _answer(ended.result["decision"], case, ended.result["reasons"])
    if confirmed := case.last(decided.CONFIRMED):  # on evidence that is another since this was added to it
        reason = confirmed.result["reasons"][0]
        return _answer(_confirm(table, case, reason, event["definition"]), case, [reason])
    state = rules.current(case, anew=True)
    decision = rules.settling(state) if state else None
    if decision is None:
        open_ = Unsettled.LOOK_AGAIN if state and state.decisions and not state.counted else Unsettled.ANOTHER_DECISION
        return _answer(open_, case, alert.result["reasons"])
    settle = _clear if decision.choice is Choice.APPROVED else _confirm
    return _answer(settle(table, case, decision.reason, event["definition"]), case, [decision.reason])


def _clear(table: CaseTable, case: Case, reason: str, definition: str) -> Status:
    """Remember each hit as cleared, then end the case. Raises Conflict where its decisions do not amount to that."""
    for hit in clearing.hits(case):
        found = clearing.settled(case, hit)
        if found is None:
            raise Conflict(f"{case.id}: its decisions do not clear {hit.entry_id}")
        cleared.clear(customer_table(), hit, found)
    decided.clear(table, case, reason, definition)
    outbox.publish(table, case.id)
    return Status.CLEARED


def _confirm(table: CaseTable, case: Case, reason: str, definition: str) -> Status:
    """Keep the confirmation; where nothing is blocked, that is the end of the case."""
    decided.confirm(table, case, reason, definition)
    if not decided.is_blocked_on(case):
        decided.end(table, case, Status.CONFIRMED, reason, definition)
    outbox.publish(table, case.id)
    return Status.CONFIRMED


def _answer(decision: str, case: Case, reasons: list[str]) -> Event:
    block = decision == Status.CONFIRMED and decided.is_blocked_on(case)
    return {"decision": decision, "block": block, "reasons": reasons}
