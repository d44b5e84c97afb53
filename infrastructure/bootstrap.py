"""The roles of a pipeline and the boundary of all roles that it makes, as a CloudFormation template of its own.

Whoever looks after the account's permissions deploys it, before the first deployment and where a release needs more. It
is made from the project's own template: what CloudFormation calls for its types of resources, by the table in
``resource_actions.json``, and what its roles may do.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from infrastructure.artifacts import PLANS
from infrastructure.deployment import definitions_of
from infrastructure.errors import DeploymentError
from infrastructure.layers import BASE
from infrastructure.packaging import Packages
from infrastructure.permissions import Statement, allow, arn, ref, sub
from infrastructure.pipeline_permissions import (
    ANY_RESOURCE,
    ATTACH,
    IN_BOUNDARY,
    VIA_CLOUDFORMATION,
    change,
    compare,
    place,
    prune,
    submit_synthetic,
    use_artifacts,
    use_key,
    verify,
)
from infrastructure.project import Project
from infrastructure.protection import protected
from infrastructure.queues import Resources
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template
from infrastructure.zips import Package
from lambdas.shared.runtime.json_text import parse

PATH = "/pipeline/"
"""No role or policy of a stack has this path, so a deployment cannot change what is here."""
_ISSUER = "token.actions.githubusercontent.com"
_LARGEST_POLICY = 5_500
"""Of 6,144 letters that a managed policy may have; the rest is for what CloudFormation fills in."""
_OF_AWS = {
    "AmazonAPIGatewayPushToCloudWatchLogs": (
        *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams"),
        *("logs:FilterLogEvents", "logs:GetLogEvents", "logs:PutLogEvents"),
    )
}
"""AWS's managed policies that the template's roles have (AWS Managed Policy Reference)."""


def bootstrap(project: Project, target: Target) -> dict[str, Any]:
    """The template, for the stack that ``target`` names. Its parameter: the repository, as ``owner/name``."""
    resources = _resources(project, target)
    deploying = _policies(_deploy(project, target, resources))
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Who plans and deploys {target.stack} ({target.stage}), and the boundary of its roles",
        "Parameters": {
            "Repository": {"Type": "String", "AllowedPattern": "[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"},
            "ProviderArn": {
                "Type": "String",
                "Default": "",
                "Description": "The account's OpenID Connect provider of GitHub Actions; empty: one is made",
            },
        },
        "Conditions": {"MakesProvider": {"Fn::Equals": [ref("ProviderArn"), ""]}},
        "Resources": {
            "Provider": {
                "Type": "AWS::IAM::OIDCProvider",
                "Condition": "MakesProvider",
                "DeletionPolicy": "Retain",
                "UpdateReplacePolicy": "Retain",
                "Properties": {"Url": f"https://{_ISSUER}", "ClientIdList": ["sts.amazonaws.com"]},
            },
            "Boundary": _policy([allow(boundary(resources), "*")], f"{target.stack}-boundary"),
            **{f"DeployPolicy{number}": _policy(each) for number, each in enumerate(deploying, 1)},
            "PlanRole": _role(f"{target.stack}-plan", ["pull_request", "ref:refs/heads/main"], policies=_plan(target)),
            "DeployRole": _role(
                f"{target.stack}-deploy",
                [f"environment:{target.stage}"],
                managed=[ref(f"DeployPolicy{number}") for number in range(1, len(deploying) + 1)],
            ),
        },
        "Outputs": {
            "PlanRoleArn": {"Value": arn("PlanRole")},
            "DeployRoleArn": {"Value": arn("DeployRole")},
            "Boundary": {
                "Description": "bank.permissions_boundary in kyc.toml",
                "Value": f"{PATH.lstrip('/')}{target.stack}-boundary",
            },
        },
    }


def boundary(resources: Resources) -> list[str]:
    """Every action that one of the template's roles may do; of no role more counts, whatever its policies say."""
    roles = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::IAM::Role"]
    own = [one for role in roles for policy in role.get("Policies", []) for one in _listed(policy)]
    managed = [each["Fn::Sub"].rpartition("/")[2] for role in roles for each in role.get("ManagedPolicyArns", [])]
    return sorted({*own, *(action for name in managed for action in _OF_AWS[name])})


def _listed(policy: Mapping[str, Any]) -> Iterable[str]:
    for statement in policy["PolicyDocument"]["Statement"]:
        yield from _list(statement["Action"])


