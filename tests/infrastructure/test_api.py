"""The API in the templates: every route of the table behind the authorizer, and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft4Validator

from infrastructure.api import api
from infrastructure.project import KYC
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.shared.access.routes import ROUTES
from lambdas.shared.access.usage import PLANS, WITHOUT_ROLE, key
from tests.applications import application
from tests.infrastructure.conftest import TARGETS, built_for

Resources = dict[str, dict[str, Any]]
AWS = TARGETS["production"]
VERSIONS = {"AnswerRequestFunction": "Answers1", "AuthorizeRequestFunction": "Authorizes1"}
KYC_DOMAIN = {
    "domain": "kyc.bank.example",
    "certificate": "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
}


def of_type(resources: Resources, kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in resources.values() if each["Type"] == f"AWS::ApiGateway::{kind}"]


def path_of(resources: Resources, method: dict[str, Any]) -> str:
    """The path of a method, from its resource up."""
    place, parts = method["ResourceId"], list[str]()
    while "Ref" in place:
        resource = resources[place["Ref"]]["Properties"]
        parts.insert(0, resource["PathPart"])
        place = resource["ParentId"]
    return "/" + "/".join(parts)


def test_every_route_is_a_method_and_all_but_the_public_ones_ask_the_authorizer(resources: Resources) -> None:
    methods = of_type(resources, "Method")
    found = {(one["HttpMethod"], path_of(resources, one)): one["AuthorizationType"] for one in methods}
    assert found == {(route.method, route.path): "NONE" if route.public else "CUSTOM" for route in ROUTES}
    assert len(methods) == len(ROUTES)
    assert all(
        one["AuthorizerId"] == {"Ref": "ApiAuthorizer"} for one in methods if one["AuthorizationType"] == "CUSTOM"
    )


def test_the_authorizer_is_asked_for_each_token_and_kept_for_a_minute(resources: Resources) -> None:
    [authorizer] = of_type(resources, "Authorizer")
    assert (authorizer["Type"], authorizer["IdentitySource"]) == ("REQUEST", "method.request.header.Authorization")
    assert authorizer["AuthorizerResultTtlInSeconds"] <= 60


def test_no_page_of_another_site_may_call_it(resources: Resources) -> None:
    assert "OPTIONS" not in {one["HttpMethod"] for one in of_type(resources, "Method")}
    assert "Access-Control" not in json.dumps(of_type(resources, "GatewayResponse"))


def test_the_access_log_has_nothing_that_a_caller_can_write(resources: Resources) -> None:
    [stage] = of_type(resources, "Stage")
    logged = set(json.loads(stage["AccessLogSetting"]["Format"]).values())
    assert "$context.resourcePath" in logged
    assert not logged & {"$context.path", "$context.identity.userAgent", "$context.identity.sourceIp"}
    assert all((one["LoggingLevel"], one["DataTraceEnabled"]) == ("OFF", False) for one in stage["MethodSettings"])


@pytest.mark.parametrize(("place", "slash"), [("local", "/"), ("production", "~1")])
def test_all_requests_are_limited_and_those_that_cost_most_more_so(place: str, slash: str) -> None:
    [stage] = of_type(api(TARGETS[place], KYC.settings, VERSIONS), "Stage")
    limits = {
        (one["HttpMethod"], one["ResourcePath"]): (one["ThrottlingRateLimit"], one["ThrottlingBurstLimit"])
        for one in stage["MethodSettings"]
    }
    first = "" if slash == "/" else "/"
    assert limits["*", "/*"] == (500, 1000)
    assert limits["POST", f"{first}{slash}applications"] == (100, 1000)
    assert limits["POST", f"{first}{slash}watchlists{slash}refresh"] == (1, 10)
    assert limits["POST", f"{first}{slash}watchdog"] == (1, 10)
    assert len(limits) == 1 + sum(route.rate > 0 for route in ROUTES)
    slow = Settings.of({"api": {"rate": 5, "burst": 5}})
    [stage] = of_type(api(AWS, slow, VERSIONS), "Stage")
    assert all(one["ThrottlingRateLimit"] <= 5 and one["ThrottlingBurstLimit"] <= 5 for one in stage["MethodSettings"])


def test_each_role_has_a_usage_plan_to_which_the_authorizer_alone_leads() -> None:
    made = api(AWS, KYC.settings, VERSIONS)
    [rest] = of_type(made, "RestApi")
    assert rest["ApiKeySourceType"] == "AUTHORIZER"  # a client's own x-api-key counts for nothing
    keyed = {one["OperationName"] for one in of_type(made, "Method") if one["ApiKeyRequired"]}
    assert keyed == {route.operation for route in ROUTES if not route.public}
    found = {}
    for bound in of_type(made, "UsagePlanKey"):
        plan, value = (
            made[bound["UsagePlanId"]["Ref"]]["Properties"],
            made[bound["KeyId"]["Ref"]]["Properties"]["Value"],
        )
        assert plan["ApiStages"] == [{"ApiId": {"Ref": "Api"}, "Stage": {"Ref": "ApiStage"}}]
        limits = plan["Throttle"]["RateLimit"], plan["Throttle"]["BurstLimit"], plan["Quota"]["Limit"]
        found[value["Fn::Sub"].replace("${AWS::StackName}", "kyc")] = limits
    assert found == {key("kyc", one): (one.rate, one.burst, one.daily) for one in (*PLANS.values(), WITHOUT_ROLE)}
    slow = of_type(api(AWS, Settings.of({"api": {"rate": 5, "burst": 5}}), VERSIONS), "UsagePlan")
    assert all(one["Throttle"] == {"RateLimit": 5, "BurstLimit": 5} for one in slow)


def test_the_local_cloud_which_takes_keys_from_clients_has_none() -> None:
    made = api(Target("local"), KYC.settings, VERSIONS)
    assert not of_type(made, "ApiKey")
    assert not of_type(made, "UsagePlan")
    assert not any(one["ApiKeyRequired"] for one in of_type(made, "Method"))


def test_a_new_version_of_either_function_is_a_new_deployment() -> None:
    def deployments(**changed: str) -> set[str]:
        return {name for name in api(AWS, KYC.settings, VERSIONS | changed) if name.startswith("ApiDeployment")}

    found = [
        deployments(),
        deployments(AnswerRequestFunction="Answers2"),
        deployments(AuthorizeRequestFunction="Other2"),
    ]
    assert len({*map(frozenset, found)}) == 3
    assert deployments() == deployments()


def test_api_gateway_calls_the_versions_that_it_may_call(resources: Resources) -> None:
    for kind, permission in (("AnswerRequest", "ApiMayAnswer"), ("AuthorizeRequest", "ApiMayAuthorize")):
        function = resources[permission]["Properties"]["FunctionName"]["Ref"]
        assert function.startswith(f"{kind}FunctionVersion")
        assert resources[permission]["Properties"]["SourceArn"]["Fn::Sub"].find("${Api}/") > 0


def test_a_firewall_stands_before_it_on_aws_alone() -> None:
    for target in TARGETS.values():
        kinds = {each["Type"] for each in built_for(target)["Resources"].values()}
        assert ("AWS::WAFv2::WebACLAssociation" in kinds) == (not target.local)


def test_with_a_domain_it_is_reached_by_that_alone() -> None:
    settings = Settings.of({"api": KYC_DOMAIN})
    made = api(AWS, settings, VERSIONS)
    [rest], [domain] = of_type(made, "RestApi"), of_type(made, "DomainName")
    assert rest["DisableExecuteApiEndpoint"]
    assert (domain["DomainName"], domain["SecurityPolicy"]) == ("kyc.bank.example", "TLS_1_2")
    built = built_for(AWS, KYC.with_settings(settings))
    assert built["Outputs"]["ApiUrl"]["Value"] == "https://kyc.bank.example"
    assert not of_type(api(Target("local"), settings, VERSIONS), "DomainName")
    assert not of_type(api(AWS, replace(settings, api=KYC.settings.api), VERSIONS), "DomainName")


def test_what_api_gateway_says_itself_is_a_problem_too(resources: Resources) -> None:
    said = of_type(resources, "GatewayResponse")
    for one in said:
        problem = json.loads(one["ResponseTemplates"]["application/json"])
        assert (str(problem["status"]), problem["request_id"]) == (one["StatusCode"], "$context.requestId")
        assert "$context.error" not in json.dumps(problem)
    statuses = {one["ResponseType"]: one["StatusCode"] for one in said}
    assert {"UNAUTHORIZED", "ACCESS_DENIED", "DEFAULT_4XX", "DEFAULT_5XX"} <= statuses.keys()
    assert statuses["THROTTLED"] == statuses["QUOTA_EXCEEDED"] == "429"


@pytest.mark.parametrize("target", [AWS], ids=["aws"])
def test_its_models_say_what_the_schemas_say_in_older_words(target: Target) -> None:
    models = {one["Name"]: one["Schema"] for one in of_type(built_for(target)["Resources"], "Model")}
    assert {"Application", "Decision", "Clearing", "Pictures"} <= models.keys()
    for schema in models.values():
        Draft4Validator.check_schema(schema)
    assert Draft4Validator(models["Application"]).is_valid(application())
    assert not Draft4Validator(models["Application"]).is_valid(application() | {"surprise": 1})
    assert not Draft4Validator(models["Decision"]).is_valid({"decision": "perhaps", "reason": "X_Y"})
