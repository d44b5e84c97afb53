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
VERSIONS = {
    "AnswerRequestFunction": "Answers1",
    "AuthorizeRequestFunction": "Authorizes1",
    "ServePageFunction": "Serves1",
}
PAGE = {("GET", "/cockpit"): False, ("GET", "/cockpit/{version}/{file}"): False}
"""What serves the page: it holds no data, and has a function of its own."""
PLANNED: dict[str, list[str]] = {"tokens": [], "plan": []}
KYC_DOMAIN = {
    "domain": "kyc.bank.example",
    "certificate": "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
}


def of_type(resources: Resources, kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in resources.values() if each["Type"] == f"AWS::ApiGateway::{kind}"]


def definition(resources: Resources) -> dict[str, Any]:
    """What API Gateway imports."""
    [rest] = of_type(resources, "RestApi")
    body: dict[str, Any] = rest["Body"]
    return body


def methods_of(resources: Resources) -> dict[tuple[str, str], dict[str, Any]]:
    """Each method and path with what is said of it."""
    paths = definition(resources)["paths"].items()
    return {(method.upper(), path): one for path, methods in paths for method, one in methods.items()}


def test_every_route_is_a_method_and_all_but_the_public_ones_ask_the_authorizer(resources: Resources) -> None:
    asked = {route: "tokens" in json.dumps(one.get("security", [])) for route, one in methods_of(resources).items()}
    assert asked == PAGE | {(route.method, route.path): not route.public for route in ROUTES}
    assert "security" not in definition(resources)  # none that a method without would get


def test_parameters_and_headers_are_asked_for(resources: Resources) -> None:
    found = methods_of(resources)
    for route in ROUTES:
        given = {(one["in"], one["name"]): one["required"] for one in found[route.method, route.path]["parameters"]}
        assert {name for place, name in given if place == "path"} == {*route.parameters}
        assert given.get(("header", "Idempotency-Key"), False) == route.keyed
        assert (("header", "If-Match") in given) == route.matched
    assert definition(resources)["x-amazon-apigateway-request-validator"] == "headers"


def test_the_authorizer_is_asked_for_each_token_and_kept_for_a_minute(resources: Resources) -> None:
    authorizer = definition(resources)["securityDefinitions"]["tokens"]["x-amazon-apigateway-authorizer"]
    assert (authorizer["type"], authorizer["identitySource"]) == ("request", "method.request.header.Authorization")
    assert authorizer["authorizerResultTtlInSeconds"] <= 60


def test_no_page_of_another_site_may_call_it(resources: Resources) -> None:
    assert "OPTIONS" not in {method for method, _ in methods_of(resources)}
    assert "Access-Control" not in json.dumps(definition(resources))


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
    # A client's own x-api-key counts for nothing.
    assert rest["ApiKeySourceType"] == rest["Body"]["x-amazon-apigateway-api-key-source"] == "AUTHORIZER"
    keyed = {one["operationId"] for one in methods_of(made).values() if one.get("security") == [PLANNED]}
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
    assert not any("plan" in json.dumps(one.get("security", [])) for one in methods_of(made).values())


def test_a_new_version_of_either_function_moves_its_alias_and_other_settings_make_a_new_deployment() -> None:
    def made(settings: Settings = KYC.settings, **changed: str) -> tuple[set[str], list[Any]]:
        found = api(AWS, settings, VERSIONS | changed)
        versions = [found[one]["Properties"]["FunctionVersion"] for one in ("ApiAnswers", "ApiAuthorizes")]
        return {name for name in found if name.startswith("ApiDeployment")}, versions

    before = made()
    assert made() == before
    for after in (made(AnswerRequestFunction="Answers2"), made(AuthorizeRequestFunction="Other2")):
        assert after[0] == before[0]
        assert after[1] != before[1]
    assert made(Settings.of({"api": KYC_DOMAIN}))[0] != before[0]


