"""A step of an application: a function that is done once per run and attempt, and whose answer is kept as evidence.

>>> @step
... def handler(event: Event) -> Evidence:
...     return Evidence.of(rules.check(submitted(event)))
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, folder, function

_More = ParamSpec("_More")
Name = str | Callable[[Event], str]


def _run(event: Event) -> str:
    return str(event["run"])


def step(
    logic: Callable[[Event], Evidence],
    *,
    name: Name = "",
    run: Callable[[Event], str] = _run,
) -> Callable[[Event, Any], Event]:
    """A Lambda handler around ``logic``, which runs only where nothing is kept of this run and attempt yet.

    ``name``: of the evidence, where it is not the folder's, or what makes it of the event. ``run``: what makes the
    name of the run.
    """
    return function(kept(logic, name=name, run=run))


def kept(
    logic: Callable[Concatenate[Event, _More], Evidence],
    *,
    name: Name = "",
    run: Callable[[Event], str] = _run,
) -> Callable[Concatenate[Event, _More], Event]:
    """The same without a Lambda handler's parts, for a handler that does more than its step.

    The event, or what is passed as one, says ``application_id``, ``run``, and ``attempt`` where it matters.
    """

    def once(event: Event, /, *more: _More.args, **named: _More.kwargs) -> Event:
        step_name = name(event) if callable(name) else name or folder(logic)
        return _once(event, step_name, run(event), lambda: logic(event, *more, **named))

    update_wrapper(once, logic)  # whose module says which function this is
    return once


def _once(event: Event, name: str, run: str, logic: Callable[[], Evidence]) -> Event:
    """The step's kept answer for this run and attempt, or ``logic``'s, kept first: a repeated call does nothing."""
    table, application_id = case_table(), event["application_id"]
    if "attempt" in event:
        run = numbered(run, event["attempt"])
    answer = table.result(application_id, name, run)
    if answer is not None:
        return answer
    started_at, found = timestamp(), logic()
    found = replace(found, attempt=event.get("attempt"), content_sha256=event.get("content_sha256"))
    if "definition" in event:
        found = replace(found, versions={**found.versions, "definition": event["definition"]})
    return table.add_evidence(application_id, name, run, found, started_at)


def answered(event: Event, steps: Mapping[str, str]) -> Event:
    """The ``checks`` of a deciding event; of one that the workflow has no answer of, what its step kept in this run.

    A call may keep what it found and give up after that, as one does that searches two kinds of lists: what it found
    counts. ``steps``: by the check's name, the step that keeps its answer.
    """
    table, run = case_table(), numbered(event["run"], event["attempt"])
    checks: Event = event["checks"]
    lost = (name for name, one in checks.items() if one["verdict"] == Verdict.UNAVAILABLE and name in steps)
    found = {name: table.result(event["application_id"], steps[name], run) for name in lost}
    return checks | {name: one for name, one in found.items() if one is not None}


def submitted(event: Event) -> Application:
    """The application as submitted in the event's ``attempt``, never "the last". Personal data.

    Raises Conflict where it is not the content that the event's ``content_sha256`` names.
    """
    application = case_table().application(event["application_id"], event["attempt"])
    if fingerprint(application) != event["content_sha256"]:
        raise Conflict(f"application {event['application_id']}: attempt {event['attempt']} has other content")
    return application
