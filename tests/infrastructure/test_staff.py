"""Who may start what, over every policy of the template; and what people may do in the account."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from infrastructure.permissions import ANY_RESOURCE
from infrastructure.queues import QUEUES
from infrastructure.staff import TABLES

Resources = dict[str, dict[str, Any]]
Statements = list[dict[str, Any]]
_LARGEST_POLICY = 6144
"""Characters of a managed policy that IAM takes, white space apart."""


def documents(resources: Resources) -> Iterator[tuple[str, Statements]]:
    """The statements of each policy in the template that is a principal's, by the resource that has it."""
    for name, each in resources.items():
        properties = each["Properties"]
        for policy in [*properties.get("Policies", []), *([properties] if "Policy" in each["Type"] else [])]:
            if "IAM" in each["Type"]:
                yield name, policy["PolicyDocument"]["Statement"]


def listed(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [one]


def resolved(resource: Any, resources: Resources) -> str:
    """The ARN's end, with this stack's names, or ``*``."""
    match resource:
        case {"Ref": name} if name.endswith("StateMachineAlias"):
            return resolved({"Ref": name.removesuffix("Alias")}, resources) + ":live"
        case {"Ref": name} if resources.get(name, {}).get("Type") == "AWS::StepFunctions::StateMachine":
            machine = resources[name]["Properties"]["StateMachineName"]
            return f"stateMachine:{machine}".replace("${AWS::StackName}", "kyc")
        case {"Fn::Sub": text}:
            return str(text).replace("${AWS::StackName}", "kyc").rpartition("AccountId}:")[2]
        case {"Fn::GetAtt": [name, _]} | {"Ref": name}:
            return str(name)
    return str(resource)


def may(resources: Resources, action: str, on: str) -> set[str]:
    """Who is allowed to do this there, whatever else is denied."""
    return {
        name
        for name, statements in documents(resources)
        for each in statements
        if each["Effect"] == "Allow" and matches(each, action, on, resources)
    }


def matches(statement: dict[str, Any], action: str, on: str, resources: Resources) -> bool:
    actions = any(fnmatchcase(action, one) for one in listed(statement["Action"]))
    return actions and any(fnmatchcase(on, resolved(one, resources)) for one in listed(statement["Resource"]))


def denies(resources: Resources, policy: str, action: str, on: str) -> bool:
    statements = dict(documents(resources))[policy]
    return any(each["Effect"] == "Deny" and matches(each, action, on, resources) for each in statements)


STARTS = {
    # Only the workflow of the onboarding opens an account, once its decision is settled.
    "account": {"KycOnboardingStateMachineRole"},
    "identity": {"KycOnboardingStateMachineRole"},
    "risk": {"KycOnboardingStateMachineRole"},
    # The watchdog starts what a process that died has left, under the same name.
    "onboarding": {"AnswerRequestFunctionRole", "WatchOnboardingsFunctionRole", "OperatorCasesPolicy"},
    # Whoever finds a customer on a list; and the API and operators, where two restart one that failed.
    "monitoring-alert": {
        "AnswerRequestFunctionRole",
        "OperatorCasesPolicy",
        "ChangeCustomerFunctionRole",
        "ScreenCustomersFunctionRole",
        "WatchOnboardingsFunctionRole",
    },
    "monitoring": {
        "AnswerRequestFunctionRole",
        "KycMonitoringStateMachineScheduleRole",
        "RefreshWatchlistsFunctionRole",
        "OperatorSystemsPolicy",
    },
}
BY_ITSELF = {
    "monitoring": {"KycMonitoringStateMachineRole"},  # its distributed Map runs as executions of itself
    **{one: STARTS[one] for one in ("account", "identity", "risk")},  # by definitions from before there were versions
}


@pytest.mark.parametrize("machine", STARTS)
def test_who_may_start_an_execution_on_aws(resources: Resources, machine: str) -> None:
    if any(each["Type"].endswith("StateMachineAlias") for each in resources.values()):
        assert may(resources, "states:StartExecution", f"stateMachine:kyc-{machine}:live") == STARTS[machine]
        by_name = may(resources, "states:StartExecution", f"stateMachine:kyc-{machine}")
        assert by_name == BY_ITSELF.get(machine, set())


def test_every_machine_is_in_the_table(resources: Resources) -> None:
    machines = [each for each in resources.values() if each["Type"] == "AWS::StepFunctions::StateMachine"]
    names = {each["Properties"]["StateMachineName"].removeprefix("kyc-") for each in machines}
    assert names == {*STARTS}


WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete")


POLICIES = ("ConsolePolicy", "OperatorCasesPolicy", "OperatorSystemsPolicy")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("end", ["", ":1", ":live"])
def test_nobody_among_the_staff_starts_an_account_whatever_else_they_are_given(
    resources: Resources, policy: str, end: str
) -> None:
    assert denies(resources, policy, "states:StartExecution", f"stateMachine:kyc-account{end}")


def test_the_console_s_policy_reads_executions_and_nothing_else(resources: Resources) -> None:
    statements = dict(documents(resources))["ConsolePolicy"]
    allowed = {one for each in statements if each["Effect"] == "Allow" for one in listed(each["Action"])}
    assert all(re.fullmatch(r"states:(Describe|List|Get)\w+|kms:Decrypt", one) for one in allowed)
    assert not any(one == "*" for each in statements for one in listed(each["Resource"]))
    for machine in STARTS:
        assert denies(resources, "ConsolePolicy", "states:StartExecution", f"stateMachine:kyc-{machine}")
    for table in TABLES:
        assert all(denies(resources, "ConsolePolicy", f"dynamodb:{one}", table) for one in WRITES)


def test_the_tables_that_are_denied_are_all_there_are(resources: Resources) -> None:
    tables = {name for name, each in resources.items() if each["Type"] == "AWS::DynamoDB::Table"}
    assert tables == {*TABLES}


def test_an_operator_vouches_for_what_is_new_and_changes_nothing(resources: Resources) -> None:
    assert "OperatorCasesPolicy" in may(resources, "dynamodb:PutItem", "DecisionsTable")
    assert not denies(resources, "OperatorCasesPolicy", "dynamodb:PutItem", "DecisionsTable")
    for action in (one for one in WRITES if one != "PutItem"):
        assert denies(resources, "OperatorCasesPolicy", f"dynamodb:{action}", "DecisionsTable")
        assert may(resources, f"dynamodb:{action}", "DecisionsTable") == set()


def test_nobody_else_vouches(resources: Resources) -> None:
    assert may(resources, "dynamodb:PutItem", "DecisionsTable") == {"AnswerRequestFunctionRole", "OperatorCasesPolicy"}


def test_only_listed_actions_have_any_resource(resources: Resources) -> None:
    for name, statements in documents(resources):
        for each in statements:
            assert "*" not in listed(each["Resource"]) or {*listed(each["Action"])} <= {*ANY_RESOURCE}, name


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_one_that_iam_takes(resources: Resources, policy: str) -> None:
    known = {"AWS::Partition": "aws", "AWS::Region": "ap-southeast-2", "AWS::AccountId": "1" * 12}
    known |= {"AWS::StackName": "a-longer-name", "AWS::URLSuffix": "amazonaws.com"}

    def filled(one: Any) -> Any:
        match one:
            case {"Fn::Sub": text}:
                return re.sub(r"\$\{([\w:.]+)\}", lambda found: known.get(found[1], "x" * 90), text)
            case {"Fn::GetAtt": _} | {"Ref": _}:
                return "x" * 110
            case dict():
                return {name: filled(value) for name, value in one.items()}
            case list():
                return [filled(value) for value in one]
        return one

    document = resources[policy]["Properties"]["PolicyDocument"]
    assert len(json.dumps(filled(document), separators=(",", ":"))) <= _LARGEST_POLICY


@pytest.mark.parametrize("action", ["SendMessage", "ReceiveMessage", "DeleteMessage", "StartMessageMoveTask"])
def test_nobody_among_the_staff_reaches_messages(resources: Resources, action: str) -> None:
    for queue in QUEUES:
        for one in (queue.name, queue.dead_letters):
            assert not may(resources, f"sqs:{action}", one) & {*POLICIES}
            for policy in ("ConsolePolicy", "OperatorSystemsPolicy"):
                assert denies(resources, policy, f"sqs:{action}", one)