def test_api_gateway_calls_the_aliases_that_it_may_call(target: Target, resources: Resources) -> None:
    methods = methods_of(resources)
    uris = {route: one["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"] for route, one in methods.items()}
    asked = definition(resources)["securityDefinitions"]["tokens"]["x-amazon-apigateway-authorizer"]
    called = {
        ("Answer", "AnswerRequestFunction"): {uri for route, uri in uris.items() if route not in PAGE},
        ("Serve", "ServePageFunction"): {uris[route] for route in PAGE},
        ("Authorize", "AuthorizeRequestFunction"): {asked["authorizerUri"]["Fn::Sub"]},
    }
    for (kind, slot), [place] in called.items():
        permission, alias = resources[f"ApiMay{kind}"]["Properties"], resources[f"Api{kind}s"]["Properties"]
        assert permission["FunctionName"] == {"Ref": f"Api{kind}s"}
        assert permission["SourceArn"]["Fn::Sub"].find("${Api}/") > 0
        function = resources[slot]["Properties"]["FunctionName"]
        assert place.replace("${AWS::StackName}", target.stack).endswith(
            f":function:{function}:{alias['Name']}/invocations"
        )


def test_a_firewall_stands_before_it_on_aws_alone() -> None:
    for target in TARGETS.values():
        kinds = {each["Type"] for each in built_for(target)["Resources"].values()}
        assert ("AWS::WAFv2::WebACLAssociation" in kinds) == (not target.local)


def test_neither_an_address_nor_a_token_takes_what_all_share() -> None:
    firewall = api(AWS, Settings.of({"api": {"five_minutes": 500}}), VERSIONS)["ApiFirewall"]["Properties"]
    limits = [one["Statement"]["RateBasedStatement"] for one in firewall["Rules"][:2]]
    assert [(one["AggregateKeyType"], one["Limit"]) for one in limits] == [("IP", 500), ("CUSTOM_KEYS", 500)]
    assert [key["Header"]["Name"] for key in limits[1]["CustomKeys"]] == ["authorization"]


def test_with_a_domain_it_is_reached_by_that_alone() -> None:
    settings = Settings.of({"api": KYC_DOMAIN})
    made = api(AWS, settings, VERSIONS)
    [rest], [domain] = of_type(made, "RestApi"), of_type(made, "DomainName")
    assert rest["DisableExecuteApiEndpoint"]
    assert rest["Body"]["x-amazon-apigateway-endpoint-configuration"] == {"disableExecuteApiEndpoint": True}
    assert (domain["DomainName"], domain["SecurityPolicy"]) == ("kyc.bank.example", "TLS_1_2")
    built = built_for(AWS, KYC.with_settings(settings))
    assert built["Outputs"]["ApiUrl"]["Value"] == "https://kyc.bank.example"
    assert not of_type(api(Target("local"), settings, VERSIONS), "DomainName")
    assert not of_type(api(AWS, replace(settings, api=KYC.settings.api), VERSIONS), "DomainName")


def test_what_api_gateway_says_itself_is_a_problem_too(target: Target, resources: Resources) -> None:
    said = definition(resources)["x-amazon-apigateway-gateway-responses"]
    for one in said.values():
        problem = json.loads(one["responseTemplates"]["application/json"])
        assert (str(problem["status"]), problem["request_id"]) == (one["statusCode"], "$context.requestId")
        assert "$context.error" not in json.dumps(problem)
    statuses = {kind: one["statusCode"] for kind, one in said.items()}
    assert {"UNAUTHORIZED", "ACCESS_DENIED", "DEFAULT_4XX", "DEFAULT_5XX"} <= statuses.keys()
    assert statuses["THROTTLED"] == statuses["QUOTA_EXCEEDED"] == "429"
    # The local cloud takes them as resources alone.
    locally = {one["ResponseType"]: one["StatusCode"] for one in of_type(resources, "GatewayResponse")}
    assert locally == (statuses if target.local else {})


@pytest.mark.parametrize("target", [AWS], ids=["aws"])
def test_its_models_say_what_the_schemas_say_in_older_words(target: Target) -> None:
    models = definition(built_for(target)["Resources"])["definitions"]
    assert {"Application", "Decision", "Clearing", "Pictures"} <= models.keys()
    for schema in models.values():
        Draft4Validator.check_schema(schema)
    assert Draft4Validator(models["Application"]).is_valid(application())
    assert not Draft4Validator(models["Application"]).is_valid(application() | {"surprise": 1})
    assert not Draft4Validator(models["Decision"]).is_valid({"decision": "perhaps", "reason": "X_Y"})
