"""Record the decision, which then stays, and publish it to other systems."""

import json

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import account_id, customer_id
from lambdas.shared.cases import execution, outbox, status
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.record import WithEntry
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.step import kept
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.metrics import Metric, count

EVENTS = {Status.ONBOARDED: "ApplicationOnboarded", Status.DECLINED: "ApplicationDeclined"}


@function
def handler(event: Event) -> Event:
    table = case_table()
    meta = table.meta(event["application_id"])
    result = _recorded(event, table, meta)
    outbox.publish(table, meta.application_id)
    return result | {name: event[name] for name in ("outcome", "reasons", "rating")}


@kept
def _recorded(event: Event, table: CaseTable, meta: Meta) -> Evidence:
    """The decision, the status and the event are written together: who dies here leaves none or all of them.

    The event carries the record's head once the decision is its last entry, so that no other decision fits it.
    """
    outcome = Status(event["outcome"])
    facts = _facts(event, outcome)
    # An answer that came when nobody waited for it any more ends in the decline all the same.
    about = status.looked_at(event) if outcome is Status.ONBOARDED else execution.named(event["run"])
    writes: tuple[WithEntry, ...] = (
        status.write(
            table,
            meta.application_id,
            outcome,
            only_if=about,
            outcome=outcome,
            rating=event["rating"],
            reasons=event["reasons"],
        ),
        lambda head: outbox.write(table, meta, EVENTS[outcome], record=head.shown(), **facts),
    )
    if outcome is Status.ONBOARDED:  # nobody is a customer whose account is not open
        writes = (*writes, saga.is_opened(meta.application_id))
    count(Metric.OUTCOMES, outcome=outcome)
    details = {"outcome": outcome, "rating": event["rating"], "reasons": json.dumps(event["reasons"])}
    return Evidence({"event": EVENTS[outcome]}, details=details, writes=writes)


def _facts(event: Event, outcome: Status) -> Event:
    application_id = event["application_id"]
    facts = {"outcome": outcome, "risk_rating": event["rating"]}
    if outcome is Status.ONBOARDED:
        account = account_id(application_id, saga.current(application_id).accounts)
        return facts | {"customer_id": customer_id(application_id), "account_id": account}
    return facts | {"reasons": event["reasons"]}
