"""The graph of a definition in the Amazon States Language: its states, and the ways that lead from one to another."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Definition = Mapping[str, Any]
LAYOUTS = "layouts/"
"""The folder of the artifacts bucket that has how definitions are drawn."""


class Way(NamedTuple):
    """``kind``: next, choice, default or catch. ``label``: when it is taken; "" for always, and of any error."""

    source: str
    target: str
    kind: str
    label: str


def parts(state: Definition) -> list[Definition]:
    """What a state runs inside itself: the branches of a Parallel, the processor of a Map."""
    inner = state.get("ItemProcessor") or state.get("Iterator")
    return [*state.get("Branches", []), *([inner] if inner else [])]


def ways(name: str, state: Definition) -> list[Way]:
    """The ways out of this state in the order in which they are looked at; two reasons for one are joined."""
    found: dict[tuple[str, str], list[str]] = {}
    for target, kind, label in _ways(state):
        labels = found.setdefault((target, kind), [])
        if label not in labels:
            labels.append(label)
    return [Way(name, target, kind, " or ".join(filter(None, labels))) for (target, kind), labels in found.items()]


def walked(definition: Definition) -> list[str]:
    """The names of the states of this level, as one meets them from the first on; no inner ones."""
    found: dict[str, None] = {}
    waiting = [definition["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += [way.target for way in reversed(ways(name, definition["States"][name]))]
    return list(found)


def every(definition: Definition) -> Iterator[tuple[str, Definition]]:
    """Every state that can be reached by its name, inner ones behind the one that runs them."""
    for name in walked(definition):
        state = definition["States"][name]
        yield name, state
        for part in parts(state):
            yield from every(part)


def digest(definition: Definition) -> str:
    """The same for definitions that are drawn the same, whatever they call and in whatever order their states stand."""
    return hashlib.sha256(json.dumps(_drawn(definition)).encode()).hexdigest()


def place(definition: Definition) -> str:
    """The key under which the artifacts bucket has the layout of this definition."""
    return f"{LAYOUTS}{digest(definition)}.json"


def _drawn(definition: Definition) -> list[Any]:
    states = definition["States"]
    return [
        [name, states[name]["Type"], ways(name, states[name]), [_drawn(part) for part in parts(states[name])]]
        for name in walked(definition)
    ]


def _ways(state: Definition) -> Iterator[tuple[str, str, str]]:
    if "Next" in state:
        yield state["Next"], "next", ""
    for rule in state.get("Choices", []):
        yield rule["Next"], "choice", _condition(rule)
    if "Default" in state:
        yield state["Default"], "default", "otherwise"
    for catch in state.get("Catch", []):
        names = [name.removeprefix("States.") for name in catch["ErrorEquals"]]
        yield catch["Next"], "catch", "" if names == ["ALL"] else ", ".join(names)


_SIGNS = {"NumericLessThan": "below "}
_JOINTS = {"And": " and ", "Or": " or "}


def _condition(rule: Definition) -> str:
    for operator, joint in _JOINTS.items():
        if operator in rule:
            return joint.join(_condition(part) for part in rule[operator])
    if "Not" in rule:
        return f"not {_condition(rule['Not'])}"
    operator = next(key for key in rule if key not in ("Variable", "Next", "Comment"))
    sign, value = _SIGNS.get(operator, ""), rule[operator]
    name = rule["Variable"].rpartition(".")[2].replace("_", " ")
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} {sign}{value}" if sign else str(value).replace("_", " ")
