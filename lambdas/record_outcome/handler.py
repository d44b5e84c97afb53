"""Record the decision, which then stays, and tell other systems."""

import json

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import account_id, customer_id
from lambdas.shared.cases import outbox, record, step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.function import Event, function

EVENTS = {"onboarded": "ApplicationOnboarded", "declined": "ApplicationDeclined"}


@function
def handler(event: Event) -> Event:
    table, application_id, outcome = case_table(), event["application_id"], event["outcome"]

    def logic() -> Evidence:
        decided = {"outcome": outcome, "rating": event["rating"], "reasons": json.dumps(event["reasons"])}
        # Decision, status and event are written together; whoever died here left none or all of them.
        writes = (
            table.status_change(application_id, outcome, **decided),
            outbox.write(table, application_id, EVENTS[outcome], **_told(table, event)),
        )
        return Evidence({"event": EVENTS[outcome]}, details=decided, writes=writes)

    attempt = table.meta(application_id)["attempts"]
    result = step.once(event | {"attempt": attempt}, "record_outcome", logic)
    outbox.publish(table, application_id)
    return result


def _told(table: CaseTable, event: Event) -> Row:
    application_id, outcome = event["application_id"], event["outcome"]
    head = table.get(application_id, "CHAIN") or record.EMPTY
    told = {
        "outcome": outcome,
        "risk_rating": event["rating"],
        "record": {name: head[name] for name in record.EMPTY},
    }
    if outcome == "onboarded":
        opened = table.get(application_id, saga.SAGA) or saga.NOTHING
        account = account_id(application_id, opened["accounts"])
        return told | {"customer_id": customer_id(application_id), "account_id": account}
    return told | {"reasons": event["reasons"]}
