"""Is every path that a state reads produced by every way that leads to it?

AWS fails an execution at a path that is not there; the local cloud reads null. So this is checked on the definition:
a shape (a dict of known fields, or ``ANY`` where the fields are not known) is followed through the states, and where
two ways meet, what both have remains.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

ANY = None  # any value with any fields
MISSING = object()
Shape = dict[str, Any] | None

_PATHS = re.compile(r"(?<![\w$])\$(?:\.\w+|\[\d+\])+")
_CAUGHT: Shape = {"Error": ANY, "Cause": ANY}
_READ_BY = ("InputPath", "Parameters", "SecondsPath", "ErrorPath", "CausePath", "Choices", "OutputPath")
_CONTEXT = re.compile(r"\$\$[\w.]*")


def problems(definition: dict[str, Any], start: Shape) -> list[str]:
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
    return found


def _arriving(definition: dict[str, Any], start: Shape) -> dict[str, Shape]:
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
    if state["Type"] in {"Choice", "Wait"}:
        return shape
    if "ResultSelector" in state:
        result: Shape = _written(state["ResultSelector"])
    elif state["Type"] == "Pass":
        result = _written(state.get("Result", state.get("Parameters"))) if len(state) > 1 else shape
    else:
        result = ANY
    return _put(shape, state.get("ResultPath", "$"), result)


def _written(value: Any) -> Shape:
    """The shape of a literal or a payload template."""
    if isinstance(value, dict):
        return {key.removesuffix(".$"): ANY if key.endswith(".$") else _written(v) for key, v in value.items()}
    return ANY


def _put(shape: Shape, path: str | None, value: Shape) -> Shape:
    if path is None:
        return shape
    if path == "$":
        return value
    first, _, rest = path.removeprefix("$.").partition(".")
    fields = dict(shape or {})
    inner = fields.get(first)
    fields[first] = _put(inner if isinstance(inner, dict) else {}, f"$.{rest}", value) if rest else value
    return fields


def _common(one: Shape, other: Shape) -> Shape:
    if one is ANY or other is ANY:
        return other if one is ANY else one
    return {key: _common(one[key], other[key]) for key in one.keys() & other.keys()}


def _paths_read(state: dict[str, Any]) -> Iterator[str]:
    read = json.dumps([state.get(field) for field in _READ_BY])
    yield from sorted(set(_PATHS.findall(_CONTEXT.sub("", read))))


def _has(shape: Shape, path: str) -> bool:
    return _select(shape, path) is not MISSING


def _select(shape: Shape, path: str) -> Any:
    for field in re.findall(r"\w+", path):
        if shape is ANY:
            return ANY
        if field not in shape:
            return MISSING
        shape = shape[field]
    return shape
