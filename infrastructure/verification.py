"""Whether what was deployed is there and works: one ``Check`` for each kind of thing. Nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import urllib3
from botocore.exceptions import ClientError

from infrastructure.errors import DENIED, DeploymentError
from infrastructure.stacks import resources
from infrastructure.target import Target

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
_LIMITS = urllib3.Timeout(connect=5, read=40)
_AGAIN = urllib3.Retry(3, redirect=0, status_forcelist=(429, 502, 503, 504), backoff_factor=1)
_OK = 200


@dataclass(frozen=True)
class Check:
    """``result``: passed, failed, or skipped, which says nothing of what was to be checked."""

    name: str
    result: str
    said: str


Kept = Sequence[Mapping[str, Any]]
"""The stack's resources as CloudFormation lists them."""


def checks(target: Target) -> Iterator[Check]:
    """Of the API, and of each function, alias, schedule and alarm of the stack; on AWS of its permissions too."""
    with target.explained():
        there = resources(target, target.stack)
    yield checked("API", partial(_health, target), f"{target.outputs()['ApiUrl']}/health answers")
    for name, kind, look in LOOKS:
        ids = [each["PhysicalResourceId"] for each in there if each["ResourceType"] == kind]
        if ids:
            yield checked(name, partial(_each, target, look, ids), f"all {len(ids)} are there and ready")
    if not target.local:
        yield permissions(target, there)


def checked(name: str, problems: Callable[[], Iterable[str]], said: str) -> Check:
    """The check that passes, with what is ``said`` then, where there are no problems."""
    try:
        found = list(problems())
    except DeploymentError as error:
        found = [str(error).replace("\n", " ")]
    return Check(name, FAILED, "; ".join(found)) if found else Check(name, PASSED, said)


def _health(target: Target) -> Iterator[str]:
    address = f"{target.outputs()['ApiUrl']}/health"
    try:
        status = urllib3.PoolManager(timeout=_LIMITS, retries=_AGAIN).request("GET", address).status
    except urllib3.exceptions.HTTPError as error:
        yield f"{address} did not answer ({type(error).__name__})"
    else:
        if status != _OK:
            yield f"{address} answered {status}"


Look = Callable[[Target, str], str | None]
"""What is wrong with the resource of this id; None where nothing is. Raises ClientError."""


def _each(target: Target, look: Look, ids: Iterable[str]) -> Iterator[str]:
    for one in ids:
        try:
            problem = look(target, one)
        except ClientError as error:
            problem = str(error)
        if problem:
            yield f"{one}: {problem}"


def _function(target: Target, arn: str) -> str | None:
    found = target.client("lambda").get_function_configuration(FunctionName=arn)
    state = found.get("State", "Active")
    return None if state in ("Active", "Inactive") else f"is {state}"  # inactive: not called for weeks


def _alias(target: Target, arn: str) -> str | None:
    found = target.client("stepfunctions").describe_state_machine_alias(stateMachineAliasArn=arn)
    return None if sum(one["weight"] for one in found["routingConfiguration"]) == _WHOLE else "leads nowhere"


def _schedule(target: Target, name: str) -> str | None:
    state = target.client("scheduler").get_schedule(Name=name)["State"]
    return None if state == "ENABLED" else f"is {state}"


def _alarm(target: Target, name: str) -> str | None:
    found = target.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not found:
        return "is not there"
    return None if found[0]["ActionsEnabled"] else "tells nobody"


_WHOLE = 100
"""Percent of the executions that start."""
LOOKS: tuple[tuple[str, str, Look], ...] = (
    ("Functions' versions", "AWS::Lambda::Version", _function),
    ("Workflows' aliases", "AWS::StepFunctions::StateMachineAlias", _alias),
    ("Schedules", "AWS::Scheduler::Schedule", _schedule),
    ("Alarms", "AWS::CloudWatch::Alarm", _alarm),
)


@dataclass(frozen=True)
class Call:
    """What a role (logical id) does with a resource (logical id, and what follows in its ARN), and whether it may."""

    role: str
    action: str
    resource: str
    within: str = ""
    allowed: bool = False


CALLS = (
    Call("OpenAccountFunctionRole", "dynamodb:PutItem", "CustomersTable", allowed=True),
    Call("DeleteCustomerFunctionRole", "dynamodb:DeleteItem", "CustomersTable", allowed=True),
    Call("AnswerRequestFunctionRole", "dynamodb:PutItem", "DecisionsTable", allowed=True),
    Call("SealRecordsFunctionRole", "s3:PutObject", "SealsBucket", "/seals/day", allowed=True),
    Call("CheckDocumentFunctionRole", "dynamodb:PutItem", "CustomersTable"),
    Call("OpenAccountFunctionRole", "dynamodb:PutItem", "DecisionsTable"),
    Call("AnswerRequestFunctionRole", "dynamodb:DeleteItem", "DecisionsTable"),
    Call("AnswerRequestFunctionRole", "dynamodb:PutItem", "CustomersTable"),
    Call("SealRecordsFunctionRole", "s3:DeleteObjectVersion", "SealsBucket", "/seals/day"),
    Call("RefreshWatchlistsFunctionRole", "dynamodb:GetItem", "CustomersTable"),
    Call("KycOnboardingStateMachineRole", "dynamodb:PutItem", "OnboardingTable"),
)
"""What would open accounts, change decisions or lose evidence if it were otherwise, asked of IAM itself."""
_ARNS = {"AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{id}", "AWS::S3::Bucket": "s3:::{id}"}


def permissions(target: Target, there: Kept) -> Check:
    """Whether IAM's policy simulator, which counts boundaries too, says of each of ``CALLS`` what has to be."""
    name = "Permissions"
    try:
        found = list(_simulated(target, {each["LogicalResourceId"]: each for each in there}))
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return Check(name, SKIPPED, "iam:SimulatePrincipalPolicy is denied to who asks, so nothing was simulated")
        return Check(name, FAILED, str(error))
    if found:
        return Check(name, FAILED, "; ".join(found))
    return Check(name, PASSED, f"all {len(CALLS)} calls of the table are allowed and denied as they must be")


def _simulated(target: Target, there: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    _, partition, _, region, account, _ = target.outputs()["DataKeyArn"].split(":", 5)
    iam = target.client("iam")
    for call in CALLS:
        resource = there[call.resource]
        place = _ARNS[resource["ResourceType"]].format(
            region=region, account=account, id=resource["PhysicalResourceId"]
        )
        answer = iam.simulate_principal_policy(
            PolicySourceArn=f"arn:{partition}:iam::{account}:role/{there[call.role]['PhysicalResourceId']}",
            ActionNames=[call.action],
            ResourceArns=[f"arn:{partition}:{place}{call.within}"],
        )
        decision = answer["EvaluationResults"][0]["EvalDecision"]
        if (decision == "allowed") != call.allowed:
            yield f"{call.role}: {call.action} on {call.resource} is {decision}"
