"""Who opens an application's account, or undoes it: one try at a time, and never again one that was undone.

A try is one way through the workflow from its first step: the execution's name and the ``round``. It holds the saga,
the item SAGA of the Onboarding table, or it writes nothing: every write of a step is in one transaction with ``going``
or ``undoing``, so that a function which was given up and still runs changes nothing that came after it.

====================  ================================================================================
SAGA                  ``holder`` (the try), ``state``, ``accounts`` (how many were begun: the number of the last)
                      ``status``: whether the watchdog has compared the account with the outcome; in the index
SAGA#<holder>         this try has begun, or was undone before it could: it never begins again
====================  ================================================================================

``opening`` becomes ``opened``, or else ``undoing`` and ``undone``; then another try begins the next number. What was
opened stays: another try finds all of it there, and does not undo it.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from lambdas.shared.cases import step as steps
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Write, attributes, numbered
from lambdas.shared.runtime.errors import Conflict, Throttled, UndoUnfinished
from lambdas.shared.runtime.function import Event

SAGA = "SAGA"
UNSETTLED, SETTLED = "account_unsettled", "account_settled"
"""The item's ``status`` in the index: an account may be there and nobody has compared it with the outcome; or has."""


class State(StrEnum):
    """How far the opening of the account is."""

    OPENING = "opening"
    OPENED = "opened"
    UNDOING = "undoing"
    UNDONE = "undone"


class Undo(StrEnum):
    """What a compensation reports."""

    DONE = "undone"
    NOTHING = "nothing_to_undo"


@dataclass(frozen=True, slots=True)
class Saga:
    """The item SAGA; as made without arguments, before the first try."""

    holder: str = ""
    state: State = State.UNDONE
    accounts: int = 0

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(row["holder"], State(row["state"]), row["accounts"])

    @property
    def as_read(self) -> Row:
        """The condition that nobody changed it since it was read."""
        return {"holder": self.holder, "state": self.state}


def holder(event: Event) -> str:
    """The name of the try that calls."""
    return numbered(event["run"], event["round"])


def step(logic: Callable[[Event], Evidence]) -> Callable[[Event, Any], Event]:
    """A Lambda handler around a step of the account, done once per try."""
    return steps.step(logic, run=holder)


def begin(event: Event) -> None:
    """Let this try hold the saga; it goes on with what an earlier one left without undoing it.

    Raises UndoUnfinished where an earlier one began to undo, Conflict where this one is over, Throttled where two met.
    """
    found = current(event["application_id"])
    mine = found.holder == holder(event)
    if found.state is State.OPENED or (mine and found.state is State.OPENING):
        return
    if mine or _is_over(event):
        raise _lost(event)
    if found.state is State.UNDOING:
        raise UndoUnfinished(f"application {event['application_id']}: the undoing of an earlier try has to end first")
    if not _take(event, found, State.OPENING, found.accounts + (found.state is State.UNDONE)):
        raise Throttled("another try was as quick")


def undo(event: Event) -> Saga | None:
    """The saga, which this try now undoes; None where that is not this try's to do. Raises Throttled where two met."""
    found = current(event["application_id"])
    mine = found.holder == holder(event)
    if mine and found.state is State.UNDOING:
        return found
    if found.state is (State.UNDONE if mine else State.OPENED) or (not mine and _is_over(event)):
        return None
    if mine:
        undoing_now = {"state": State.UNDOING}
        moved = case_table().update(event["application_id"], SAGA, undoing_now, only_if=found.as_read)
    else:
        moved = _take(event, found, State.UNDOING, found.accounts)
    if not moved:
        raise Throttled("the saga was changed meanwhile")
    return found


def write(event: Event, held: Write, *writes: Write, only_if: Sequence[Write] = ()) -> bool:
    """Do all of the writes or none, if the try still holds the saga (``going``, ``undoing``, ``opened``).

    False where a condition of the writes does not hold. Raises Conflict where the try does not, or where ``only_if``
    does not hold, Throttled.
    """
    refused = case_table().attempt(held, *only_if, *writes)
    if any(refused[: 1 + len(only_if)]):
        raise _lost(event)
    return not any(refused)


