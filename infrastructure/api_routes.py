"""The table of routes as API Gateway has it: resources, methods, models, and what it answers itself."""

import json
from collections.abc import Iterator
from typing import Any

from infrastructure.permissions import ref, sub
from infrastructure.queues import Resources
from lambdas.answer_request import openapi
from lambdas.answer_request.problems import Problem
from lambdas.shared.access.routes import ROUTES, Route

API = {"RestApiId": ref("Api")}
_SAID_BY_THE_GATEWAY = {
    "UNAUTHORIZED": (401, "sign in: the request has no token that counts"),
    "ACCESS_DENIED": (403, "your roles do not reach this route"),
    "MISSING_AUTHENTICATION_TOKEN": (404, "there is no such route"),
    "BAD_REQUEST_PARAMETERS": (400, "a header that this route needs is missing"),
    "REQUEST_TOO_LARGE": (413, "the body is too large"),
    "THROTTLED": (429, "too many requests: wait a moment"),
    "QUOTA_EXCEEDED": (429, "your role's requests of this day are used up: go on tomorrow (UTC)"),
    "INVALID_API_KEY": (500, "this is our fault: your role has no usage plan"),
    "DEFAULT_4XX": (400, "the request is not answered"),
    "DEFAULT_5XX": (500, "this is our fault; try again in a moment"),
}
"""What API Gateway answers itself, in the words in which the function would."""


def routes(version: str, *, has_plans: bool) -> Resources:
    """``version``: the logical id of the version of the function that answers; ``has_plans``: roles have plans."""
    methods = {_method_id(route): _method(route, version, has_plans=has_plans) for route in ROUTES}
    return {**_resources(), **_models(), **methods, **_gateway_responses()}


def invocation(version: str) -> dict[str, str]:
    """Where API Gateway calls this version of a function."""
    place = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    return sub(f"{place}${{{version}}}/invocations")


def _resources() -> Resources:
    """A resource for each part of each path, and for the parts before it."""
    parted = [route.path.split("/") for route in ROUTES]
    paths = {"/".join(parts[:end]) for parts in parted for end in range(2, len(parts) + 1)}
    return {
        _resource_id(path): {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {**API, "ParentId": _resource(path.rpartition("/")[0]), "PathPart": path.rpartition("/")[2]},
        }
        for path in sorted(paths)
    }


def _resource(path: str) -> Any:
    return ref(_resource_id(path)) if path else {"Fn::GetAtt": ["Api", "RootResourceId"]}


def _resource_id(path: str) -> str:
    return "ApiResource" + _camel(path.replace("{", "").replace("}", ""))


def _method_id(route: Route) -> str:
    return "ApiMethod" + _camel(route.operation)


def _camel(text: str) -> str:
    return "".join(part.title() for part in text.replace("/", "_").replace("-", "_").replace(".", "_").split("_"))


def _method(route: Route, version: str, *, has_plans: bool) -> dict[str, Any]:
    who = {"AuthorizationType": "CUSTOM", "AuthorizerId": ref("ApiAuthorizer")}
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            **API,
            "ResourceId": _resource(route.path),
            "HttpMethod": route.method,
            "OperationName": route.operation,
            **({"AuthorizationType": "NONE"} if route.public else who),
            "ApiKeyRequired": has_plans and not route.public,
            "RequestValidatorId": ref("ApiRequestValidator"),
            "RequestParameters": dict(_parameters(route)),
            **({"RequestModels": {"application/json": ref(_model_id(route.request))}} if route.request else {}),
            "Integration": {
                "Type": "AWS_PROXY",
                "IntegrationHttpMethod": "POST",
                "Uri": invocation(version),
                "TimeoutInMillis": 29_000,
            },
        },
    }


def _parameters(route: Route) -> Iterator[tuple[str, bool]]:
    for name in route.parameters:
        yield f"method.request.path.{name}", True
    if route.keyed:
        yield "method.request.header.Idempotency-Key", True
    if route.matched:
        yield "method.request.header.If-Match", False  # the function answers 428 where it is missing


def _models() -> Resources:
    return {
        _model_id(part): {
            "Type": "AWS::ApiGateway::Model",
            "Properties": {
                **API,
                "Name": _camel(part),
                "ContentType": "application/json",
                "Schema": {"$schema": "http://json-schema.org/draft-04/schema#"} | _draft4(openapi.whole(part)),
            },
        }
        for part in sorted({route.request for route in ROUTES if route.request})
    }


def _model_id(part: str) -> str:
    return f"ApiModel{_camel(part)}"


def _draft4(schema: Any) -> Any:
    """In the older words of JSON Schema that API Gateway knows; what it has no word for is left out."""
    if isinstance(schema, list):
        return [_draft4(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    words = {name: _draft4(one) for name, one in schema.items() if name not in ("const", "format", "propertyNames")}
    return words | ({"enum": [schema["const"]]} if "const" in schema else {})


def _gateway_responses() -> Resources:
    return {
        f"ApiSays{_camel(kind.lower())}": {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {
                **API,
                "ResponseType": kind,
                "StatusCode": str(status),
                "ResponseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
                "ResponseTemplates": {
                    "application/json": json.dumps(Problem(status, detail).body("$context.requestId"))
                },
            },
        }
        for kind, (status, detail) in _SAID_BY_THE_GATEWAY.items()
    }
