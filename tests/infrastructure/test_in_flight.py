"""Executions that began before a deployment: what their definitions call stays allowed, by the versions they had."""

import json
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any

import pytest

from infrastructure.layers import BASE
from infrastructure.machine_permissions import STILL_CALLED
from infrastructure.packaging import Packages
from infrastructure.project import KYC, LIBRARY
from infrastructure.template import template
from lambdas.shared.runtime.json_text import own
from tests.infrastructure.conftest import TARGETS, package, packages_for
from workflows import definitions
from workflows.slots import workflow_slot

Resources = dict[str, dict[str, Any]]
REVISIONS = 10
PRODUCTION = TARGETS["production"]


def revision(number: int) -> Resources:
    """The template in which every function has changed ``number`` times."""
    layer = package("layer")
    functions = {name: package(name, f"{number:064x}") for name in packages_for(PRODUCTION).functions}
    return dict(template(PRODUCTION, KYC, definitions(), Packages(functions, {BASE: layer}))["Resources"])


@pytest.fixture(scope="module")
def revisions() -> list[Resources]:
    return [revision(number) for number in range(REVISIONS)]


def called(resources: Resources, machine: str) -> Iterator[tuple[str, str]]:
    """What the machine's definition calls: the action, and the ARN of what it is done with."""
    for slot, value in resources[machine]["Properties"]["DefinitionSubstitutions"].items():
        if slot.endswith("Function"):
            yield "lambda:InvokeFunction", f"{slot}.Arn:{value['Ref']}"
        elif slot.endswith("StateMachine"):
            child = resources[slot]["Properties"]["StateMachineName"]
            yield "states:StartExecution", f"{child}:{value['Ref']}"


def allowed(resources: Resources, machine: str, action: str, arn: str) -> bool:
    policy = resources[f"{machine}Role"]["Properties"]["Policies"][0]["PolicyDocument"]
    resources_of = [each["Resource"] for each in policy["Statement"] if action in each["Action"]]
    patterns = [one for each in resources_of for one in (each if isinstance(each, list) else [each])]
    return any(fnmatchcase(arn, _end(one["Fn::Sub"])) for one in patterns)


def _end(pattern: str) -> str:
    """``kyc-identity:*`` or ``CheckDocumentFunction.Arn:*``."""
    machine = pattern.rpartition("stateMachine:")[2].replace("${AWS::StackName}", PRODUCTION.stack)
    return re.sub(r"[${}]", "", machine)


@pytest.mark.parametrize("machine", [workflow_slot(name) for name in definitions()])
def test_every_call_of_a_definition_is_allowed_by_every_later_role(revisions: list[Resources], machine: str) -> None:
    denied = [
        (earlier, later, action, arn)
        for earlier, before in enumerate(revisions)
        for later, after in enumerate(revisions[earlier:], earlier)
        for action, arn in called(before, machine)
        if not allowed(after, machine, action, arn)
    ]
    assert denied == []


def test_what_no_definition_calls_is_not_allowed(revisions: list[Resources]) -> None:
    assert not allowed(revisions[0], "KycRiskStateMachine", "lambda:InvokeFunction", "OpenAccountFunction.Arn:1")
    assert not allowed(revisions[0], "KycRiskStateMachine", "states:StartExecution", "kyc-account:1")


def committed(workflow: str) -> list[dict[str, Any]]:
    """The definition as it was in the last revisions that changed it; skips where there is no history."""
    file = f"definitions/{workflow}.asl.json"

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=LIBRARY, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip("there is no history of the definitions here")
        return done.stdout

    return [own(git("show", f"{one}:{file}")) for one in git("log", f"-{REVISIONS}", "--format=%h", "--", file).split()]


@pytest.mark.parametrize("workflow", definitions())
def test_what_the_last_definitions_called_is_allowed_still(revisions: list[Resources], workflow: str) -> None:
    """Where this fails, a call was dropped: its function goes into STILL_CALLED until no execution makes it."""
    now, machine = revisions[-1], workflow_slot(workflow)
    for definition in committed(workflow):
        text = json.dumps(definition)
        for slot in {*KYC_SLOTS} & {part.partition("}")[0] for part in text.split("${")[1:]}:
            assert allowed(now, machine, "lambda:InvokeFunction", f"{slot}.Arn:7"), slot


KYC_SLOTS = [function.slot for function in KYC.functions]


def test_nothing_is_still_called_that_the_definition_calls_anyway() -> None:
    assert {*STILL_CALLED} <= {*definitions()}


def live(resources: Resources, machine: str) -> Any:
    """The version by which executions start."""
    return resources[f"{machine}Alias"]["Properties"]["DeploymentPreference"]["StateMachineVersionArn"]


@pytest.mark.parametrize("strategy", ["canary", "linear"])
def test_a_part_moves_first_while_alarms_that_there_are_watch(strategy: str) -> None:
    project = KYC.with_settings(KYC.settings.with_strategy(strategy))
    resources = template(PRODUCTION, project, definitions(), packages_for(PRODUCTION))["Resources"]
    for name in definitions():
        preference = resources[f"{workflow_slot(name)}Alias"]["Properties"]["DeploymentPreference"]
        assert (preference["Type"], preference["Percentage"], preference["Interval"]) == (strategy.upper(), 10, 10)
        for alarm in preference["Alarms"]:
            watched = resources[alarm["Ref"]]
            assert watched["Type"] == "AWS::CloudWatch::Alarm"
            assert watched["Properties"]["Dimensions"][0]["Value"] == {"Ref": workflow_slot(name)}


def test_new_code_moves_parent_and_child_to_new_versions_together(revisions: list[Resources]) -> None:
    for before, after in pairwise(revisions):
        for name in ("Onboarding", "Identity", "Account"):
            machine = f"Kyc{name}StateMachine"
            assert live(before, machine) != live(after, machine)
        parent = after["KycOnboardingStateMachine"]["Properties"]["DefinitionSubstitutions"]
        assert parent["KycIdentityStateMachine"] == live(after, "KycIdentityStateMachine")


def test_nothing_new_means_no_new_version() -> None:
    first, second = revision(1), revision(1)
    assert {*first} == {*second}
