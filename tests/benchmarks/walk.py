"""What a straight-through onboarding costs, read from the definitions: transitions, calls, the longest chain."""

from dataclasses import dataclass
from typing import Any

from workflows.slots import called_workflow

# The way that a good application takes where a Choice leads to several.
STRAIGHT_THROUGH = {
    "Application valid?": "Verify identity",
    "Identity verified?": "Assess risk",
    "Who decides?": "Settle decision",
    "Settle decision: settled?": "Open account",
    "Account opened?": "Onboard",
    "Answered: address bureau?": "Address checked",
    "Answered: activation?": "Activate account",
}


@dataclass(frozen=True)
class Cost:
    """State transitions as AWS counts them, calls of functions, and how many of these wait for one another."""

    transitions: int = 0
    calls: int = 0
    chain: int = 0

    def then(self, other: "Cost") -> "Cost":
        return Cost(self.transitions + other.transitions, self.calls + other.calls, self.chain + other.chain)

    def beside(self, other: "Cost") -> "Cost":
        return Cost(self.transitions + other.transitions, self.calls + other.calls, max(self.chain, other.chain))


def straight_through(definitions: dict[str, dict[str, Any]], workflow: str = "kyc-onboarding") -> Cost:
    """The cost of the straight way through ``workflow``, its children included."""
    return _walk(definitions, definitions[workflow])


def _walk(definitions: dict[str, dict[str, Any]], part: dict[str, Any]) -> Cost:
    cost, name = Cost(transitions=1), part["StartAt"]  # starting counts as a transition
    while name:
        state = part["States"][name]
        cost = cost.then(_state(definitions, state)).then(Cost(transitions=1))
        name = STRAIGHT_THROUGH.get(name) or state.get("Next")
    return cost


def _state(definitions: dict[str, dict[str, Any]], state: dict[str, Any]) -> Cost:
    if child := called_workflow(state):
        return straight_through(definitions, child)
    beside = Cost()
    for branch in state.get("Branches", []):
        beside = beside.beside(_walk(definitions, branch))
    return (
        beside
        if "Branches" in state
        else Cost(calls=(calls := int("lambda:invoke" in str(state.get("Resource")))), chain=calls)
    )
