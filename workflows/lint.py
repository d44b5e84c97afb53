"""Rules that no published validator checks, and the published ones, over finished definitions.

Each rule yields sentences; ``problems`` puts the workflow and the state in front.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows import shapes
from workflows.asl import Definition
from workflows.contracts import Contracts, Schema
from workflows.slots import called_function, called_workflow
from workflows.waits import is_callback, waits

State = dict[str, Any]
"""A state of a definition: JSON."""

_INTEGRATIONS = {
    "arn:${Partition}:states:::lambda:invoke",
    "arn:${Partition}:states:::lambda:invoke.waitForTaskToken",
    "arn:${Partition}:states:::states:startExecution.sync:2",
}
_LINEAGE = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"


def problems(definitions: Mapping[str, Definition], contracts: Contracts) -> list[str]:
    """Every problem of these workflows, each as ``workflow: state: what is wrong``. Empty when there is none."""
    found = []
    for workflow, definition in definitions.items():
        contract = contracts.part(workflow, "input")
        if contract is None:
            found.append(f"{workflow}: {_no_schema(workflow, contracts)}")
        start: shapes.Shape = dict.fromkeys(contract["properties"]) if contract else shapes.ANY
        found += [f"{workflow}: {problem}" for problem in _published(definition)]
        found += [f"{workflow}: {problem}" for problem in _duplicate_names(definition)]
        tolerated = {name for name, _ in _tolerated(definition)}
        for name, state in states(definition):
            rules = [rule for rule in RULES if rule is not catches or name not in tolerated]
            found += [f"{workflow}: {name}: {problem}" for rule in rules for problem in rule(state, contracts)]
            if (child := called_workflow(state)) and child not in definitions:
                found.append(f"{workflow}: {name}: {child} is not one of the project's workflows")
        found += [f"{workflow}: {problem}" for problem in _outlasts_its_waits(definition)]
        found += [f"{workflow}: {problem}" for problem in shapes.problems(definition, start)]
        found += [f"{workflow}: {problem}" for problem in _values(definition, start, contracts)]
        found += [f"{workflow}: {problem}" for problem in _output(workflow, definition, start, contracts)]
    return list(dict.fromkeys(found))


def states(definition: Definition) -> Iterator[tuple[str, State]]:
    """Every state by name, those inside Parallel and Map too."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from states(inner)


def _tolerated(definition: Definition) -> Iterator[tuple[str, State]]:
    """The states of the items of which a Map lets some fail."""
    for _, state in states(definition):
        if "ToleratedFailurePercentage" in state:
            yield from states(state["ItemProcessor"])


def has_time_limit(state: State, _: Contracts) -> Iterator[str]:
    if state["Type"] == "Task" and "TimeoutSeconds" not in state:
        yield "a Task needs TimeoutSeconds: without it, it may wait for a year"


def retries(state: State, _: Contracts) -> Iterator[str]:
    if state["Type"] != "Task":
        return
    if not state.get("Retry"):
        yield "a Task needs Retry for the transient errors"
    for retry in state.get("Retry", []):
        if "JitterStrategy" not in retry or "MaxDelaySeconds" not in retry:
            yield f"Retry of {', '.join(retry['ErrorEquals'])} needs JitterStrategy and MaxDelaySeconds"


def catches(state: State, contracts: Contracts) -> Iterator[str]:
    """A Task or Parallel catches, unless its function is there to end the execution (``x-ends-execution``)."""
    function = called_function(state)
    schema = contracts.schema(function) if function else None
    ends_the_execution = schema is not None and schema.get("x-ends-execution", False)
    if state["Type"] in {"Task", "Parallel", "Map"} and not state.get("Catch") and not ends_the_execution:
        yield "a Task, Parallel or Map needs a Catch"


def has_default(state: State, _: Contracts) -> Iterator[str]:
    if state["Type"] == "Choice" and "Default" not in state:
        yield "a Choice needs a Default: without it, an unforeseen value fails the execution"


def known_integration(state: State, _: Contracts) -> Iterator[str]:
    if state["Type"] == "Task" and state.get("Resource") not in _INTEGRATIONS:
        yield f"the integration {state.get('Resource')} is not one of those known: {', '.join(sorted(_INTEGRATIONS))}"


def callback_carries_its_token(state: State, _: Contracts) -> Iterator[str]:
    if is_callback(state) and "$$.Task.Token" not in json.dumps(state.get("Parameters")):
        yield "a callback must pass $$.Task.Token on, or nobody can answer it"


def callback_says_how_long_it_waits(state: State, _: Contracts) -> Iterator[str]:
    """The function stores until when an answer may come, so it has to be given the time limit that ends the wait."""
    if is_callback(state):
        payload = state.get("Parameters", {}).get("Payload", {})
        if "stage" not in payload or payload.get("seconds") != state.get("TimeoutSeconds"):
            yield "a callback must pass its stage, and its TimeoutSeconds as seconds"


