"""The API: API Gateway in front of one function, with a method for each route of the table.

API Gateway lets nobody in without the authorizer's word, throttles, writes its access log and, on AWS, stands behind a
web firewall. Bodies are checked by the function, which names field and rule; API Gateway would repeat what was sent. So
its models only say what a body is like. No other site's page may call it: there is no CORS.

Functions are called by aliases, whose names are known beforehand: otherwise the API needed the function that answers,
that one the bucket of pictures, and the bucket the address of the API, whose page sends them.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from infrastructure import api_edge, cockpit
from infrastructure.api_routes import HOST, LEAST_COMPRESSED, STAGE, address, definition, said_by_the_gateway
from infrastructure.api_usage import usage_plans
from infrastructure.compute import log_group
from infrastructure.execution_permissions import LIVE
from infrastructure.permissions import arn, ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.shared.access.routes import ROUTES
from workflows.slots import function_of, function_slot

ANSWERS, AUTHORIZES = function_slot("answer_request"), function_slot("authorize_request")
_API = {"RestApiId": ref("Api")}
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
    # Where the API has a domain of its own, it is reached by that alone.
    is_closed = bool(settings.api.domain) and not target.local
    places = (_function(slot) for slot in (ANSWERS, AUTHORIZES, cockpit.SERVES))
    body = definition(*places, is_closed=is_closed, has_plans=not target.local)
    deployment = f"ApiDeployment{_digest(body)}"
    return {
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {
                "Name": target.stack,
                "Description": "Customer onboarding",
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "DisableExecuteApiEndpoint": is_closed,
                "ApiKeySourceType": "AUTHORIZER",
                "MinimumCompressionSize": LEAST_COMPRESSED,
                "Body": body,
            },
        },
        "ApiAnswers": _alias(ANSWERS, versions),
        "ApiAuthorizes": _alias(AUTHORIZES, versions),
        "ApiServes": _alias(cockpit.SERVES, versions),
        "ApiMayServe": _may_call("ApiServes", "*/GET/cockpit*"),
        "ApiMayAnswer": _may_call("ApiAnswers", "*"),
        "ApiMayAuthorize": _may_call("ApiAuthorizes", "authorizers/*"),
        deployment: {
            "Type": "AWS::ApiGateway::Deployment",
            # New routes are open once the code that answers them is live.
            "DependsOn": ["ApiAnswers", "ApiAuthorizes", "ApiServes"],
            "Properties": {**_API, "Description": "The routes of the table"},
        },
        "ApiLog": log_group(f"/aws/apigateway/{target.stack}-api", settings.limits.log_days),
        **api_edge.log_role(),
        "ApiStage": _stage(target, settings, deployment),
        **(said_by_the_gateway() if target.local else api_edge.firewall(settings) | usage_plans(settings)),
        **(api_edge.domain(settings) if settings.api.domain and not target.local else {}),
    }


def outputs(target: Target, settings: Settings) -> dict[str, Any]:
    """``ApiUrl``: on the local cloud beneath its own address, which may be another one after each start."""
    if target.local:
        return {"ApiUrl": sub(f"/restapis/${{Api}}/{STAGE}/_user_request_")}
    return {"ApiUrl": address(settings)}


def origin(target: Target, settings: Settings) -> Any:
    """Of the page that the API serves. The local cloud's address may be another one after each start."""
    if target.local:
        return "*"
    return f"https://{settings.api.domain}" if settings.api.domain else sub(f"https://{HOST}")


def _function(slot: str) -> str:
    """The function's ARN with the alias, which is another version after each deployment that changes it."""
    name = f"${{AWS::StackName}}-{str(function_of(slot)).replace('_', '-')}"
    return f"arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:{name}:{LIVE}"


def _alias(slot: str, versions: Mapping[str, str]) -> dict[str, Any]:
    version = {"Fn::GetAtt": [versions[slot], "Version"]}
    properties = {"FunctionName": ref(slot), "FunctionVersion": version, "Name": LIVE}
    return {"Type": "AWS::Lambda::Alias", "Properties": properties}


def _may_call(alias: str, what: str) -> dict[str, Any]:
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/" + what
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": ref(alias),
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": sub(source),
        },
    }


def _stage(target: Target, settings: Settings, deployment: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Stage",
        "DependsOn": ["ApiLogSetting"],
        "Properties": {
            **_API,
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


def _digest(body: Mapping[str, Any]) -> str:
    """Of all that a deployment keeps as it was."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:10]
