"""The API: API Gateway in front of one function, with a resource and a method for each route of the table.

API Gateway lets nobody in without the authorizer's word, throttles, writes its access log and, on AWS, stands behind a
web firewall. Bodies are checked by the function, which names field and rule; API Gateway would repeat what was sent. So
its models only say what a body is like. No other site's page may call it: there is no CORS.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from infrastructure import api_edge
from infrastructure.api_routes import API, invocation, routes
from infrastructure.api_usage import usage_plans
from infrastructure.compute import log_group
from infrastructure.permissions import arn, ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.shared.access.routes import ROUTES
from workflows.slots import function_slot

STAGE = "v1"
ANSWERS, AUTHORIZES = function_slot("answer_request"), function_slot("authorize_request")
_KEPT_SECONDS = 60
"""How long API Gateway keeps what the authorizer said of a token."""
_SECONDS_AT_ONCE = 10
"""The seconds' worth of a route's requests that may come at once."""
_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "requestTime": "$context.requestTime",
    "method": "$context.httpMethod",
    # The route, never the path: in that may stand anything.
    "route": "$context.resourcePath",
    "status": "$context.status",
    "subject": "$context.authorizer.principalId",
    "error": "$context.error.responseType",
    "milliseconds": "$context.responseLatency",
    "bytes": "$context.responseLength",
}


def api(target: Target, settings: Settings, versions: Mapping[str, str]) -> Resources:
    """``versions``: the logical id of each function's published version, by its slot."""
    methods = routes(versions[ANSWERS], has_plans=not target.local)
    deployment = f"ApiDeployment{_digest(methods, versions[AUTHORIZES])}"
    return {
        "Api": _rest_api(target, settings),
        "ApiAuthorizer": _authorizer(versions[AUTHORIZES]),
        "ApiRequestValidator": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {**API, "Name": "headers", "ValidateRequestBody": False, "ValidateRequestParameters": True},
        },
        **methods,
        "ApiMayAnswer": _may_call(versions[ANSWERS], "*"),
        "ApiMayAuthorize": _may_call(versions[AUTHORIZES], "authorizers/*"),
        deployment: {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": sorted(methods),
            "Properties": {**API, "Description": "The routes of the table"},
        },
        "ApiLog": log_group(f"/aws/apigateway/{target.stack}-api", settings.limits.log_days),
        **api_edge.log_role(),
        "ApiStage": _stage(target, settings, deployment),
        **({} if target.local else api_edge.firewall(settings) | usage_plans(settings)),
        **(api_edge.domain(settings) if settings.api.domain and not target.local else {}),
    }


def outputs(target: Target, settings: Settings) -> dict[str, Any]:
    """``ApiUrl``: on the local cloud beneath its own address, which may be another one after each start."""
    if target.local:
        return {"ApiUrl": sub(f"/restapis/${{Api}}/{STAGE}/_user_request_")}
    if settings.api.domain:
        return {"ApiUrl": f"https://{settings.api.domain}"}
    return {"ApiUrl": sub(f"https://{_HOST}/{STAGE}")}


def origin(target: Target, settings: Settings) -> Any:
    """Of the page that the API serves. The local cloud's address may be another one after each start."""
    if target.local:
        return "*"
    return f"https://{settings.api.domain}" if settings.api.domain else sub(f"https://{_HOST}")


_HOST = "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"


def _rest_api(target: Target, settings: Settings) -> dict[str, Any]:
    # Where the API has a domain of its own, it is reached by that alone.
    closed = bool(settings.api.domain) and not target.local
    return {
        "Type": "AWS::ApiGateway::RestApi",
        "Properties": {
            "Name": target.stack,
            "Description": "Customer onboarding",
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "DisableExecuteApiEndpoint": closed,
            # From the authorizer alone: a client's own x-api-key counts for nothing.
            "ApiKeySourceType": "AUTHORIZER",
        },
    }


def _authorizer(version: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Authorizer",
        "Properties": {
            **API,
            "Name": "tokens",
            "Type": "REQUEST",
            "IdentitySource": "method.request.header.Authorization",
            "AuthorizerUri": invocation(version),
            "AuthorizerResultTtlInSeconds": _KEPT_SECONDS,
        },
    }


def _may_call(version: str, what: str) -> dict[str, Any]:
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/" + what
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": ref(version),
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": sub(source),
        },
    }


def _stage(target: Target, settings: Settings, deployment: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Stage",
        "DependsOn": ["ApiLogSetting"],
        "Properties": {
            **API,
            "StageName": STAGE,
            "DeploymentId": ref(deployment),
            "TracingEnabled": True,
            "AccessLogSetting": {"DestinationArn": arn("ApiLog"), "Format": json.dumps(_ACCESS_LOG)},
            "MethodSettings": _method_settings(target, settings),
        },
    }


def _method_settings(target: Target, settings: Settings) -> list[dict[str, Any]]:
    """For all routes together, and for those of which fewer requests a second are taken."""
    all_routes = _limited("/*", "*", settings.api.rate, settings.api.burst)
    return [
        all_routes,
        *(
            # On AWS, as in a JSON pointer, ~1 stands for each slash of a setting's path; the local cloud has slashes.
            _limited(
                route.path if target.local else "/" + route.path.replace("/", "~1"),
                route.method,
                min(route.rate, settings.api.rate),
                min(_SECONDS_AT_ONCE * route.rate, settings.api.burst),
            )
            for route in ROUTES
            if route.rate
        ),
    ]


def _limited(path: str, method: str, rate: int, burst: int) -> dict[str, Any]:
    return {
        "ResourcePath": path,
        "HttpMethod": method,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
        "MetricsEnabled": True,
        # API Gateway's own log of executions repeats bodies and headers: it stays off.
        "LoggingLevel": "OFF",
        "DataTraceEnabled": False,
    }


def _digest(methods: Resources, authorizer: str) -> str:
    """Of all that a deployment keeps as it was: routes, models, and the versions of the two functions."""
    return hashlib.sha256(json.dumps([methods, authorizer], sort_keys=True).encode()).hexdigest()[:10]
