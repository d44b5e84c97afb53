"""What the verification of a deployment says of what is there, missing, switched off or wrongly allowed."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from infrastructure import verification
from infrastructure.target import Target
from infrastructure.verification import CALLS, FAILED, PASSED, SKIPPED, Check, permissions
from tests.infrastructure.conftest import TARGETS, built_for

PRODUCTION = TARGETS["production"]
GOOD: dict[str, Any] = {
    "get_function_configuration": {"State": "Active"},
    "describe_state_machine_alias": {"routingConfiguration": [{"weight": 90}, {"weight": 10}]},
    "get_schedule": {"State": "ENABLED"},
    "describe_alarms": {"MetricAlarms": [{"ActionsEnabled": True}]},
}
KINDS = [
    "AWS::Lambda::Version",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::Scheduler::Schedule",
    "AWS::CloudWatch::Alarm",
]


class Aws:
    """Every client at once: what it answers by method; an exception is raised."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers

    def __getattr__(self, method: str) -> Any:
        def call(**asked: Any) -> Any:
            found = self.answers[method]
            found = found(**asked) if callable(found) else found
            if isinstance(found, Exception):
                raise found
            return found

        return call


def found(monkeypatch: pytest.MonkeyPatch, **answers: Any) -> dict[str, Check]:
    """The checks of a stack with one resource of each kind, by name."""
    there = [
        {"ResourceType": kind, "LogicalResourceId": f"R{number}", "PhysicalResourceId": f"r{number}"}
        for number, kind in enumerate(KINDS)
    ]
    monkeypatch.setattr(verification, "resources", lambda *_: there)
    monkeypatch.setattr(verification, "_health", lambda _target: iter(()))
    monkeypatch.setattr(verification, "permissions", lambda *_: Check("Permissions", SKIPPED, ""))
    monkeypatch.setattr(Target, "outputs", lambda _self: {"ApiUrl": "https://api.example"})
    monkeypatch.setattr(Target, "client", lambda _self, _service: Aws(GOOD | answers))
    return {one.name: one for one in verification.checks(PRODUCTION)}


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Call")


def test_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    results = {name: one.result for name, one in found(monkeypatch).items()}
    assert results == {
        **dict.fromkeys(["API", "Functions' versions", "Workflows' aliases", "Schedules", "Alarms"], PASSED),
        "Permissions": SKIPPED,
    }


@pytest.mark.parametrize(
    ("method", "answer", "name", "said"),
    [
        ("get_function_configuration", {"State": "Failed"}, "Functions' versions", "r0: is Failed"),
        ("get_function_configuration", error("ResourceNotFoundException"), "Functions' versions", "NotFound"),
        ("describe_state_machine_alias", {"routingConfiguration": []}, "Workflows' aliases", "r1: leads nowhere"),
        ("get_schedule", {"State": "DISABLED"}, "Schedules", "r2: is DISABLED"),
        ("describe_alarms", {"MetricAlarms": []}, "Alarms", "r3: is not there"),
        ("describe_alarms", {"MetricAlarms": [{"ActionsEnabled": False}]}, "Alarms", "r3: tells nobody"),
        ("describe_alarms", error("AccessDenied"), "Alarms", "AccessDenied"),
    ],
)
def test_what_is_not_as_it_must_be_fails(
    monkeypatch: pytest.MonkeyPatch, method: str, answer: Any, name: str, said: str
) -> None:
    checks = found(monkeypatch, **{method: answer})
    assert [one.name for one in checks.values() if one.result == FAILED] == [name]
    assert re.search(said, checks[name].said)


@pytest.mark.parametrize("answer", [404, 502])
def test_an_api_that_is_not_well_fails(monkeypatch: pytest.MonkeyPatch, answer: int) -> None:
    class Pool:
        def __init__(self, **_: Any) -> None: ...

        def request(self, _method: str, _address: str) -> Any:
            return type("Answer", (), {"status": answer})

    monkeypatch.setattr(urllib3, "PoolManager", Pool)
    monkeypatch.setattr(Target, "outputs", lambda _self: {"ApiUrl": "https://api.example"})
    assert list(verification._health(PRODUCTION)) == [f"https://api.example/health answered {answer}"]


THERE = [
    {"LogicalResourceId": name, "ResourceType": each["Type"], "PhysicalResourceId": f"kyc-{name}"}
    for name, each in built_for(PRODUCTION)["Resources"].items()
]


def simulated(monkeypatch: pytest.MonkeyPatch, answer: Any) -> Check:
    monkeypatch.setattr(Target, "outputs", lambda _self: {"DataKeyArn": "arn:aws:kms:eu-central-1:111122223333:key/1"})
    monkeypatch.setattr(Target, "client", lambda _self, _service: Aws({"simulate_principal_policy": answer}))
    return permissions(PRODUCTION, THERE)


def decided(allowed: bool) -> dict[str, Any]:
    return {"EvaluationResults": [{"EvalDecision": "allowed" if allowed else "implicitDeny"}]}


def test_permissions_are_what_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(*, PolicySourceArn: str, ActionNames: list[str], ResourceArns: list[str]) -> dict[str, Any]:  # noqa: N803
        asked.append((PolicySourceArn, *ActionNames, *ResourceArns))
        return decided(CALLS[len(asked) - 1].allowed)

    assert simulated(monkeypatch, answer).result == PASSED
    assert asked[0] == (
        "arn:aws:iam::111122223333:role/kyc-OpenAccountFunctionRole",
        "dynamodb:PutItem",
        "arn:aws:dynamodb:eu-central-1:111122223333:table/kyc-CustomersTable",
    )
    assert asked[3][2] == "arn:aws:s3:::kyc-SealsBucket/seals/day"


def test_a_call_that_is_allowed_and_must_not_be_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    check = simulated(monkeypatch, decided(allowed=True))
    assert check.result == FAILED
    assert len(check.said.split("; ")) == sum(not call.allowed for call in CALLS)


def test_who_may_not_simulate_is_told_that_nothing_was(monkeypatch: pytest.MonkeyPatch) -> None:
    check = simulated(monkeypatch, error("AccessDenied"))
    assert (check.result, "denied to who asks" in check.said) == (SKIPPED, True)
    assert simulated(monkeypatch, error("ServiceFailure")).result == FAILED


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.role} {call.action} {call.resource}")
def test_the_table_is_what_the_template_gives(call: verification.Call) -> None:
    """So that a permission that is given or taken on purpose is changed in both."""
    resources = built_for(PRODUCTION)["Resources"]
    places = [{"Fn::GetAtt": [call.resource, "Arn"]}, {"Fn::Sub": f"${{{call.resource}.Arn}}/seals/*"}]
    given = [
        statement
        for policy in resources[call.role]["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if call.action in statement["Action"] and statement["Resource"] in places and "Condition" not in statement
    ]
    assert bool(given) == call.allowed
