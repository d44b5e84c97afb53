"""An execution's history, by the states that it entered: how often each was tried, and how that ended."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Self

from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.runtime.clock import timestamp

_TRIED = ("TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled")
_TRY_FAILED = re.compile(r"(Task|LambdaFunction|Activity)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)")
_CHILD = re.compile(r'"ExecutionArn\\*":\s*\\*"(arn:[^"\\]+)')
_HOLDS_OTHERS = ("Parallel", "Map")


@dataclass
class Visit:
    """One stay in a state. Times are timestamps; ``left_at`` is None while it lasts.

    ``after``: the state that led here, or holds it. ``error``: of the last try, where that failed; ``failures``: how
    many tries did. ``child``: the ARN of the execution that it ran.
    """

    name: str
    kind: str
    entered_at: str
    after: str | None = None
    left_at: str | None = None
    tries: int = 0
    failures: int = 0
    error: str | None = None
    child: str | None = None

    @classmethod
    def of(cls, kept: Sequence[KeptEvidence], name: str) -> Self:
        """Of what the state of this name found, where the history has no events of it: inside a Parallel, locally."""
        return cls(name, "Task", kept[0].started_at, left_at=kept[-1].at, tries=1)


def visits(events: Iterable[Mapping[str, Any]]) -> list[Visit]:
    """The stays in states, in the order in which they began, of the events of a history in their order.

    Of two that go on at once, an event says what came before it. The local cloud's does not, nor does it have events of
    states inside a Parallel: there each belongs to what was entered last.
    """
    found: list[Visit] = []
    by_event: dict[int, Visit] = {}
    for event in events:
        at, kind = timestamp(event["timestamp"].astimezone(UTC)), str(event["type"])
        before = event.get("previousEventId")
        if name := event.get("stateEnteredEventDetails", {}).get("name"):
            last = by_event.get(before) if before is not None else found[-1] if found else None
            if before is None and last and last.left_at is None:
                last.left_at = at  # an error led on, which the local cloud does not call leaving
            found.append(Visit(name, kind.removesuffix("StateEntered"), at, last.name if last else None))
            by_event[event["id"]] = found[-1]
        elif name := event.get("stateExitedEventDetails", {}).get("name"):
            stays = (one for one in reversed(found) if one.name == name and one.left_at is None)
            if visit := next(stays, None):
                visit.left_at = at
                by_event[event["id"]] = visit
        elif visit := by_event.get(before) if before is not None else found[-1] if found else None:
            by_event[event["id"]] = visit
            if before is not None or visit.kind not in _HOLDS_OTHERS:
                _note(visit, kind, event)
    return found


def _note(visit: Visit, kind: str, event: Mapping[str, Any]) -> None:
    details: dict[str, Any] = next((part for name, part in event.items() if name.endswith("EventDetails")), {})
    if kind in _TRIED:
        visit.tries, visit.error = visit.tries + 1, None
    elif _TRY_FAILED.fullmatch(kind):
        visit.failures, visit.error = visit.failures + 1, details.get("error")
    if child := _CHILD.search(details.get("output") or details.get("cause") or ""):
        visit.child = child[1]
