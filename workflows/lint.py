"""Rules that no published validator checks, and the published ones, over finished definitions.

Each rule yields sentences; ``problems`` puts the workflow and the state in front.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from workflows import shapes

Definition = dict[str, Any]
Step = tuple[str, dict[str, Any]]

SCHEMAS = Path(__file__).parent.parent / "definitions" / "schemas"

_CALLBACK = ".waitForTaskToken"
_INTEGRATIONS = {
    "arn:${Partition}:states:::lambda:invoke",
    "arn:${Partition}:states:::lambda:invoke.waitForTaskToken",
    "arn:${Partition}:states:::states:startExecution.sync:2",
}
_FUNCTION_SLOT = re.compile(r"\$\{(\w+)Function\}")
_WORKFLOW_SLOT = re.compile(r"\$\{(\w+)StateMachine\}")
_LINEAGE = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"


def problems(definitions: dict[str, Definition]) -> list[str]:
    """Every problem of these workflows, each as ``workflow: state: what is wrong``. Empty when there is none."""
    found = []
    for workflow, definition in definitions.items():
        found += [f"{workflow}: {problem}" for problem in _published(definition)]
        found += [f"{workflow}: {problem}" for problem in _duplicate_names(definition)]
        for name, state in states(definition):
            found += [f"{workflow}: {name}: {problem}" for rule in RULES for problem in rule(state)]
        start = dict.fromkeys((contract(workflow) or {"input": {"properties": {}}})["input"]["properties"])
        found += [f"{workflow}: {problem}" for problem in shapes.problems(definition, start)]
    return found


def states(definition: Definition) -> Iterator[Step]:
    """Every state by name, those inside Parallel and Map too."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from states(inner)


def has_time_limit(state: dict[str, Any]) -> Iterator[str]:
    if state["Type"] == "Task" and "TimeoutSeconds" not in state:
        yield "a Task needs TimeoutSeconds: without it, it may wait for a year"


def retries(state: dict[str, Any]) -> Iterator[str]:
    if state["Type"] != "Task":
        return
    if not state.get("Retry"):
        yield "a Task needs Retry for the transient errors"
    for retry in state.get("Retry", []):
        if retry.get("JitterStrategy") != "FULL" or "MaxDelaySeconds" not in retry:
            yield f"Retry of {', '.join(retry['ErrorEquals'])} needs JitterStrategy FULL and MaxDelaySeconds"


def catches(state: dict[str, Any]) -> Iterator[str]:
    """A Task or Parallel catches, unless its own failure is what it is there for (it says so in its comment)."""
    ends_the_execution = "end as FAILED" in state.get("Comment", "")
    if state["Type"] in {"Task", "Parallel", "Map"} and not state.get("Catch") and not ends_the_execution:
        yield "a Task, Parallel or Map needs a Catch"


def has_default(state: dict[str, Any]) -> Iterator[str]:
    if state["Type"] == "Choice" and "Default" not in state:
        yield "a Choice needs a Default: without it, an unforeseen value fails the execution"


def known_integration(state: dict[str, Any]) -> Iterator[str]:
    if state["Type"] == "Task" and state.get("Resource") not in _INTEGRATIONS:
        yield f"the integration {state.get('Resource')} is not one of those known: {', '.join(sorted(_INTEGRATIONS))}"


def callback_carries_its_token(state: dict[str, Any]) -> Iterator[str]:
    if _is_callback(state) and "$$.Task.Token" not in json.dumps(state.get("Parameters")):
        yield "a callback must pass $$.Task.Token on, or nobody can answer it"


def keeps_the_contract(state: dict[str, Any]) -> Iterator[str]:
    """What is passed is what the callee's schema requires and nothing it refuses; what is kept is in its result."""
    callee, passed = _call(state)
    if callee is None:
        return
    schema = contract(callee)
    if schema is None:
        yield f"{callee} has no schema: add definitions/schemas/{callee}.json"
        return
    yield from _differences(passed, schema["input"], f"the input of {callee}", all_required=True)
    kept = _keys(state.get("ResultSelector") or {})
    given = "answer" if _is_callback(state) else "result"
    yield from _differences(kept, schema[given], f"the {given} of {callee}", all_required=False)


RULES: tuple[Callable[[dict[str, Any]], Iterator[str]], ...] = (
    has_time_limit,
    retries,
    catches,
    has_default,
    known_integration,
    callback_carries_its_token,
    keeps_the_contract,
)


@cache
def contract(callee: str) -> dict[str, Any] | None:
    """The schemas of a function's or workflow's ``input``, ``result`` and callback's ``answer``, or None."""
    file = SCHEMAS / f"{callee}.json"
    return json.loads(file.read_text())["$defs"] if file.exists() else None


def _call(state: dict[str, Any]) -> tuple[str | None, set[str]]:
    """Which function or workflow a Task calls, and the names of the arguments it passes."""
    parameters = state.get("Parameters", {})
    if slot := _FUNCTION_SLOT.fullmatch(parameters.get("FunctionName", "")):
        return _words(slot[1], "_"), _keys(parameters["Payload"])
    if slot := _WORKFLOW_SLOT.fullmatch(parameters.get("StateMachineArn", "")):
        return _words(slot[1], "-"), _keys(parameters["Input"]) - {_LINEAGE}
    return None, set()


def _is_callback(state: dict[str, Any]) -> bool:
    return str(state.get("Resource", "")).endswith(_CALLBACK)


def _words(pascal_case: str, joint: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", joint, pascal_case).lower()


def _keys(template: dict[str, Any]) -> set[str]:
    return {key.removesuffix(".$") for key in template}


def _differences(keys: set[str], schema: dict[str, Any], what: str, *, all_required: bool) -> Iterator[str]:
    if unknown := keys - set(schema["properties"]):
        yield f"{', '.join(sorted(unknown))} is not in {what}"
    if all_required and (missing := set(schema["required"]) - keys):
        yield f"{', '.join(sorted(missing))} is required in {what}"


def _published(definition: Definition) -> list[str]:
    from statelint.linter import Linter  # noqa: PLC0415 - 40 ms that only linting needs

    found: list[str] = Linter.validate(definition)
    return found


def _duplicate_names(definition: Definition) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in states(definition):
        if name in seen:
            yield f"{name}: two states have this name; the history could not tell them apart"
        seen.add(name)
