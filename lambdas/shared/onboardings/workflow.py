"""The workflow of a case as it ran: its execution, those that it ran, and what became of each of their states."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.onboardings import presentation
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.onboardings.visits import Visit, visits
from lambdas.shared.providers.address_bureau import CHECKED
from lambdas.shared.reviews.conditions import REQUESTED
from lambdas.shared.runtime import graphs
from lambdas.shared.runtime.aws import execution_of, is_missing_or_withheld
from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists.entries import KINDS

_RUNNING = "RUNNING"
_RUNS_CHILD, _WAITS = "states:startExecution.sync:2", ".waitForTaskToken"
_KEPT_BY = {CHECKED: "poll_address_check", REQUESTED: "request_review"}
_KEPT_BY |= {f"screen_{kind}": "screen_watchlists" for kind in KINDS}
"""The function, of steps that are not named like theirs."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """``states`` and ``s3``: clients; ``bucket``: the one that has the layouts; ``evidence``: the case's."""

    states: Any
    s3: Any
    bucket: str
    evidence: Sequence[KeptEvidence]

    def machines(self, execution: str, parent: str | None = None) -> Iterator[Shown]:
        """The execution of this ARN, then those that it ran; none that Step Functions has forgotten.

        Each has ``name``, ``workflow`` (the state machine's name), ``parent`` (the state that ran it), ``execution``
        (its status), ``definition``, ``layout`` (None where none is kept) and ``states``: each with ``name``,
        ``status``, ``tries``, ``entered_at``, ``left_at``, ``error`` and ``steps``, what it found. ``ways``: pairs of
        states of which one led to the other.
        """
        if (found := self._described(execution)) is None:
            return
        stays = self._stays(execution)
        ways = {(stay.after, stay.name): None for stay in stays if stay.after}
        yield found | {"parent": parent, "states": list(self._states(found, stays)), "ways": [*map(list, ways)]}
        states, known = dict(graphs.every(found["definition"])), set[str]()
        for stay in stays:
            child = self._child(states.get(stay.name, {}), stay)
            if child and child not in known:
                known.add(child)
                yield from self.machines(child, stay.name)

    def alone(self, execution: str) -> Iterator[Shown]:
        """The execution of this ARN with nothing of what it did, for whoever may not see that."""
        if found := self._described(execution):
            yield found | {"parent": None, "states": [], "ways": []}

    def _described(self, execution: str) -> Shown | None:
        try:
            status = self.states.describe_execution(executionArn=execution)["status"]
            machine = self.states.describe_state_machine_for_execution(executionArn=execution)
        except self.states.exceptions.ExecutionDoesNotExist:
            return None
        definition = own(machine["definition"])
        return {
            "name": execution.rpartition(":")[2],
            "workflow": machine["name"],
            "execution": status,
            "definition": definition,
            "layout": self._layout(definition),
        }

    def _layout(self, definition: graphs.Definition) -> Any:
        """As it was kept when the definition was deployed; None where that was before there were layouts."""
        try:
            found = self.s3.get_object(Bucket=self.bucket, Key=graphs.place(definition))
        except ClientError as error:
            if is_missing_or_withheld(error):
                return None
            raise
        return own(found["Body"].read())

    def _stays(self, execution: str) -> list[Visit]:
        pages = self.states.get_paginator("get_execution_history")
        asked = {"executionArn": execution, "includeExecutionData": True}
        return visits(event for page in pages.paginate(**asked) for event in page["events"])

    def _child(self, state: graphs.Definition, stay: Visit) -> str | None:
        """The execution that this stay ran. The local cloud tells only of one that ended: the others have evidence."""
        if stay.child or stay.left_at or not str(state.get("Resource")).endswith(_RUNS_CHILD):
            return stay.child
        machine = state["Parameters"]["StateMachineArn"]
        runs = {one.run.partition("#")[0]: None for one in self.evidence if one.at >= stay.entered_at}
        return next((arn for run in runs if self._is_there(arn := execution_of(machine, run))), None)

    def _is_there(self, execution: str) -> bool:
        try:
            self.states.describe_execution(executionArn=execution)
        except self.states.exceptions.ExecutionDoesNotExist:
            return False
        return True

    def _states(self, machine: Shown, stays: Sequence[Visit]) -> Iterator[Shown]:
        by_name: dict[str, list[Visit]] = {}
        for stay in stays:
            by_name.setdefault(stay.name, []).append(stay)
        definition = machine["definition"]
        mine = sorted((one for one in self.evidence if _is_of(one, machine["name"])), key=lambda one: one.at)
        for name, state in graphs.every(definition):
            kept = [one for one in mine if _wrote(state, one.step)]
            is_inner = name not in definition["States"]
            stayed = by_name.get(name) or ([Visit.of(kept, name)] if is_inner and kept else [])
            yield {
                "name": name,
                **_shown(state, stayed, is_running=machine["execution"] == _RUNNING),
                "steps": _found(kept, stayed),
            }


def _found(kept: Sequence[KeptEvidence], stays: Sequence[Visit]) -> list[Shown]:
    """What there was when the state was left last: one that did its step before gives the same answer again."""
    until = stays[-1].left_at if stays else ""
    there = {one.step: one for one in kept if until is None or one.at <= until}
    return [presentation.without_personal_data(presentation.step(one)) for one in there.values()]


def _shown(state: graphs.Definition, stays: Sequence[Visit], *, is_running: bool) -> Shown:
    """What became of a state in these stays, the last of which counts."""
    if not stays:
        return {"status": "not_taken", "tries": 0, "entered_at": None, "left_at": None, "error": None}
    last = stays[-1]
    if last.left_at is None:
        status = ("waiting" if _waits(state) else "running") if is_running else "failed"
    else:
        status = "failed" if last.error else "retried" if any(one.failures for one in stays) else "done"
    tries = sum(max(one.tries, 1) for one in stays)
    return {
        "status": status,
        "tries": tries,
        "entered_at": last.entered_at,
        "left_at": last.left_at,
        "error": last.error,
    }


def _waits(state: graphs.Definition) -> bool:
    return state["Type"] == "Wait" or str(state.get("Resource")).endswith(_WAITS)


def _is_of(one: KeptEvidence, execution: str) -> bool:
    """Whether the execution of this name made it; a review's run has more behind that."""
    run = one.run.partition("#")[0]
    return run == execution or (one.step == REQUESTED and run.startswith(f"{execution}-"))


def _wrote(state: graphs.Definition, step: str) -> bool:
    """Whether the function that this state calls keeps evidence of this name. A function's ARN ends in its name."""
    parameters = state.get("Parameters", {})
    if kind := parameters.get("Payload", {}).get("kind"):  # of executions from before one call searched every kind
        return step == f"screen_{kind}"
    function = str(parameters.get("FunctionName", "")).split(":")[-2:-1]
    called = function[0].replace("-", "_") if function else ""
    return called.endswith(f"_{_KEPT_BY.get(step, step)}")
