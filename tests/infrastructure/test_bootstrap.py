"""The pipeline's roles: what a deployment needs is allowed, and nothing that would let it out of its stack."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any

import pytest

from infrastructure import artifacts
from infrastructure.bootstrap import PATH, bootstrap, boundary, resource_actions
from infrastructure.pipeline_permissions import ANY_RESOURCE, VIA_CLOUDFORMATION
from infrastructure.project import KYC
from infrastructure.settings import Settings
from infrastructure.target import Target
from infrastructure.template import template
from tests.infrastructure import registry
from tests.infrastructure.conftest import TARGETS, built_for, packages_for
from tests.infrastructure.linting import findings
from workflows import definitions

Statement = dict[str, Any]
PRODUCTION = TARGETS["production"]
BOUNDED = KYC.with_settings(Settings.of({"bank": {"permissions_boundary": "pipeline/kyc-boundary"}}))


@pytest.fixture(scope="module", params=["test", "production"])
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    return bootstrap(KYC, TARGETS[request.param])


def statements(made: dict[str, Any], role: str) -> list[Statement]:
    """All that the role may do."""
    properties = made["Resources"][role]["Properties"]
    documents = [one["PolicyDocument"] for one in properties.get("Policies", [])]
    documents += [
        made["Resources"][one["Ref"]]["Properties"]["PolicyDocument"] for one in properties["ManagedPolicyArns"]
    ]
    return [statement for document in documents for statement in document["Statement"]]


def listed(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def pairs(found: list[Statement]) -> Iterator[tuple[str, Any, Statement]]:
    for statement in found:
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield action, resource, statement


def test_the_table_is_what_the_registry_says() -> None:
    assert registry.table(registry.types()) == resource_actions(), "see tests/infrastructure/registry.py"


def test_each_call_of_cloudformation_is_allowed(made: dict[str, Any]) -> None:
    allowed = {action for action, _, _ in pairs(statements(made, "DeployRole"))}
    deployed = built_for(PRODUCTION if "production" in made["Description"] else TARGETS["test"])["Resources"]
    for kind in sorted({each["Type"] for each in deployed.values()}):
        assert {*resource_actions()[kind]} <= allowed, kind


@pytest.mark.parametrize("role", ["PlanRole", "DeployRole"])
def test_no_action_has_a_wildcard_and_only_listed_ones_any_resource(made: dict[str, Any], role: str) -> None:
    for action, resource, statement in pairs(statements(made, role)):
        assert statement["Effect"] == "Allow"
        assert "*" not in action
        if resource == "*":
            assert action in {
                *ANY_RESOURCE,
                "cloudformation:DescribeStackDriftDetectionStatus",
                "states:ValidateStateMachineDefinition",
            }


def test_any_resource_is_for_what_has_none() -> None:
    without = {
        action
        for actions in resource_actions().values()
        for action in actions
        for service, _, name in [action.lower().partition(":")]
        if not registry.authorization()[service]["Actions"][name].get("Resources")
    }
    assert without == {*ANY_RESOURCE}


def test_each_action_has_a_resource_of_a_kind_that_it_takes(made: dict[str, Any]) -> None:
    places: dict[str, list[str]] = {}
    for action, resource, _ in pairs(statements(made, "DeployRole")):
        places.setdefault(action, []).append(formatted(resource["Fn::Sub"]) if isinstance(resource, dict) else resource)
    for action, found in places.items():
        service, _, name = action.lower().partition(":")
        known = registry.authorization()[service]
        kinds = [one.lower() for one in known["Actions"][name].get("Resources", [])]
        forms = [one for kind in kinds for one in known["Resources"][kind]["ARNFormats"]]
        assert not forms or any(fits(place, one) for place in found for one in forms), (action, found, forms)


def formatted(place: str) -> str:
    """An ARN as AWS's reference writes it."""
    for own, theirs in (("AWS::Partition", "Partition"), ("AWS::Region", "Region"), ("AWS::AccountId", "Account")):
        place = place.replace(f"${{{own}}}", f"${{{theirs}}}")
    return place


def fits(place: str, form: str) -> bool:
    """Whether something that the place covers is of this form, in which ``.*`` stands for any name."""
    pattern = ".*".join(re.escape(part) for part in form.split(".*"))
    return bool(re.fullmatch(pattern, place)) or fnmatchcase(form.replace(".*", "x"), place)


def test_what_the_stack_s_name_does_not_limit_is_done_by_cloudformation_alone(made: dict[str, Any]) -> None:
    own = ("cloudformation:", "secretsmanager:GetSecretValue", "states:ValidateStateMachineDefinition")
    for action, resource, statement in pairs(statements(made, "DeployRole")):
        if not re.search("[:/]kyc(-|$)", resource if isinstance(resource, str) else resource["Fn::Sub"]):
            condition = statement.get("Condition", {}).get("StringEquals", {})
            limited = VIA_CLOUDFORMATION["StringEquals"].items() <= condition.items() or "kms:ViaService" in condition
            assert limited or action.startswith(own), action


def test_who_deploys_deletes_versions_of_functions_and_no_function_himself(made: dict[str, Any]) -> None:
    own = [each for each in statements(made, "DeployRole") if VIA_CLOUDFORMATION["StringEquals"] != conditions(each)]
    deleted = [resource["Fn::Sub"] for action, resource, _ in pairs(own) if action == "lambda:DeleteFunction"]
    assert [one.rpartition("function:")[2] for one in deleted] == ["kyc-*:*"]
    assert "states:DeleteStateMachine" not in {action for action, _, _ in pairs(own)}


def conditions(statement: Statement) -> dict[str, Any]:
    return dict(statement.get("Condition", {}).get("StringEquals", {}))


