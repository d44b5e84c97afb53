"""The API in OpenAPI 3.1, made from the table of routes and the schemas of the bodies."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from lambdas.answer_request.requests import KEY, MATCH, SCHEMA
from lambdas.shared.access.routes import ROUTES, Route
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.dynamodb import Row

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Another one for each application; the same request again has the same key",
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the application as you saw it: the whole hash of its evidence",
    "schema": {"type": "string", "pattern": f"^{MATCH.pattern}$"},
}
_CASE = ("/applications/{id}", "/reviews/{id}")
_LINKS = (
    ("submit_application", {"id": "$response.body#/application_id"}, _CASE),
    ("claim_review", {"id": "$response.body#/review/application_id"}, _CASE),
    ("read_application", {"id": "$request.path.id", "header.If-Match": "$response.header.ETag"}, _CASE),
    (
        "begin_liveness",
        {"id": "$request.path.id", "session": "$response.body#/session_id"},
        ("/applications/{id}/liveness/{session}",),
    ),
    ("run_monitoring", {"run": "$response.body#/run"}, ("/monitoring/runs/{run}",)),
    ("run_watchdog", {"run": "$response.body#/run"}, ("/watchdog/{run}",)),
)
"""Where what an operation answers leads: with which parameters, to routes beneath which paths. One that takes If-Match
is reached from where its ETag is read.
"""
_MEANINGS = {
    "400": "The request cannot be read",
    "401": "Not signed in, or no longer",
    "403": "Your roles do not reach this, or you may not decide it",
    "404": "There is none, or none that you may know of",
    "409": "It waits for nothing of that kind, or somebody else was quicker",
    "410": "Its record was sealed once, and is gone",
    "412": "The evidence is not what you saw",
    "413": "The body is too large",
    "415": "The body is no JSON in UTF-8",
    "422": "The body does not keep its schema, or says what is not possible",
    "428": "If-Match is missing",
    "429": "Too many requests",
    "500": "A fault of the API",
    "503": "Try again in a moment",
}


def document(summaries: Mapping[str, str]) -> Row:
    """``summaries``: what each operation does, by its name; operations without one are not served."""
    paths: dict[str, Row] = {}
    for route in (route for route in ROUTES if route.operation in summaries):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, summaries[route.operation])
    used = {part for route in ROUTES for part in (route.request, route.response) if part} | {"problem"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "KYC onboarding", "version": "1"},
        # Relative to where this document is served: behind every stage and domain the right one.
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": {part: whole(part) for part in sorted(used)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(route: Route, summary: str) -> Row:
    content = _json(route.response) if route.response else {}
    done = {"description": "Done", **({"content": content} if content else {}), **_links(route)}
    answers: Row = {str(route.status): done}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    answers |= {status: {"description": meaning, "content": problem} for status, meaning in _MEANINGS.items()}
    body = {"required": True, "content": _json(route.request)} if route.request else None
    return {
        "operationId": route.operation,
        "summary": summary,
        "security": [] if route.public else [{"token": []}],
        "parameters": [
            *map(_path, route.parameters),
            *_query(route),
            *([_KEY] if route.keyed else []),
            *([_MATCH] if route.matched else []),
        ],
        **({"requestBody": body} if body else {}),
        "responses": answers,
    }


def _links(route: Route) -> Row:
    """To each route that can be called with what this one answers, so that a program may follow what it made."""
    found = {
        other.operation: {"operationId": other.operation, "parameters": given}
        for operation, given, paths in _LINKS
        for other in ROUTES
        if operation == route.operation
        and other.path.startswith(paths)
        and other.matched == ("header.If-Match" in given)
        and {*other.parameters} <= {*given}
    }
    return {"links": found} if found else {}


def _json(part: str) -> Row:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{part}"}}}


def _path(name: str) -> Row:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(route: Route) -> list[Row]:
    found = whole(route.query)["properties"] if route.query else {}
    return [{"name": name, "in": "query", "schema": schema} for name, schema in found.items()]


@cache
def whole(part: str) -> Any:
    """The schema of this body, with what it refers to in its place."""
    return _whole({"$ref": f"#/$defs/{part}"}, SCHEMA)


def _whole(schema: Any, file: str) -> Any:
    if isinstance(schema, list):
        return [_whole(one, file) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _whole(one, file) for name, one in schema.items() if name not in _OF_A_FILE}
    if "$ref" in schema:
        other, _, name = schema["$ref"].partition("#/$defs/")
        other = other.removesuffix(".json") or file
        found = _whole(schemas.load(other)["$defs"][name] if name else schemas.load(other), other) | found
    return found


_OF_A_FILE = ("$ref", "$schema", "$id", "$defs")
