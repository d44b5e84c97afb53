"""Is every path that a state reads produced by every way that leads to it? And what is put where?

AWS fails an execution at a path that is not there; the local cloud reads null. So this is checked on the definition:
a shape (a dict of known fields, a ``Constant``, or ``ANY`` where the value is not known) is followed through the
states, and where two ways meet, what both have remains.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from workflows.asl import Definition


@dataclass(frozen=True)
class Constant:
    """A value that the definition itself gives: text, number, list, …"""

    value: Any


Shape: TypeAlias = dict[str, Any] | Constant | None
ANY = None  # any value with any fields
MISSING = object()

_PATHS = re.compile(r"(?<![\w$])\$(?:\.\w+|\[\d+\])+")
_BRANCH = re.compile(r"\$\[(\d+)\]((?:\.\w+)*)")
_CAUGHT: Shape = {"Error": ANY, "Cause": ANY}
_READ_BY = (
    *("InputPath", "Parameters", "SecondsPath", "ErrorPath", "CausePath", "Choices", "OutputPath"),
    *("ItemsPath", "ItemReader", "ItemSelector"),
)
_CONTEXT = re.compile(r"\$\$[\w.]*")


@dataclass(frozen=True)
class Written:
    """A state puts a value of this shape at this path."""

    state: str
    path: str
    shape: Shape


def problems(definition: Definition, start: Shape) -> list[str]:
    """Each path that some way through the definition leaves without a value, as ``state: what is wrong``."""
    arriving = _arriving(definition, start)
    found = []
    for name, state in definition["States"].items():
        if name not in arriving:
            found.append(f"{name}: no way leads to this state")
            continue
        shape = arriving[name]
        found += [
            f"{name}: {path} is not produced on every way to it" for path in _paths_read(state) if not _has(shape, path)
        ]
        for branch in state.get("Branches", []):
            found += problems(branch, shape)
        found += [
            f"{end}: its output has no {path.removeprefix('.')}, which {name} selects"
            for _, path, end, output in _selected(state, shape)
            if not _has(output, path)
        ]
        if "ItemProcessor" in state:
            found += problems(
                state["ItemProcessor"], template(state["ItemSelector"]) if "ItemSelector" in state else ANY
            )
    return found


def written(definition: Definition, start: Shape) -> Iterator[Written]:
    """What each state puts where; of a Parallel also what each of its branches puts in, by each state that ends it."""
    for name, arrived in _arriving(definition, start).items():
        state = definition["States"].get(name, {})
        path = state.get("ResultPath", "$")
        if path is None or state["Type"] not in {"Pass", "Task", "Parallel"}:
            continue
        yield Written(name, path, _result(state, arrived))
        for key, place, end, output in _selected(state, arrived):
            if (found := inside(output, place)) is not MISSING:
                yield Written(end, f"{path}.{key}", found)


def _selected(state: dict[str, Any], arrived: Shape) -> Iterator[tuple[str, str, str, Shape]]:
    """What a Parallel selects of its branches: under which key, which path of a branch's output, and each output by the
    state that ends the branch with it.
    """
    for key, value in state.get("ResultSelector", {}).items():
        if state["Type"] == "Parallel" and (place := _BRANCH.fullmatch(str(value))):
            for end, output in outputs(state["Branches"][int(place[1])], arrived):
                yield key.removesuffix(".$"), place[2], end, output


def outputs(definition: Definition, start: Shape) -> Iterator[tuple[str, Shape]]:
    """Each state that ends the definition as succeeded, with the shape of its output."""
    for name, arrived in _arriving(definition, start).items():
        state = definition["States"].get(name, {})
        if state.get("End") or state.get("Type") == "Succeed":
            yield name, _output(state, arrived)


def inside(shape: Shape, path: str) -> Any:
    """The shape at this path; MISSING where there is none."""
    for field in re.findall(r"\w+", path):
        if shape is ANY:
            return ANY
        if isinstance(shape, Constant) or field not in shape:
            return MISSING
        shape = shape[field]
    return shape


def _arriving(definition: Definition, start: Shape) -> dict[str, Shape]:
    """The shape with which each reachable state begins, to the fixed point."""
    arriving: dict[str, Shape] = {definition["StartAt"]: start}
    waiting = [definition["StartAt"]]
    while waiting:
        name = waiting.pop()
        for following, shape in _leaving(definition["States"][name], arriving[name]):
            if following not in definition["States"]:
                continue  # the published rules name it
            merged = _common(arriving[following], shape) if following in arriving else shape
            if following not in arriving or merged != arriving[following]:
                arriving[following] = merged
                waiting.append(following)
    return arriving


def _leaving(state: dict[str, Any], shape: Shape) -> Iterator[tuple[str, Shape]]:
    after = _output(state, shape)
    for following in [
        state.get("Next"),
        state.get("Default"),
        *(c["Next"] for c in state.get("Choices", [])),
    ]:
        if following:
            yield following, after
    for catch in state.get("Catch", []):
        yield catch["Next"], _put(shape, catch.get("ResultPath", "$"), _CAUGHT)


def _output(state: dict[str, Any], shape: Shape) -> Shape:
    if state["Type"] not in {"Choice", "Wait", "Succeed"}:
        shape = _put(shape, state.get("ResultPath", "$"), _result(state, shape))
    found = inside(shape, state.get("OutputPath") or "$")
    return ANY if found is MISSING else found


def _result(state: dict[str, Any], shape: Shape) -> Shape:
    if "ResultSelector" in state:
        return template(state["ResultSelector"])
    if state["Type"] == "Pass":
        given = [state[field] for field in ("Result", "Parameters") if field in state]
        return template(given[0]) if given else shape
    return ANY


def template(value: Any) -> Shape:
    """The shape of a literal or a payload template; what deployment fills in is not known."""
    if isinstance(value, dict):
        return {key.removesuffix(".$"): ANY if key.endswith(".$") else template(v) for key, v in value.items()}
    return ANY if isinstance(value, str) and "${" in value else Constant(value)


def _put(shape: Shape, path: str | None, value: Shape) -> Shape:
    if path is None or (shape is ANY and path != "$"):
        return shape
    if path == "$":
        return value
    first, _, rest = path.removeprefix("$.").partition(".")
    fields = dict(shape) if isinstance(shape, dict) else {}
    fields[first] = _put(fields.get(first, {}), f"$.{rest}", value) if rest else value
    return fields


def _common(one: Shape, other: Shape) -> Shape:
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _common(one[key], other[key]) for key in one.keys() & other.keys()}
    if isinstance(one, dict) or isinstance(other, dict):
        return one if isinstance(one, dict) else other
    return one if one == other else ANY


def _paths_read(state: dict[str, Any]) -> Iterator[str]:
    read = json.dumps([state.get(field) for field in _READ_BY])
    yield from sorted(set(_PATHS.findall(_CONTEXT.sub("", read))))


def _has(shape: Shape, path: str) -> bool:
    return inside(shape, path) is not MISSING
