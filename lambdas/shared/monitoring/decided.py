"""What a monitoring case ends with: cleared, or confirmed. Each is written once, with all that goes with it or nothing.

A confirmation is the entry ``match_confirmed``, with which the reporting clock starts; where the policy has the account
blocked, ``block_requested`` and ``block_account`` follow; the outcome is the last.
"""

import json
from typing import Any

from lambdas.shared.cases import outbox, status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.facts import OUTCOME
from lambdas.shared.cases.record import WithEntry
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import UNRATED
from lambdas.shared.monitoring import reporting
from lambdas.shared.runtime.clock import timestamp, today
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.policies import policy, version

CONFIRMED, BLOCK_REQUESTED, BLOCKED = "match_confirmed", "block_requested", "block_account"
UNBLOCK_REQUESTED, UNBLOCKED = "unblock_requested", "unblock_account"
"""Steps of the record."""
_RUN = "001"
"""Each is written once in a case, whichever execution does."""


def alert_of(case: Case) -> KeptEvidence:
    """The entry with which the record of a monitoring case begins. Raises Conflict where this is another case."""
    if case.alert is None:
        raise Conflict(f"{case.id} is no monitoring case")
    return case.alert


def is_blocked_on(case: Case) -> bool:
    """Whether a confirmed match has the account blocked."""
    return bool(policy("alert")["confirmed"][alert_of(case).result["kind"]]["block"])


def confirm(table: CaseTable, case: Case, reason: str, definition: str) -> None:
    """Keep that the customer is the listed person, start the reporting clock, and tell compliance: all, once."""
    alert, day = alert_of(case), today()
    due = reporting.due_on(alert.result["kind"], day)
    dues = {"report_due_on": due.isoformat()} if due else {}
    facts: dict[str, Any] = {**_about(case), "block": is_blocked_on(case), **dues}
    writes: tuple[WithEntry, ...] = (
        lambda head: outbox.write(table, case.meta, "MatchConfirmed", record=head.shown(), **facts),
        *([reporting.begin(table, case.id, due)] if due else []),
    )
    result = {"verdict": "confirmed", "reasons": [reason], **dues}
    found = Evidence(result, details=facts, versions=_versions(definition), writes=writes)
    table.keep(case.id, CONFIRMED, _RUN, found, timestamp())


def end(table: CaseTable, case: Case, outcome: Status, reason: str, definition: str, *writes: WithEntry) -> None:
    """Keep the outcome with ``writes``, once, and the status that goes with it."""
    details = {"outcome": outcome, "rating": UNRATED, "reasons": json.dumps([reason])}
    moved = status.write(table, case.id, outcome, outcome=outcome, rating=UNRATED, reasons=[reason])
    result = {"decision": outcome, "reasons": [reason]}
    found = Evidence(result, details=details, versions=_versions(definition), writes=(moved, *writes))
    table.keep(case.id, OUTCOME, _RUN, found, timestamp())


def clear(table: CaseTable, case: Case, reason: str, definition: str) -> None:
    """Keep that somebody else is listed, once, and tell compliance."""
    end(
        table,
        case,
        Status.CLEARED,
        reason,
        definition,
        lambda head: outbox.write(table, case.meta, "AlertCleared", record=head.shown(), **_about(case)),
    )


def _versions(definition: str) -> dict[str, str]:
    return {**version("alert"), "definition": definition}


def _about(case: Case) -> dict[str, str]:
    alert = alert_of(case)
    return {"customer_id": alert.details["customer_id"], "list_kind": alert.result["kind"]}
