"""Whose tokens count, and which roles they give, as the environment says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.authorize_request import handler as authorizer
from lambdas.authorize_request.identity import Identity, identity
from lambdas.shared.access.keys import FetchedKeys
from lambdas.shared.access.roles import Role
from lambdas.shared.runtime.errors import NotConfigured
from tests.tokens import ENVIRONMENT, ROLES, issuer, request, token


def given_environment(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    identity.cache_clear()
    for name, value in (ENVIRONMENT | changed).items():
        monkeypatch.setenv(name, value)


def test_a_token_of_the_issuer_gives_its_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch)
    caller = identity().caller(token(roles=["reviewer", "senior_reviewer", "unheard of"]))
    assert (caller.subject, caller.roles) == ("eva", frozenset({Role.REVIEWER, Role.SENIOR_REVIEWER}))


@pytest.mark.parametrize("stage", ["test", "production", ""])
def test_keys_in_the_environment_count_on_the_local_cloud_alone(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    given_environment(monkeypatch, KYC_STAGE=stage)
    with pytest.raises(NotConfigured, match="only the local cloud"):
        identity()


def test_elsewhere_they_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(
        monkeypatch, KYC_STAGE="production", IDENTITY_KEYS="", IDENTITY_JWKS_URL="https://login.bank.example/keys"
    )
    [found] = identity().issuers
    assert isinstance(found.keys, FetchedKeys)


def test_nobody_s_issuer_makes_applicants(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch, IDENTITY_ROLES='{"customers": "applicant"}')
    with pytest.raises(NotConfigured):
        identity()
    given_environment(monkeypatch, IDENTITY_ISSUER="kyc-applicants", IDENTITY_ROLES="{}")
    with pytest.raises(NotConfigured):
        identity()


@pytest.mark.parametrize(
    ("way", "claims"),
    [
        (["cognito:groups"], {"cognito:groups": ["reviewer"]}),
        (["realm_access", "roles"], {"realm_access": {"roles": ["offline", "reviewer"]}}),
        (["https://bank.example/roles"], {"https://bank.example/roles": ["reviewer"]}),
        (["scope"], {"scope": "openid reviewer"}),
    ],
)
def test_roles_are_where_the_settings_say(way: list[str], claims: dict[str, Any]) -> None:
    made = Identity([issuer()], way, ROLES)
    assert made.caller(token(roles=None, **claims)).roles == {Role.REVIEWER}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["roles", "a"]), inner, max_size=2),
    max_leaves=6,
)


@given(_JSON)
def test_whatever_is_there_instead_of_roles_gives_none_that_it_does_not_name(value: Any) -> None:
    made = Identity([issuer()], ["roles", "a"], ROLES)
    assert all(role in str(value) for role in made.caller(token(roles=value)).roles)


def test_values_mean_the_roles_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    given_environment(monkeypatch, IDENTITY_ROLES='{"KYC-Compliance": "auditor"}')
    assert identity().caller(token(roles=["KYC-Compliance", "reviewer"])).roles == {Role.AUDITOR}


def test_a_request_that_could_not_be_judged_is_counted_and_logged_by_its_id(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def not_configured() -> None:
        raise NotConfigured("no issuer")

    monkeypatch.setattr(authorizer, "identity", not_configured)
    with pytest.raises(NotConfigured):
        authorizer.handler(request(token()) | {"requestContext": {"requestId": "request-1"}}, None)
    assert '"SignInFaults":[1.0]' in capsys.readouterr().out
    assert authorizer._logger.get_correlation_id() == "request-1"