def going(event: Event) -> Write:
    """The condition of a write that goes forward. What was opened may be written again: it is all there already."""
    return {"ConditionCheck": _going(event)}


def undoing(event: Event) -> Write:
    """The condition of a write that undoes."""
    return {
        "ConditionCheck": _item(event)
        | {
            "ConditionExpression": "#holder = :holder AND #state = :undoing",
            "ExpressionAttributeValues": attributes({":holder": holder(event), ":undoing": State.UNDOING}),
        }
    }


def opened(event: Event) -> Write:
    """The write by which the account is open for good."""
    return {"Update": _going(event) | {"UpdateExpression": "SET #state = :opened"}}


def undone(event: Event) -> Write:
    """The write by which nothing is left."""
    as_read, row = Saga(holder(event), State.UNDOING).as_read, {"state": State.UNDONE, "status": SETTLED}
    return {"Update": case_table().change(event["application_id"], SAGA, row, only_if=as_read)}


def taken_over(table: CaseTable, case: Case, execution: str) -> list[Write]:
    """The writes by which no try of an earlier execution goes on or undoes anything; the next try takes what is there.

    ``case``: as it was read just now; the writes fail where the saga is another by now.
    """
    found = Saga.of(case.items[SAGA]) if SAGA in case.items else Saga()
    if found.state is State.UNDONE:
        return []
    return [{"Update": table.change(case.id, SAGA, {"holder": execution}, only_if=found.as_read)}]


def is_opened(application_id: str) -> Write:
    """The condition that the account is open for good."""
    return case_table().check(application_id, SAGA, {"state": State.OPENED})


def holds(event: Event) -> bool:
    """Whether this try has begun."""
    return current(event["application_id"]).holder == holder(event)


def current(application_id: str) -> Saga:
    """The saga as it is."""
    found = case_table().get(application_id, SAGA)
    return Saga.of(found) if found else Saga()


def unsettled(table: CaseTable) -> set[str]:
    """The applications whose account nobody has compared with its outcome, when the index was last written."""
    return {str(row["application_id"]) for row in table.query_index("by_status", "status", UNSETTLED)}


def settle(application_id: str, found: Saga) -> None:
    """Keep that the account fits the outcome, unless the saga went on since it was read."""
    case_table().update(application_id, SAGA, {"status": SETTLED}, only_if=found.as_read)


def _lost(event: Event) -> Conflict:
    why = "this try was undone, another took its place, or its decision holds no more"
    return Conflict(f"application {event['application_id']}: {why}")


def _is_over(event: Event) -> bool:
    return case_table().is_marked(event["application_id"], f"{SAGA}#{holder(event)}")


def _take(event: Event, found: Saga, state: State, accounts: int) -> bool:
    """Let this try, which never did, hold the saga; False where it was changed since it was found."""
    table, application_id = case_table(), event["application_id"]
    row = asdict(Saga(holder(event), state, accounts)) | {"status": UNSETTLED, "submitted_at": timestamp()}
    begun = table.marking(application_id, f"{SAGA}#{holder(event)}")
    if not found.holder:
        return table.transact(begun, {"Put": table.new(application_id, SAGA, row)})
    return table.transact(begun, {"Update": table.change(application_id, SAGA, row, only_if=found.as_read)})


def _going(event: Event) -> Write:
    values = {":holder": holder(event), ":opening": State.OPENING, ":opened": State.OPENED}
    return _item(event) | {
        "ConditionExpression": "#state = :opened OR (#holder = :holder AND #state = :opening)",
        "ExpressionAttributeValues": attributes(values),
    }


def _item(event: Event) -> Write:
    table = case_table()
    return {
        "TableName": table.name,
        "Key": table.key(event["application_id"], SAGA),
        "ExpressionAttributeNames": {"#holder": "holder", "#state": "state"},
    }
