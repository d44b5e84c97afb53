"""What became of each state of an execution, by its history and by what its steps found."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.onboardings.workflow import Workflow
from lambdas.shared.runtime import graphs

CHECK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}
MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:kyc-"
EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:kyc-"


def calls(function: str) -> dict[str, Any]:
    arn = f"arn:aws:lambda:eu-central-1:123456789012:function:kyc-{function}:7"
    return {"Parameters": {"FunctionName": arn, "Payload": {}}}


def branch(name: str, state: Mapping[str, Any]) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: state}}


PARENT = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Parallel",
            "Branches": [
                branch("Faces", CHECK | calls("compare-faces")),
                branch("Lists", CHECK | calls("screen-watchlists")),
                branch("Address", CHECK | calls("poll-address-check")),
            ],
            "Next": "Identify",
        },
        "Identify": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": f"{MACHINE}identity:4"},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Ask"}],
            "Next": "Onboard",
        },
        "Ask": CHECK | {"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken"} | calls("request-review"),
        "Onboard": CHECK,
    },
}
CHILD = branch("Decide", CHECK | calls("decide-identity"))


class States:
    """Step Functions with these executions: status, definition and events by name."""

    exceptions = SimpleNamespace(ExecutionDoesNotExist=KeyError)

    def __init__(self, **executions: tuple[str, Mapping[str, Any], list[dict[str, Any]]]) -> None:
        self.executions = {f"{EXECUTION}{name.replace('_', ':')}": one for name, one in executions.items()}

    def describe_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        return {"status": self.executions[executionArn][0]}

    def describe_state_machine_for_execution(self, executionArn: str) -> dict[str, Any]:  # noqa: N803
        name = executionArn.split(":")[6]
        return {"name": name, "definition": json.dumps(self.executions[executionArn][1])}

    def get_paginator(self, _operation: str) -> Any:
        def pages(executionArn: str, **_: bool) -> Iterator[dict[str, Any]]:  # noqa: N803
            yield {"events": self.executions[executionArn][2]}

        return SimpleNamespace(paginate=pages)


class S3:
    def __init__(self, **kept: Any) -> None:
        self.kept = kept

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        if Key not in self.kept:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject")
        return {"Body": SimpleNamespace(read=lambda: json.dumps(self.kept[Key]))}


def at(second: int) -> datetime:
    return datetime(2026, 11, 26, tzinfo=UTC) + timedelta(seconds=second)


def history(*events: tuple[str, str, int | None, dict[str, Any]]) -> list[dict[str, Any]]:
    """Events by type, the state's name or "", the event before (None: as the local cloud), and details."""
    found = []
    for number, (kind, name, before, details) in enumerate(events, start=1):
        event: dict[str, Any] = {"id": number, "type": kind, "timestamp": at(number), "taskEventDetails": details}
        if before is not None:
            event["previousEventId"] = before
        if "StateEntered" in kind:
            event["stateEnteredEventDetails"] = {"name": name}
        elif "StateExited" in kind:
            event["stateExitedEventDetails"] = {"name": name}
        found.append(event)
    return found


def evidence(step: str, run: str, second: int = 30) -> KeptEvidence:
    when = at(second).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return KeptEvidence(step, run, when, when, {"verdict": "pass"}, [], {"secret": "personal"}, {})


def ran(states: States, *kept: KeptEvidence, s3: S3 | None = None) -> list[dict[str, Any]]:
    return list(Workflow(states, s3 or S3(), "artifacts", kept).machines(f"{EXECUTION}onboarding:one"))


def statuses(machine: Mapping[str, Any]) -> dict[str, str]:
    return {state["name"]: state["status"] for state in machine["states"]}


def test_tries_and_errors_belong_to_their_branch_on_aws() -> None:
    events = history(
        ("ExecutionStarted", "", 0, {}),
        ("ParallelStateEntered", "Check", 1, {}),
        ("TaskStateEntered", "Faces", 2, {}),
        ("TaskScheduled", "", 3, {}),
        ("TaskStateEntered", "Lists", 2, {}),
        ("TaskScheduled", "", 5, {}),
        ("TaskFailed", "", 4, {"error": "Throttled"}),
        ("TaskScheduled", "", 7, {}),
        ("TaskTimedOut", "", 6, {"error": "States.Timeout"}),
        ("TaskSucceeded", "", 8, {}),
        ("TaskStateExited", "Faces", 10, {}),
    )
    [machine] = ran(States(onboarding_one=("RUNNING", PARENT, events)))
    found = {state["name"]: state for state in machine["states"]}
    assert statuses(machine) == {
        "Check": "running",
        "Faces": "retried",
        "Lists": "running",
        "Address": "not_taken",
        "Identify": "not_taken",
        "Onboard": "not_taken",
        "Ask": "not_taken",
    }
    assert (found["Faces"]["tries"], found["Faces"]["error"]) == (2, None)
    assert (found["Lists"]["tries"], found["Lists"]["error"]) == (1, "States.Timeout")
    assert machine["ways"] == [["Check", "Faces"], ["Check", "Lists"]]
    assert (found["Check"]["tries"], found["Check"]["entered_at"]) == (1, "2026-11-26T00:00:02.000Z")