def keeps_the_contract(state: State, contracts: Contracts) -> Iterator[str]:
    """What is passed is what the callee's schema requires and nothing it refuses; what is kept is in its result."""
    callee, passed = _call(state)
    if callee is None:
        return
    if contracts.schema(callee) is None:
        yield _no_schema(callee, contracts)
        return
    # What is kept of the result; the selector may add constants of the definition's own.
    kept = dict.fromkeys(key.removesuffix(".$") for key in state.get("ResultSelector") or {} if key.endswith(".$"))
    answer = "answer" if is_callback(state) else "result"
    for part, shape in (("input", shapes.template(passed)), (answer, kept)):
        if (schema := contracts.part(callee, part)) is None:
            yield f"the schema of {callee} has no $defs.{part}"
        else:
            yield from contracts.differences(shape, schema, f"the {part} of {callee}", complete=part == "input")


RULES: tuple[Callable[[State, Contracts], Iterator[str]], ...] = (
    has_time_limit,
    retries,
    catches,
    has_default,
    known_integration,
    callback_carries_its_token,
    callback_says_how_long_it_waits,
    keeps_the_contract,
)


def _values(definition: Definition, start: shapes.Shape, contracts: Contracts) -> Iterator[str]:
    """What states put at a path that a call passes on, held against the schema of the function that receives it.

    So the results of a Parallel's branches are held against the schema of the function that decides on them. A path is
    taken to mean the same throughout a workflow.
    """
    written = list(shapes.written(definition, start))
    for state in definition["States"].values():
        callee, passed = _call(state)
        schema = contracts.part(callee, "input") if callee else None
        for argument, path in passed.items() if schema else ():
            if argument.endswith(".$") and path.startswith("$."):
                where = argument.removesuffix(".$")
                expected = contracts.below(schema or {}, where)
                for one in written:
                    yield from _fits(one, path, expected, f"the input of {callee}", where, contracts)
        for inner in [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]:
            yield from _values(inner, shapes.ANY, contracts)


def _output(workflow: str, definition: Definition, start: shapes.Shape, contracts: Contracts) -> Iterator[str]:
    """The output of each state that ends the workflow, held against the workflow's own schema."""
    schema, what = contracts.part(workflow, "result"), f"the result of {workflow}"
    if schema is None:
        return
    written = list(shapes.written(definition, start))
    for name, shape in shapes.outputs(definition, start):
        yield from (f"{name}: {problem}" for problem in contracts.differences(shape, schema, what))
        for one in written if (path := definition["States"][name].get("OutputPath")) else ():
            yield from _fits(one, path, schema, what, "", contracts)


def _fits(one: shapes.Written, path: str, schema: Schema, what: str, where: str, contracts: Contracts) -> Iterator[str]:
    """Does what this state puts there fit a schema of the value at ``path``? It may put more there, or a part of it."""
    read, wrote, shape = path.split("."), one.path.split("."), one.shape
    if read[: len(wrote)] == wrote:
        shape = shapes.inside(shape, ".".join(read[len(wrote) :]))
    elif wrote[: len(read)] == read:
        for field in wrote[len(read) :]:
            schema, where = contracts.below(schema, field), f"{where}.{field}".removeprefix(".")
    else:
        return
    if shape is not shapes.MISSING:
        yield from (f"{one.state}: {text}" for text in contracts.differences(shape, schema, what, where))


def _call(state: State) -> tuple[str | None, dict[str, Any]]:
    """Which function or workflow a Task calls, and the arguments that it passes."""
    if function := called_function(state):
        return function, state["Parameters"].get("Payload", {})
    if workflow := called_workflow(state):
        return workflow, {
            key: value for key, value in state["Parameters"].get("Input", {}).items() if _LINEAGE not in key
        }
    return None, {}


def _no_schema(callee: str, contracts: Contracts) -> str:
    return f"{callee} has no schema: add {contracts.folders[0] / 'schemas' / f'{callee}.json'}"


def _published(definition: Definition) -> list[str]:
    from statelint.linter import Linter  # noqa: PLC0415 - 40 ms that only linting needs

    found: list[str] = Linter.validate(_known_to_statelint(definition))
    return found


def _known_to_statelint(value: Any) -> Any:
    """The definition without what statelint wrongly refuses: the reader's configuration of a distributed Map."""
    if isinstance(value, list):
        return [_known_to_statelint(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _known_to_statelint(item) for key, item in value.items() if key != "ReaderConfig"}


def _duplicate_names(definition: Definition) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in states(definition):
        if name in seen:
            yield f"{name}: two states have this name; the history could not tell them apart"
        seen.add(name)


def _outlasts_its_waits(definition: Definition) -> Iterator[str]:
    """An execution that ends while a person is still asked leaves the case without an outcome."""
    limit, longest = definition.get("TimeoutSeconds"), sum(wait.seconds for wait in waits(definition))
    if limit is None:
        yield "a workflow needs TimeoutSeconds"
    elif limit <= longest:
        yield f"TimeoutSeconds is {limit}, and its waits for people last {longest}: each would be cut short"
