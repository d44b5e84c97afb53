"""What Step Functions' validator says is shown, and with an error nothing is deployed."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from infrastructure import deployment, readiness, stacks, validator
from infrastructure.errors import DeploymentError
from infrastructure.project import KYC
from infrastructure.target import Target
from infrastructure.terminal import Terminal
from tests.infrastructure.conftest import TARGETS
from workflows import definitions

TEST = TARGETS["test"]
ERROR = {"severity": "ERROR", "code": "MISSING_TRANSITION_TARGET", "message": "No such state", "location": "/StartAt"}
WARNING = {"severity": "WARNING", "code": "NO_PATH", "message": "The path may be missing"}


@pytest.fixture
def states() -> Iterator[Stubber]:
    client = boto3.client(
        "stepfunctions", region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def answers(states: Stubber, *found: dict[str, str], machine: str = "kyc-identity") -> None:
    """The validator finds this in one of the machines and nothing in the others."""
    asked = {"definition": ANY, "type": "STANDARD", "severity": "WARNING", "maxResults": 100}
    for name in definitions():
        said = [*found] if name == machine else []
        result = "FAIL" if ERROR in said else "OK"
        states.add_response("validate_state_machine_definition", {"result": result, "diagnostics": said}, asked)


def deploying(states: Stubber, monkeypatch: pytest.MonkeyPatch, what: Any) -> Any:
    """Plan or deploy with the validator alone: a call of any other service is a fault."""
    monkeypatch.setattr(Target, "client", lambda _, service: {"stepfunctions": states.client}[service])
    for module, name in ((deployment, "of_one_stage"), (stacks, "of_one_stage")):
        monkeypatch.setattr(module, name, lambda _: None)
    monkeypatch.setattr(readiness, "problems", lambda *_: [])
    prepared = SimpleNamespace(changes=[], differences=[])
    monkeypatch.setattr(deployment, "_package", lambda *_: None)
    monkeypatch.setattr(deployment, "_prepare", lambda *_: prepared)
    monkeypatch.setattr(deployment, "_discard", lambda *_: None)
    return what(KYC, TEST, Terminal(as_json=False, yes=True))


def test_findings_come_by_machine_and_severity(states: Stubber) -> None:
    answers(states, WARNING, ERROR)
    found = validator.findings(states.client, definitions())
    assert [str(one) for one in found] == [
        "kyc-identity: ERROR MISSING_TRANSITION_TARGET at /StartAt: No such state",
        "kyc-identity: WARNING NO_PATH at the whole: The path may be missing",
    ]


def test_it_is_asked_about_whole_definitions_with_arns_in_their_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def validate(**given: Any) -> dict[str, Any]:
        asked.append(given["definition"])
        return {"result": "OK", "diagnostics": []}

    meta = SimpleNamespace(region_name="cn-north-1", partition="aws-cn")
    assert (
        validator.findings(SimpleNamespace(meta=meta, validate_state_machine_definition=validate), definitions()) == []
    )
    assert len(asked) == len(definitions())
    assert not [one for one in asked if "${" in one]
    named = {arn for one in asked for arn in re.findall(r"arn:[^\"]*", one)}
    assert all(arn.startswith("arn:aws-cn:") for arn in named)
    assert "arn:aws-cn:lambda:cn-north-1:000000000000:function:check-document:1" in named
    assert "arn:aws-cn:states:cn-north-1:000000000000:stateMachine:stack-identity:1" in named


def test_a_plan_prints_what_it_finds_and_says_that_errors_refuse(
    states: Stubber, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(states, WARNING, ERROR)
    report = deploying(states, monkeypatch, deployment.plan)
    said = capsys.readouterr().out
    assert "Step Functions says: kyc-identity: WARNING NO_PATH" in said
    assert "Deploying will be refused: kyc-identity: ERROR MISSING_TRANSITION_TARGET" in said
    assert "Deploying will be refused: kyc-identity: WARNING" not in said
    assert [one["severity"] for one in report["validator"]] == ["ERROR", "WARNING"]


def test_an_error_refuses_the_deployment(states: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(states, WARNING, ERROR)
    with pytest.raises(DeploymentError, match="would refuse these definitions:\n  kyc-identity: ERROR") as refused:
        deploying(states, monkeypatch, deployment.deploy)
    assert "WARNING" not in str(refused.value)