def local(*more: tuple[str, str, int | None, dict[str, Any]]) -> list[dict[str, Any]]:
    return history(
        ("ParallelStateEntered", "Check", None, {}),
        ("TaskScheduled", "", None, {}),
        ("TaskFailed", "", None, {"error": "Throttled"}),
        ("ParallelStateExited", "Check", None, {}),
        ("TaskStateEntered", "Identify", None, {}),
        ("TaskScheduled", "", None, {}),
        *more,
    )


def test_what_is_inside_a_parallel_is_known_locally_by_what_it_found() -> None:
    kept = [evidence("compare_faces", "one#001"), evidence("screen_sanctions", "one"), evidence("check_address", "one")]
    other = evidence("screen_pep", "one", 31), evidence("compare_faces", "another#001")
    [machine] = ran(States(onboarding_one=("FAILED", PARENT, local())), *kept, *other)
    found = {state["name"]: state for state in machine["states"]}
    assert [statuses(machine)[name] for name in ("Check", "Faces", "Lists", "Address")] == ["done"] * 4
    assert statuses(machine)["Identify"] == "failed"
    assert [one["step"] for one in found["Lists"]["steps"]] == ["screen_sanctions", "screen_pep"]
    assert (found["Lists"]["tries"], found["Lists"]["left_at"]) == (1, "2026-11-26T00:00:31.000Z")
    assert "personal" not in str(machine)


def test_of_a_definition_with_a_state_for_each_kind_of_list_each_has_its_own() -> None:
    """Executions from before one call searched every kind are looked at for years."""

    def screens(kind: str) -> dict[str, Any]:
        called = calls("screen-watchlists")["Parameters"]
        return CHECK | {"Parameters": {**called, "Payload": {"kind": kind}}}

    branches = [branch(kind, screens(kind)) for kind in ("sanctions", "pep")]
    before = {"StartAt": "Check", "States": {"Check": {"Type": "Parallel", "Branches": branches, "End": True}}}
    events = history(("ParallelStateEntered", "Check", 0, {}), ("ParallelStateExited", "Check", 1, {}))
    kept = [evidence(f"screen_{kind}", "one") for kind in ("sanctions", "pep")]
    [machine] = ran(States(onboarding_one=("SUCCEEDED", before, events)), *kept)
    steps = {state["name"]: [one["step"] for one in state["steps"]] for state in machine["states"]}
    assert (steps["sanctions"], steps["pep"]) == (["screen_sanctions"], ["screen_pep"])


def test_a_state_that_was_not_entered_has_nothing_of_another_with_the_same_function() -> None:
    asked = PARENT["States"]["Ask"]  # type: ignore[index]
    twice = {"StartAt": "Ask", "States": {"Ask": asked | {"Next": "Ask again"}, "Ask again": asked}}
    events = history(("TaskStateEntered", "Ask", 0, {}), ("TaskStateExited", "Ask", 1, {}))
    kept = [evidence("review_requested", "one-review-001#a", 2), evidence("review_requested", "one-review-002#a", 9)]
    [machine] = ran(States(onboarding_one=("FAILED", twice, events)), *kept)
    assert statuses(machine) == {"Ask": "done", "Ask again": "not_taken"}
    assert [[one["run"] for one in state["steps"]] for state in machine["states"]] == [["one-review-001#a"], []]


def test_an_error_that_leads_on_is_shown_and_a_person_is_waited_for() -> None:
    events = local(
        ("TaskFailed", "", None, {"error": "Broken", "cause": f'{{\\"ExecutionArn\\": \\"{EXECUTION}identity:c\\"}}'}),
        ("TaskStateEntered", "Ask", None, {}),
        ("TaskScheduled", "", None, {}),
    )
    states = States(onboarding_one=("RUNNING", PARENT, events), identity_c=("FAILED", CHILD, []))
    machine, child = ran(states, evidence("review_requested", "one-review-001#a"))
    found = {state["name"]: state for state in machine["states"]}
    assert (found["Identify"]["status"], found["Identify"]["error"]) == ("failed", "Broken")
    assert (found["Ask"]["status"], found["Ask"]["steps"][0]["step"]) == ("waiting", "review_requested")
    assert (child["workflow"], child["parent"], statuses(child)) == (
        "kyc-identity",
        "Identify",
        {"Decide": "not_taken"},
    )


@pytest.mark.parametrize("output", ["", f'{{"ExecutionArn": "{EXECUTION}identity:c"}}'])
def test_a_child_that_runs_is_found_by_its_arn_or_by_what_it_found(output: str) -> None:
    events, begun = (
        local(("TaskSubmitted", "", None, {"output": output})),
        history(("TaskStateEntered", "Decide", 0, {})),
    )
    states = States(onboarding_one=("RUNNING", PARENT, events), identity_c=("RUNNING", CHILD, begun))
    _, child = ran(states, evidence("decide_identity", "c#001"), evidence("compare_faces", "unknown#001"))
    assert (child["name"], statuses(child)) == ("c", {"Decide": "running"})


def test_a_layout_is_found_by_the_graph_and_missed_without_harm() -> None:
    states = States(onboarding_one=("RUNNING", PARENT, []))
    [machine] = ran(states, s3=S3(**{graphs.place(PARENT): {"nodes": []}}))
    assert machine["layout"] == {"nodes": []}
    assert ran(states)[0]["layout"] is None


def test_what_step_functions_has_forgotten_is_left_out() -> None:
    assert ran(States()) == []