def _list(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _resources(project: Project, target: Target) -> Resources:
    """All that is deployed, with stand-ins for the code."""
    stand_in = Package("0" * 64, "code/none.zip", b"")
    packages = Packages({function.name: stand_in for function in project.functions}, {BASE: stand_in})
    whole = template(target, project, definitions_of(project), packages)
    whole = protected(whole) if target.keeps_data else whole
    return {**artifacts_template(project)["Resources"], **whole["Resources"]}


@cache
def resource_actions() -> dict[str, list[str]]:
    """What CloudFormation calls to make, read, change and delete a resource, by its type."""
    found: dict[str, list[str]] = parse((Path(__file__).parent / "resource_actions.json").read_bytes())
    return found


def needed(resources: Resources) -> set[str]:
    """What CloudFormation calls for these resources. Raises DeploymentError for a type that is not in the table."""
    kinds = {each["Type"] for each in resources.values()}
    if unknown := sorted(kinds - {*resource_actions()}):
        raise DeploymentError(f"infrastructure/resource_actions.json does not say what {unknown[0]} needs.")
    return {action for kind in kinds for action in resource_actions()[kind]}


def _deploy(project: Project, target: Target, resources: Resources) -> list[Statement]:
    wanted = needed(resources)
    named = wanted - {*ANY_RESOURCE} - {one for one in wanted if one.startswith("iam:")}
    services = sorted({one.partition(":")[0] for one in named})
    return [
        *(
            allow(
                sorted(one for one in named if one.startswith(f"{service}:")),
                place(service, target.stack, resources),
                VIA_CLOUDFORMATION,
            )
            for service in services
        ),
        allow(sorted(wanted & {*ANY_RESOURCE}), "*", VIA_CLOUDFORMATION),
        *_roles(target, resources, {one for one in wanted if one.startswith("iam:")}),
        *compare(target.stack),
        *change(target.stack),
        *prune(target.stack),
        *verify(target.stack),
        *(submit_synthetic(target.stack) if not target.keeps_data else []),
        *use_artifacts(target.stack, ""),
        *_filled_secrets(project),
    ]


def _roles(target: Target, resources: Resources, wanted: set[str]) -> list[Statement]:
    """Of the roles and policies that the stack's name begins; none without the boundary, none for other services."""
    iam = "arn:${AWS::Partition}:iam::${AWS::AccountId}:"
    roles, policies = sub(f"{iam}role/{target.stack}-*"), sub(f"{iam}policy/{target.stack}-*")
    properties = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::IAM::Role"]
    services = {
        service
        for each in properties
        for statement in each["AssumeRolePolicyDocument"]["Statement"]
        for service in _list(statement["Principal"]["Service"])
    }
    attached = [each for role in properties for each in role.get("ManagedPolicyArns", [])]
    within = {"StringEquals": VIA_CLOUDFORMATION["StringEquals"] | {"iam:PermissionsBoundary": ref("Boundary")}}
    free = sorted(wanted - {"iam:PassRole", ATTACH, *IN_BOUNDARY})
    return [
        allow(free, [roles, policies], VIA_CLOUDFORMATION),
        allow(sorted(IN_BOUNDARY), roles, within),
        allow(ATTACH, roles, within | {"ArnEquals": {"iam:PolicyARN": attached}}),
        allow("iam:PassRole", roles, {"StringEquals": {"iam:PassedToService": sorted(services)}}),
    ]


def _filled_secrets(project: Project) -> list[Statement]:
    """To see whether the secrets of systems outside AWS are filled, without which production is refused."""
    names = {one.access for known in project.adapters.values() for one in known.values() if one.access}
    prefix = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*"
    return [
        allow("secretsmanager:GetSecretValue", [sub(f"{prefix}{name}-*") for name in sorted(names)]),
        use_key("secretsmanager"),
    ]


def _plan(target: Target) -> list[Statement]:
    """To read what is deployed, and to have CloudFormation compare; what it compares lies where no deployment reads."""
    return [*compare(target.stack), *use_artifacts(target.stack, PLANS)]


def _policies(statements: Iterable[Statement]) -> list[list[Statement]]:
    """The statements, in as few policies as AWS's limit of their size allows."""
    found: list[list[Statement]] = [[]]
    for statement in statements:
        if len(json.dumps([*found[-1], statement])) > _LARGEST_POLICY:
            found.append([])
        found[-1].append(statement)
    return found


def _policy(statements: list[Statement], name: str | None = None) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": statements}
    named = {"ManagedPolicyName": name} if name else {}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"Path": PATH, **named, "PolicyDocument": document}}


def _role(
    name: str, subjects: list[str], managed: Iterable[Any] = (), policies: list[Statement] | None = None
) -> dict[str, Any]:
    """A role for workflows of the repository that GitHub says are of one of these subjects."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": {"Fn::If": ["MakesProvider", ref("Provider"), ref("ProviderArn")]}},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{_ISSUER}:aud": "sts.amazonaws.com",
                f"{_ISSUER}:sub": [sub(f"repo:${{Repository}}:{one}") for one in subjects],
            }
        },
    }
    own = [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": policies}}]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "Path": PATH,
            "RoleName": name,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "ManagedPolicyArns": list(managed),
            **({"Policies": own} if policies else {}),
        },
    }
