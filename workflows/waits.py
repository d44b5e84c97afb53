"""Waits for a person, as a definition has them: which function asks, and how long each stage lasts.

What a wait says of itself is in its call: ``stage`` and ``seconds`` go to the function that asks, which stores until
when it waits. Whoever watches a case reads it there, so that a bank's own wait needs no entry in any list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.asl import Definition
from workflows.slots import called_function

_CALLBACK = ".waitForTaskToken"


@dataclass(frozen=True)
class Wait:
    """A wait that begins at ``state``: ``function`` asks once a stage; ``stages``: each one's seconds by its name."""

    state: str
    function: str
    stages: Mapping[str, int]

    @property
    def seconds(self) -> int:
        return sum(self.stages.values())


def is_callback(state: Mapping[str, Any]) -> bool:
    """Whether this state waits until somebody answers with its task token."""
    return str(state.get("Resource", "")).endswith(_CALLBACK)


def waits(definition: Definition) -> Iterator[Wait]:
    """Every wait of this definition, those in the branches of a Parallel too."""
    states = definition["States"]
    asking = {name: state for name, state in states.items() if is_callback(state)}
    later = {_after_timeout(state) for state in asking.values()}
    for name in asking.keys() - later:
        stages, stage, seen = {}, name, set[str]()
        while stage in asking and stage not in seen:  # the last one may ask again for ever
            seen.add(stage)
            payload = asking[stage].get("Parameters", {}).get("Payload", {})
            stages[payload.get("stage", stage)] = asking[stage].get("TimeoutSeconds", 0)
            stage = _after_timeout(asking[stage])
        yield Wait(name, called_function(asking[name]) or "", stages)
    for state in states.values():
        for branch in state.get("Branches", []):
            yield from waits(branch)


def _after_timeout(state: Mapping[str, Any]) -> str:
    """The state to which a stage's time-out leads."""
    caught = (each for each in state.get("Catch", []) if each["ErrorEquals"] == ["States.Timeout"])
    return next((str(each["Next"]) for each in caught), "")
