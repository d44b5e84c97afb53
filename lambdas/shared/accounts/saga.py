"""Who opens an application's account, or undoes it: one try at a time, and never again one that was undone.

A try is one way through the workflow from its first step: the execution's name and the ``round``. It holds the saga,
the item SAGA of the Onboarding table, or it writes nothing: every write of a step is in one transaction with ``going``
or ``undoing``, so that a function which was given up and still runs changes nothing that came after it.

====================  ================================================================================
SAGA                  ``holder`` (the try), ``state``, ``accounts`` (how many were begun: the number of the last)
SAGA#<holder>         this try has begun, or was undone before it could: it never begins again
====================  ================================================================================

``opening`` becomes ``opened``, or else ``undoing`` and ``undone``; then another try begins the next number. What was
opened stays: another try finds all of it there, and does not undo it.
"""

from collections.abc import Callable
from typing import Any

from lambdas.shared.cases import step as steps
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table, numbered
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import CONDITION_FAILED, Row, attributes
from lambdas.shared.runtime.errors import Conflict, Throttled, UndoUnfinished

Event = dict[str, Any]
OPENING, OPENED, UNDOING, UNDONE = "opening", "opened", "undoing", "undone"
SAGA = "SAGA"
NOTHING: Row = {"holder": "", "state": UNDONE, "accounts": 0}
"""The saga before the first try."""


def holder(event: Event) -> str:
    return numbered(event["run"], event["round"])


def once(event: Event, step: str, logic: Callable[[], Evidence]) -> Event:
    """As ``step.once``, for this try."""
    return steps.once(event | {"run": holder(event)}, step, logic)


def begin(event: Event) -> None:
    """Let this try hold the saga; it goes on with what an earlier one left without undoing it.

    Raises UndoUnfinished where an earlier one began to undo, Conflict where this one is over, Throttled where two met.
    """
    found = current(event)
    mine = found["holder"] == holder(event)
    if found["state"] == OPENED or (mine and found["state"] == OPENING):
        return
    if mine or _is_over(event):
        raise Conflict(f"application {event['application_id']}: this try was undone, or another took its place")
    if found["state"] == UNDOING:
        raise UndoUnfinished(f"application {event['application_id']}: the undoing of an earlier try has to end first")
    if not _take(event, found, OPENING, found["accounts"] + (found["state"] == UNDONE)):
        raise Throttled("another try was as quick")


def undo(event: Event) -> Row | None:
    """The saga, which this try now undoes; None where that is not this try's to do. Raises Throttled where two met."""
    found = current(event)
    mine = found["holder"] == holder(event)
    if mine and found["state"] == UNDOING:
        return found
    if found["state"] == (UNDONE if mine else OPENED) or (not mine and _is_over(event)):
        return None
    if mine:
        moved = case_table().update(event["application_id"], SAGA, {"state": UNDOING}, only_if=_as_read(found))
    else:
        moved = _take(event, found, UNDOING, found["accounts"])
    if not moved:
        raise Throttled("the saga was changed meanwhile")
    return found


def write(event: Event, held: Row, *writes: Row) -> bool:
    """Do all of the writes or none, if the try still holds the saga (``going``, ``undoing``, ``opened``).

    False where a condition of the writes does not hold. Raises Conflict where the try does not, Throttled.
    """
    refused = case_table().attempt(held, *writes)
    if refused[0] == CONDITION_FAILED:
        raise Conflict(f"application {event['application_id']}: this try was undone, or another took its place")
    if any(refused) and CONDITION_FAILED not in refused:
        raise Throttled(f"TransactWriteItems: {', '.join(sorted(filter(None, refused)))}")
    return not any(refused)


def going(event: Event) -> Row:
    """The condition of a write that goes forward. What was opened may be written again: it is all there already."""
    return {"ConditionCheck": _going(event)}


def undoing(event: Event) -> Row:
    """The condition of a write that undoes."""
    return {
        "ConditionCheck": _item(event)
        | {
            "ConditionExpression": "#holder = :holder AND #state = :undoing",
            "ExpressionAttributeValues": attributes({":holder": holder(event), ":undoing": UNDOING}),
        }
    }


def opened(event: Event) -> Row:
    """The write by which the account is open for good."""
    return {"Update": _going(event) | {"UpdateExpression": "SET #state = :opened"}}


def undone(event: Event) -> Row:
    """The write by which nothing is left."""
    as_read = {"holder": holder(event), "state": UNDOING}
    return {"Update": case_table().change(event["application_id"], SAGA, {"state": UNDONE}, only_if=as_read)}


def current(event: Event) -> Row:
    return case_table().get(event["application_id"], SAGA) or NOTHING


def _is_over(event: Event) -> bool:
    return case_table().get(event["application_id"], f"{SAGA}#{holder(event)}") is not None


def _take(event: Event, found: Row, state: str, accounts: int) -> bool:
    """Let this try, which never did, hold the saga; False where it was changed since it was found."""
    table, application_id = case_table(), event["application_id"]
    row = {"holder": holder(event), "state": state, "accounts": accounts}
    mark = {"Put": table.new(application_id, f"{SAGA}#{holder(event)}", {"at": timestamp()})}
    if not found["holder"]:
        return table.transact(mark, {"Put": table.new(application_id, SAGA, row)})
    return table.transact(mark, {"Update": table.change(application_id, SAGA, row, only_if=_as_read(found))})


def _as_read(found: Row) -> Row:
    return {"holder": found["holder"], "state": found["state"]}


def _going(event: Event) -> Row:
    values = {":holder": holder(event), ":opening": OPENING, ":opened": OPENED}
    return _item(event) | {
        "ConditionExpression": "#state = :opened OR (#holder = :holder AND #state = :opening)",
        "ExpressionAttributeValues": attributes(values),
    }


def _item(event: Event) -> Row:
    table = case_table()
    return {
        "TableName": table.name,
        "Key": table.key(event["application_id"], SAGA),
        "ExpressionAttributeNames": {"#holder": "holder", "#state": "state"},
    }
