"""The API's description: valid OpenAPI 3.1, and of exactly what there is."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from jsonschema import Draft202012Validator

from lambdas.answer_request import openapi
from lambdas.answer_request.handler import HANDLERS, SUMMARIES
from lambdas.answer_request.requests import SCHEMA
from lambdas.shared.access.roles import Role
from lambdas.shared.access.routes import ROUTES
from lambdas.shared.runtime import schemas
from tests.api import Api
from tests.applications import application

DOCUMENT = openapi.document(SUMMARIES)


def references(found: Any) -> set[str]:
    if isinstance(found, list):
        return {one for part in found for one in references(part)}
    if not isinstance(found, dict):
        return set()
    own = {found["$ref"]} if isinstance(found.get("$ref"), str) else set()
    return own | {one for part in found.values() for one in references(part)}


def test_it_is_served_to_whoever_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    reply = Api(monkeypatch).call("GET", "/openapi.json", "eva", Role.AUDITOR)
    assert (reply.status, reply.body) == (200, DOCUMENT)
    assert reply.headers["Cache-Control"] == "private, max-age=300"


def test_it_names_every_route_that_is_served_and_no_other() -> None:
    served = {(route.method.lower(), route.path) for route in ROUTES if route.operation in HANDLERS}
    assert {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods} == served
    operations = [one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert len(operations) == len(set(operations))


def test_every_reference_leads_somewhere_and_every_path_declares_its_parameters() -> None:
    schemas_there = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) <= schemas_there
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            declared = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
            assert declared == re.findall(r"\{(\w+)\}", path)
            assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
            assert all(answer["description"] for answer in operation["responses"].values())


def test_what_is_made_leads_to_the_routes_of_it() -> None:
    operations = {one["operationId"]: one for methods in DOCUMENT["paths"].values() for one in methods.values()}
    links: dict[str, Any] = {}
    for name, operation in operations.items():
        [answer] = [one for status, one in operation["responses"].items() if status < "300"]
        links[name] = answer.get("links", {})
        for link in links[name].values():
            there = operations[link["operationId"]]["parameters"]
            named = {one["name"] if one["in"] == "path" else f"{one['in']}.{one['name']}" for one in there}
            assert {one["name"] for one in there if one["in"] == "path"} <= link["parameters"].keys() <= named
    matched = {route.operation for route in ROUTES if route.matched}
    of_case = {route.operation for route in ROUTES if route.parameters == ("id",)}
    assert links["submit_application"].keys() == links["claim_review"].keys() == of_case - matched
    assert links["read_application"].keys() == of_case & matched >= {"decide_review", "correct_application"}
    assert links["run_watchdog"].keys() == {"read_watchdog_report"}
    assert links["run_monitoring"].keys() == {"read_monitoring_run"}
    assert links["begin_liveness"].keys() == {"take_liveness_picture"}


@pytest.mark.parametrize("root", ["https://kyc.bank.example", "https://a.example/v1", "http://a/restapis/a1/v1/_user"])
def test_its_server_is_where_it_is_served(root: str) -> None:
    [server] = DOCUMENT["servers"]
    assert urljoin(f"{root}/openapi.json", server["url"]).rstrip("/") == root


def test_its_schemas_are_schemas_and_say_what_those_of_the_definitions_say() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(openapi.whole("application"))
    made: Any
    for made in (application(), application() | {"surprise": 1}, application(applicant={"birth_date": "soon"}), {}):
        assert whole.is_valid(made) == (not schemas.problems(made, schemas.validator(SCHEMA, "application")))