def test_a_role_is_made_within_the_boundary_alone(made: dict[str, Any]) -> None:
    found = {action: each for action, _, each in pairs(statements(made, "DeployRole")) if action.startswith("iam:")}
    for action in ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "PutRolePermissionsBoundary"):
        assert found[f"iam:{action}"]["Condition"]["StringEquals"]["iam:PermissionsBoundary"] == {"Ref": "Boundary"}
    assert "iam:DeleteRolePermissionsBoundary" not in found
    passed = found["iam:PassRole"]
    assert passed["Condition"]["StringEquals"]["iam:PassedToService"] == [
        *("apigateway.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com")
    ]
    [attached] = found["iam:AttachRolePolicy"]["Condition"]["ArnEquals"]["iam:PolicyARN"]
    assert attached["Fn::Sub"].endswith("/AmazonAPIGatewayPushToCloudWatchLogs")
    for _, resource, statement in pairs([each for action, each in found.items()]):
        assert fnmatchcase("kyc-any", resource["Fn::Sub"].rpartition("/")[2]), statement
        assert not fnmatchcase(f"role{PATH}kyc-deploy", resource["Fn::Sub"].rpartition(":")[2])
        assert not fnmatchcase(f"policy{PATH}kyc-boundary", resource["Fn::Sub"].rpartition(":")[2])


def test_the_boundary_allows_what_the_roles_may_do_and_no_permissions(made: dict[str, Any]) -> None:
    [statement] = made["Resources"]["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = {*statement["Action"]}
    deployed = built_for(PRODUCTION if "production" in made["Description"] else TARGETS["test"])["Resources"]
    for name, each in deployed.items():
        if each["Type"] == "AWS::IAM::Role":
            for policy in each["Properties"].get("Policies", []):
                for one in policy["PolicyDocument"]["Statement"]:
                    assert {*listed(one["Action"])} <= allowed, name
    assert not [
        one for one in allowed if "*" in one or one.startswith(("iam:", "sts:", "organizations:", "cloudformation:"))
    ]
    assert boundary(deployed) == sorted(allowed)


def test_who_plans_changes_nothing_and_sees_no_data(made: dict[str, Any]) -> None:
    found = statements(made, "PlanRole")
    actions = {action for action, _, _ in pairs(found)}
    assert not [one for one in actions if re.search("Execute|Update|Put(?!Object$)|DeleteStack|Secret|PassRole", one)]
    for action, resource, _ in pairs(found):
        if action.startswith("s3:") and action != "s3:ListBucket":
            assert resource["Fn::Sub"].endswith("/templates/plans/*")


def test_who_deploys_cannot_delete_the_stack_nor_read_customers(made: dict[str, Any]) -> None:
    actions = {action for action, _, _ in pairs(statements(made, "DeployRole"))}
    assert "cloudformation:DeleteStack" not in actions
    reads = {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "states:StartExecution"}
    synthetic = reads - {"dynamodb:Scan"}  # in the test stage, which has no customers
    assert actions & reads == (set() if "production" in made["Description"] else synthetic)


@pytest.mark.parametrize(
    ("role", "subjects"),
    [("PlanRole", ["pull_request", "ref:refs/heads/main"]), ("DeployRole", ["environment:production"])],
)
def test_roles_are_for_workflows_of_the_repository(role: str, subjects: list[str]) -> None:
    [trust] = bootstrap(KYC, PRODUCTION)["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    condition = trust["Condition"]["StringEquals"]
    assert condition["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    found = condition["token.actions.githubusercontent.com:sub"]
    assert found == [{"Fn::Sub": f"repo:${{Repository}}:{one}"} for one in subjects]


@pytest.mark.slow
def test_cloudformation_takes_the_template(made: dict[str, Any]) -> None:
    """cfn-lint knows every action of IAM."""
    assert findings(made) == []
    assert len(json.dumps(made)) < 51_200  # bytes, else it would have to lie in S3
    for name, each in made["Resources"].items():
        if each["Type"] == "AWS::IAM::ManagedPolicy":
            assert len(json.dumps(each["Properties"]["PolicyDocument"], separators=(",", ":"))) < 6_144, name


def test_every_role_of_the_stack_is_within_the_boundary_that_the_settings_name() -> None:
    for target in TARGETS.values():
        found = template(target, BOUNDED, definitions(), packages_for(target))["Resources"]
        for name, each in found.items():
            given = each["Properties"].get("PermissionsBoundary", {}).get("Fn::Sub", "")
            bounded = each["Type"] == "AWS::IAM::Role" and not target.local
            assert given.endswith(":policy/pipeline/kyc-boundary") == bounded, name
    assert bootstrap(KYC, PRODUCTION)["Outputs"]["Boundary"]["Value"] == "pipeline/kyc-boundary"


def test_each_stack_has_roles_of_its_own() -> None:
    other = bootstrap(KYC, Target("aws", "bank", "eu-west-1"))
    assert "kyc" not in json.dumps([other["Resources"][one] for one in ("PlanRole", "DeployRole")]).replace(
        "kyc.toml", ""
    )


def test_what_is_planned_lies_where_no_deployment_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []

    class S3:
        meta = SimpleNamespace(endpoint_url="https://s3.eu-central-1.amazonaws.com")

        def put_object(self, *, Key: str, **_: Any) -> None:  # noqa: N803
            kept.append(Key)

    monkeypatch.setattr(Target, "client", lambda _self, _service: S3())
    monkeypatch.setattr(artifacts, "bucket", lambda _target: "bucket")
    for folder in (artifacts.DEPLOYED, artifacts.PLANS):
        artifacts.template(PRODUCTION, {"Description": "x" * 60_000}, folder)
    [deployed, planned] = kept
    assert planned.replace("templates/plans/", "templates/") == deployed
    assert not fnmatchcase(deployed, "templates/plans/*")
