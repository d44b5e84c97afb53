"""The table of routes fits together: names, paths and roles, each once, and none that API Gateway reads otherwise."""

import re
from itertools import pairwise

import pytest

from lambdas.shared.access import routes
from lambdas.shared.access.roles import Role
from lambdas.shared.access.routes import ROUTES, Route


def test_every_operation_and_every_method_of_a_path_stands_once() -> None:
    assert len({route.operation for route in ROUTES}) == len(ROUTES)
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_a_route_is_written_as_the_gateway_and_openapi_read_it(route: Route) -> None:
    assert re.fullmatch("[a-z_]+", route.operation)
    assert route.method in {"GET", "POST", "PUT", "DELETE"}
    assert re.fullmatch(r"(/([a-z.-]+|\{[a-z]+\}))+", route.path)
    assert len(set(route.parameters)) == len(route.parameters)
    assert not route.public or not route.roles


def test_the_variable_part_at_one_place_of_a_path_has_one_name() -> None:
    # API Gateway refuses /applications/{id} beside /applications/{number}/timeline.
    names: dict[str, str] = {}
    for route in ROUTES:
        parts = route.path.split("/")
        for end, (_, part) in enumerate(pairwise(parts), start=1):
            if part.startswith("{"):
                assert names.setdefault("/".join(parts[:end]), part) == part


def test_every_role_reaches_what_is_its_own_and_nothing_else() -> None:
    reached = {role: {route.operation for route in routes.of([role])} for role in Role}
    anyone = {"read_caller", "read_openapi", "read_health"}
    assert {route.operation for route in routes.of([])} == anyone
    pictures = {"upload_documents", "read_document", "begin_liveness", "take_liveness_picture"}
    assert reached[Role.APPLICANT] == anyone | pictures
    assert reached[Role.REVIEWER] == reached[Role.SENIOR_REVIEWER]
    assert reached[Role.REVIEWER] & reached[Role.OPERATOR] == anyone | {"read_words", "list_watchlists"}
    assert "read_decision_record" in reached[Role.AUDITOR]
    changes = {route.operation for route in routes.of([Role.AUDITOR]) if route.method != "GET"}
    assert changes == {"search_applications"}  # whose body has what may stand in no address
    assert all(any(route in routes.of([role]) for role in Role) for route in ROUTES)


def test_several_roles_reach_what_each_of_them_reaches() -> None:
    both = set(routes.of([Role.SUBMITTER, Role.OPERATOR]))
    assert both == {*routes.of([Role.SUBMITTER]), *routes.of([Role.OPERATOR])}
