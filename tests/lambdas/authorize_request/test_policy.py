"""The policy lets a caller call the routes of the roles, whole, and nothing else: evaluated as IAM evaluates it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.authorize_request import policy as policies
from lambdas.authorize_request.policy import policy
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import STAFF, Role
from lambdas.shared.access.routes import PARAMETER, ROUTES, Route
from tests.tokens import STAGE, lets

MOST_BYTES = 8192
"""API Gateway takes no larger answer of an authorizer."""

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{2,63}", fullmatch=True)
staff = st.frozensets(st.sampled_from(STAFF))


def path(route: Route, one: str) -> str:
    return PARAMETER.sub(one, route.path)


@given(roles=staff, asked=st.sampled_from(ROUTES), one=ids)
def test_a_caller_reaches_the_routes_of_the_roles_whichever_was_asked_for(
    roles: frozenset[Role], asked: Route, one: str
) -> None:
    document = policy(Caller("eva", roles), f"{STAGE}/{asked.method}{path(asked, one)}")
    for route in ROUTES:
        reached = route.is_open_to(roles) and not route.public
        assert lets(document, route.method, path(route, one)) == reached, route
        assert policies.lets(document, f"{STAGE}/{route.method}{path(route, one)}") == reached


@given(own=ids, other=ids, asked=st.sampled_from(ROUTES))
def test_an_applicant_reaches_one_application(own: str, other: str, asked: Route) -> None:
    caller = Caller(f"applicant:{own}", frozenset({Role.APPLICANT}), own)
    document = policy(caller, f"{STAGE}/{asked.method}{path(asked, other)}")
    for route in ROUTES:
        if route.public:
            continue
        may = route.is_open_to(caller.roles)
        assert lets(document, route.method, path(route, own)) == may, route
        if route.parameters and other != own:
            assert not lets(document, route.method, route.path.replace("{id}", other, 1)), route


@given(roles=staff, method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "*"]), one=ids)
def test_another_method_or_another_stage_is_not_let_in(roles: frozenset[Role], method: str, one: str) -> None:
    document = policy(Caller("eva", roles), f"{STAGE}/GET/me")
    known = {(route.method, route.path) for route in ROUTES}
    assert all(lets(document, method, path) is False for path in ("/me", "/reviews") if (method, path) not in known)
    assert "v1" not in str(document).replace(STAGE, "")


def test_a_route_beneath_one_of_the_caller_s_is_denied_by_name() -> None:
    document = policy(Caller("eva", frozenset({Role.REVIEWER})), f"{STAGE}/GET/applications/demo-1002")
    assert lets(document, "GET", "/applications/demo-1002")
    assert not lets(document, "GET", "/applications/demo-1002/decision-record")


@pytest.mark.parametrize("roles", [frozenset(STAFF), frozenset({Role.SUBMITTER}), frozenset()])
def test_the_gateway_takes_the_policy(roles: frozenset[Role]) -> None:
    document = policy(Caller("eva", roles), f"{STAGE}/GET/me")
    assert len(str(document)) < MOST_BYTES
    assert all(statement["Resource"] for statement in document["Statement"])
