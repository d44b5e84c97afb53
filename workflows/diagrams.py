"""The workflows as Mermaid flow charts, which GitHub and most wikis draw, made from the definitions."""

from collections.abc import Iterator
from itertools import count
from typing import Any

_SHAPES = {"Choice": ("{{", "}}"), "Wait": ("(", ")"), "Succeed": ("([", "])"), "Fail": ("([", "])")}
_BOX = ("[", "]")


def flow_chart(definition: dict[str, Any]) -> str:
    """The states with the ways between them; catches are dotted, a Parallel or Map is a box around what it runs."""
    return "\n".join(["flowchart TD", *_states(definition, count(1), "    ")]) + "\n"


def _states(definition: dict[str, Any], numbers: "count[int]", indent: str) -> Iterator[str]:
    ids = {name: f"s{next(numbers)}" for name in definition["States"]}
    for name, state in definition["States"].items():
        inner = [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]
        if inner:
            yield f'{indent}subgraph {ids[name]}["{name}"]'
            for branch in inner:
                yield from _states(branch, numbers, indent + "    ")
            yield f"{indent}end"
        else:
            opening, closing = _SHAPES.get(state["Type"], _BOX)
            yield f'{indent}{ids[name]}{opening}"{name}"{closing}'
    common = _common_catch(definition)
    if common:
        yield f'{indent}{ids[common]}any(["any step"]) -.->|error| {ids[common]}'
    for name, state in definition["States"].items():
        for arrow, following in dict.fromkeys([*_ways(state), *_catches(state, common)]):
            yield f"{indent}{ids[name]} {arrow} {ids[following]}"


def _common_catch(definition: dict[str, Any]) -> str | None:
    """The state to which every other step's errors lead, if there is one; drawn once, it does not hide the process."""
    steps = {
        name: state for name, state in definition["States"].items() if state["Type"] in ("Task", "Parallel", "Map")
    }
    for target in definition["States"]:
        others = [state for name, state in steps.items() if name != target]
        if len(others) > 1 and all(target in _caught(state) for state in others):
            return str(target)
    return None


def _caught(state: dict[str, Any]) -> set[str]:
    return {catch["Next"] for catch in state.get("Catch", []) if catch["ErrorEquals"] == ["States.ALL"]}


def _ways(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Next" in state:
        yield "-->", state["Next"]
    for choice in state.get("Choices", []):
        yield f"-->|{_condition(choice)}|", choice["Next"]
    if "Default" in state:
        yield "-->|otherwise|", state["Default"]


def _catches(state: dict[str, Any], common: str | None) -> Iterator[tuple[str, str]]:
    for catch in state.get("Catch", []):
        names = ", ".join(error.removeprefix("States.") for error in catch["ErrorEquals"])
        if catch["Next"] != common:
            yield f"-.->|{'error' if names == 'ALL' else names}|", catch["Next"]


def _condition(rule: dict[str, Any]) -> str:
    if "And" in rule:
        return " and ".join(_condition(part) for part in rule["And"])
    (operator,) = rule.keys() - {"Variable", "Next"}
    sign = {"NumericLessThan": "below "}.get(operator, "")
    value = rule[operator]
    name = rule["Variable"].rpartition(".")[2].replace("_", " ")
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} {sign}{value}" if sign else str(value)
