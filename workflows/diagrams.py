"""The workflows as Mermaid flow charts, which GitHub and most wikis draw, made from the definitions."""

from collections.abc import Iterator
from itertools import count
from typing import Any

_SHAPES = {"Choice": ("{{", "}}"), "Wait": ("(", ")"), "Succeed": ("([", "])"), "Fail": ("([", "])")}
_BOX = ("[", "]")


def flow_chart(definition: dict[str, Any]) -> str:
    """The states with the ways between them; catches are dotted, a Parallel is a box around its branches."""
    numbers = count(1)
    return "\n".join(["flowchart TD", *_states(definition, numbers, "    ", {})]) + "\n"


def _states(definition: dict[str, Any], numbers: "count[int]", indent: str, ids: dict[str, str]) -> Iterator[str]:
    ids = {name: f"s{next(numbers)}" for name in definition["States"]}
    for name, state in definition["States"].items():
        if "Branches" in state:
            yield f'{indent}subgraph {ids[name]}["{name}"]'
            for branch in state["Branches"]:
                yield from _states(branch, numbers, indent + "    ", {})
            yield f"{indent}end"
        else:
            opening, closing = _SHAPES.get(state["Type"], _BOX)
            yield f'{indent}{ids[name]}{opening}"{name}"{closing}'
    for name, state in definition["States"].items():
        for arrow, following in dict.fromkeys(_ways(state)):
            yield f"{indent}{ids[name]} {arrow} {ids[following]}"


def _ways(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "Next" in state:
        yield "-->", state["Next"]
    for choice in state.get("Choices", []):
        yield f"-->|{_condition(choice)}|", choice["Next"]
    if "Default" in state:
        yield "-->|otherwise|", state["Default"]
    for catch in state.get("Catch", []):
        # Every step leads to the record of its failure; drawing that hides the process.
        if catch["ErrorEquals"] != ["States.ALL"]:
            yield (
                f"-.->|{', '.join(error.removeprefix('States.') for error in catch['ErrorEquals'])}|",
                catch["Next"],
            )


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
