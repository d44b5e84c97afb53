"""A caller goes through the gateway as texts, and comes out as the same or not at all."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.access.caller import Caller, NotSignedIn, TokenEnded
from lambdas.shared.access.roles import Role

CALLERS = st.builds(
    Caller,
    subject=st.text(min_size=1),
    roles=st.frozensets(st.sampled_from(Role)),
    application_id=st.none() | st.text(min_size=1),
    expires=st.none() | st.integers(4_000_000_000, 5_000_000_000),
)


def event(context: Any) -> dict[str, Any]:
    return {"httpMethod": "GET", "path": "/me", "requestContext": {"authorizer": context}}


@given(CALLERS)
def test_a_caller_comes_out_as_it_went_in(caller: Caller) -> None:
    context = caller.context()
    assert all(isinstance(value, str) for value in context.values())
    assert Caller.of(event({"principalId": caller.subject, **context})) == caller


@pytest.mark.parametrize(
    "context",
    [
        None,
        {},
        {"subject": "eva"},
        {"subject": "", "roles": "reviewer", "application": ""},
        {"subject": "eva", "roles": "reviewer"},
        {"subject": "eva", "roles": ["reviewer"], "application": ""},
        {"subject": "eva", "roles": "reviewer root", "application": ""},
        {"subject": "eva", "roles": "reviewer", "application": "", "expires": "soon"},
        {"claims": {"sub": "eva"}},
    ],
)
def test_what_is_not_whole_signs_nobody_in(context: Any) -> None:
    with pytest.raises(NotSignedIn):
        Caller.of(event(context))


@pytest.mark.parametrize("bare", [{}, {"requestContext": None}, {"requestContext": {}}])
def test_an_event_without_an_authorizer_signs_nobody_in(bare: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        Caller.of(bare)


def test_a_caller_that_the_gateway_has_kept_for_longer_than_the_token_counts_is_signed_in_no_more() -> None:
    kept = Caller("eva", frozenset({Role.REVIEWER}), expires=int(time.time()) + 60)
    Caller.of(event(kept.context())).check()
    with pytest.raises(TokenEnded):
        Caller.of(event(replace(kept, expires=int(time.time()) - 1).context())).check()
