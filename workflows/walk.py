"""What a straight-through onboarding takes, read from the definitions: states, calls, the longest chain.

AWS charges a standard workflow for each state that is entered, those inside a Parallel and of children too, and for
each retry; starting an execution is free of charge by itself. Source: Step Functions' pricing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.asl import Definition
from workflows.slots import called_function, called_workflow

# The way that a good application takes where a Choice leads to several; any other Choice takes its default.
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
class Walked:
    """States that are entered, calls of each function, and how many calls wait for one another."""

    transitions: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    chain: int = 0

    def then(self, other: "Walked") -> "Walked":
        return Walked(self.transitions + other.transitions, self.calls + other.calls, self.chain + other.chain)

    def beside(self, other: "Walked") -> "Walked":
        return Walked(self.transitions + other.transitions, self.calls + other.calls, max(self.chain, other.chain))


def straight_through(definitions: Mapping[str, Definition], workflow: str = "kyc-onboarding") -> Walked:
    """What the straight way through ``workflow`` takes, its children included; nothing where there is none."""
    return _walk(definitions, definitions[workflow]) if workflow in definitions else Walked()


def _walk(definitions: Mapping[str, Definition], part: Definition) -> Walked:
    walked, name, states = Walked(), part["StartAt"], dict(part["States"])
    while state := states.pop(name, None):  # each once: a bank's own workflow may lead back by a default
        walked = walked.then(Walked(transitions=1)).then(_inside(definitions, state))
        following = STRAIGHT_THROUGH.get(name, "")
        name = following if following in part["States"] else state.get("Next") or state.get("Default")
    return walked


def _inside(definitions: Mapping[str, Definition], state: dict[str, Any]) -> Walked:
    if child := called_workflow(state):
        return straight_through(definitions, child)
    if function := called_function(state):
        return Walked(calls=Counter([function]), chain=1)
    walked = Walked()
    for branch in state.get("Branches", []):
        walked = walked.beside(_walk(definitions, branch))
    return walked
