"""The table of routes as API Gateway imports it: methods, models, the authorizer, and what it answers itself."""

import json
from collections.abc import Iterator
from typing import Any

from infrastructure.permissions import ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from lambdas.answer_request import openapi
from lambdas.answer_request.problems import Problem
from lambdas.shared.access.routes import ROUTES, Route

STAGE = "v1"
HOST = "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
_OWN = "x-amazon-apigateway"
"""What its own words in the document begin with."""
COCKPIT = ("/cockpit", "/cockpit/{version}/{file}")
"""Where the page of the bank's staff is, beside the routes of the table."""
LEAST_COMPRESSED = 1024
"""Bytes from which on answers travel compressed: the page and long lists, and nothing as short as a token."""
_KEPT_SECONDS = 60
"""How long API Gateway keeps what the authorizer said of a token."""
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


def address(settings: Settings, path: str = "") -> Any:
    """Of the API on AWS, or of this path of it (``/cockpit``)."""
    domain = settings.api.domain
    return f"https://{domain}{path}" if domain else sub(f"https://{HOST}/{STAGE}{path}")


def definition(answers: str, authorizes: str, serves: str, *, is_closed: bool, has_plans: bool) -> dict[str, Any]:
    """The whole API as API Gateway imports it, in Swagger 2.0: one resource, however many routes there are.

    ``answers``, ``authorizes``, ``serves`` (the page): where the functions are, with ``${…}``. ``is_closed``: API
    Gateway's own address is not answered; ``has_plans``: roles have usage plans.
    """
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _method(route, answers, has_plans=has_plans)
    # Nobody is signed in to read the page, which holds no data.
    paths |= {path: {"get": {"responses": {}, **_integration(serves)}} for path in COCKPIT}
    return {
        "swagger": "2.0",
        "info": {"title": "Customer onboarding", "version": "1"},
        "paths": paths,
        "definitions": _models(),
        "securityDefinitions": {"tokens": _authorizer(authorizes), "plan": _header("x-api-key")},
        # From the authorizer alone: a client's own x-api-key counts for nothing.
        f"{_OWN}-api-key-source": "AUTHORIZER",
        f"{_OWN}-minimum-compression-size": LEAST_COMPRESSED,
        f"{_OWN}-endpoint-configuration": {"disableExecuteApiEndpoint": is_closed},
        f"{_OWN}-gateway-responses": _gateway_responses(),
        f"{_OWN}-request-validators": {"headers": {"validateRequestBody": False, "validateRequestParameters": True}},
        f"{_OWN}-request-validator": "headers",
    }


def _authorizer(function: str) -> dict[str, Any]:
    return _header("Authorization") | {
        f"{_OWN}-authtype": "custom",
        f"{_OWN}-authorizer": {
            "type": "request",
            "identitySource": "method.request.header.Authorization",
            "authorizerUri": invocation(function),
            "authorizerResultTtlInSeconds": _KEPT_SECONDS,
        },
    }


def _header(name: str) -> dict[str, str]:
    return {"type": "apiKey", "name": name, "in": "header"}


def invocation(function: str) -> dict[str, str]:
    """Where API Gateway calls this function."""
    place = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    return sub(f"{place}{function}/invocations")


def _camel(text: str) -> str:
    return "".join(part.title() for part in text.split("_"))


def _method(route: Route, function: str, *, has_plans: bool) -> dict[str, Any]:
    signed_in: dict[str, list[str]] = {"tokens": [], **({"plan": []} if has_plans else {})}
    return {
        "operationId": route.operation,
        "consumes": ["application/json"],
        "parameters": list(_parameters(route)),
        "responses": {},
        **({} if route.public else {"security": [signed_in]}),
        **_integration(function),
    }


def _integration(function: str) -> dict[str, Any]:
    called = {"type": "aws_proxy", "httpMethod": "POST", "uri": invocation(function), "timeoutInMillis": 29_000}
    return {f"{_OWN}-integration": called}


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    for name in route.parameters:
        yield _parameter(name, "path")
    if route.keyed:
        yield _parameter("Idempotency-Key", "header")
    if route.matched:
        # The function answers 428 where it is missing.
        yield _parameter("If-Match", "header") | {"required": False}
    if route.request:
        model = _camel(route.request)
        yield {"name": model, "in": "body", "required": True, "schema": {"$ref": f"#/definitions/{model}"}}


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "type": "string"}


def _models() -> dict[str, Any]:
    return {
        _camel(part): _draft4(openapi.whole(part)) for part in sorted({one.request for one in ROUTES if one.request})
    }


def _draft4(schema: Any) -> Any:
    """In the older words of JSON Schema that API Gateway knows; what it has no word for is left out."""
    if isinstance(schema, list):
        return [_draft4(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    words = {name: _draft4(one) for name, one in schema.items() if name not in ("const", "format", "propertyNames")}
    return words | ({"enum": [schema["const"]]} if "const" in schema else {})


def _gateway_responses() -> dict[str, Any]:
    return {
        kind: {
            "statusCode": str(status),
            "responseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
            "responseTemplates": {"application/json": json.dumps(Problem(status, detail).body("$context.requestId"))},
        }
        for kind, (status, detail) in _SAID_BY_THE_GATEWAY.items()
    }


def said_by_the_gateway() -> Resources:
    """What API Gateway answers itself as resources, for the local cloud, which does not import it with the rest."""
    return {
        f"ApiSays{_camel(kind.lower())}": {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {
                "RestApiId": ref("Api"),
                "ResponseType": kind,
                **{f"{name[0].upper()}{name[1:]}": value for name, value in said.items()},
            },
        }
        for kind, said in _gateway_responses().items()
    }
