"""Attacks on the sign-in: each is a request to the authorizer, and each is answered Unauthorized, or by no more rights.

Nothing of a token may be in what is answered, logged or measured.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.authorize_request.handler import Unauthorized, handler
from lambdas.authorize_request.identity import identity
from lambdas.shared.access.keys import FetchedKeys
from lambdas.shared.access.tokens import CLOCK_SKEW, verified
from lambdas.shared.access.unverified import InvalidToken
from lambdas.shared.runtime import clock, schemas
from tests import tokens
from tests.forged import attacks
from tests.forged import header as usual
from tests.tokens import BANK, ENVIRONMENT, NAME, claims, issuer, jwk, lets, part, request, token


@pytest.fixture(autouse=True)
def signed_in_by_the_issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(NOW, UTC))  # when these tokens were made
    identity.cache_clear()
    yield
    identity.cache_clear()


def reason(token: str) -> str:
    with pytest.raises(InvalidToken) as refused:
        verified(token, [issuer()])
    return refused.value.reason.value


ATTACKS = attacks()
NOW = claims()["iat"]
GOOD = token()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_signs_nobody_in(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    forged, expected = ATTACKS[attack]
    assert reason(forged) == expected
    with pytest.raises(Unauthorized) as answered:
        handler(request(forged), None)
    assert str(answered.value) == "Unauthorized"
    said = capsys.readouterr()
    assert expected in said.out
    assert not any(one in said.out + said.err for one in (*forged.split("."), "eva") if len(one) > 2)


@pytest.mark.parametrize(("path", "logged"), [("/reviews", "signed in"), ("/queues", "refused")])
def test_whom_the_policy_refuses_is_logged_by_the_subject(
    path: str, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="kyc")
    handler(request(GOOD, path=path), None)
    [line] = map(vars, caplog.records)
    assert (line["msg"], line["subject"], line["roles"]) == (logged, "eva", ["reviewer"])
    assert not any(part in str(line) for part in GOOD.split("."))


@pytest.mark.parametrize("kind", tokens.KINDS)
def test_a_good_token_of_each_kind_signs_in(kind: str) -> None:
    event = request(token(kind))
    answer = handler(event, None)
    assert schemas.problems(event, schemas.validator("authorize_request", "input")) == []
    assert schemas.problems(answer, schemas.validator("authorize_request", "result")) == []
    assert (answer["principalId"], answer["context"]["roles"]) == ("eva", "reviewer")


def test_whose_usage_is_counted_says_the_verified_role_and_no_header() -> None:
    for roles, plan in ((["reviewer"], "reviewer"), (["operator", "auditor"], "auditor"), ([], "without-role")):
        event = request(token(roles=roles))
        event["multiValueHeaders"]["x-api-key"] = ["kyc-usage-plan-of-submitter"]
        assert handler(event, None)["usageIdentifierKey"] == f"kyc-usage-plan-of-{plan}"


@pytest.mark.parametrize(
    "good",
    [
        token(exp=NOW - CLOCK_SKEW + 1),
        token(nbf=NOW + CLOCK_SKEW, iat=NOW + CLOCK_SKEW),
        token(aud=["payroll", "kyc"]),
        token(headers={"typ": "application/at+JWT"}),
        token(headers={"typ": None}),
        token("RSA", "PS512"),
        token(headers={"x5t": "abc"}),
    ],
)
def test_what_the_standards_allow_is_no_attack(good: str) -> None:
    assert verified(good, [issuer()])["sub"] == "eva"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"multiValueHeaders": None},
        request(),
        request(GOOD, GOOD),
        request(GOOD, scheme=""),
        request(GOOD, scheme="Basic "),
        request(GOOD, scheme="Bearer  "),
        request(f"{GOOD}, Bearer {GOOD}"),
    ],
)
def test_one_header_with_one_token_signs_in_and_nothing_else(event: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized):
        handler(event, None)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [(token(exp=NOW - CLOCK_SKEW), "EXPIRED"), (token(nbf=NOW + CLOCK_SKEW + 1), "NOT_YET_VALID")],
)
def test_the_clocks_may_differ_by_a_minute_and_no_more(bad: str, expected: str) -> None:
    assert reason(bad) == expected


def test_the_scheme_s_case_does_not_matter() -> None:
    assert handler(request(GOOD, scheme="bearer "), None)["principalId"] == "eva"


def test_a_good_token_without_the_role_reaches_nothing_of_it() -> None:
    document = handler(request(token(roles=["reviewer"])), None)["policyDocument"]
    assert lets(document, "POST", "/reviews/next")
    assert not lets(document, "POST", "/watchdog")
    assert not lets(document, "GET", "/applications/demo-1001/decision-record")


def test_a_role_that_was_taken_away_is_gone_with_the_next_token() -> None:
    before, after = (handler(request(token(roles=roles)), None) for roles in (["operator"], []))
    assert lets(before["policyDocument"], "POST", "/watchdog")
    assert not lets(after["policyDocument"], "POST", "/watchdog")
    assert lets(after["policyDocument"], "GET", "/me")


def test_the_staff_s_issuer_makes_no_applicant_and_names_no_application() -> None:
    context = handler(request(token(roles=["applicant", "reviewer"], application="demo-1001")), None)["context"]
    assert (context["roles"], context["application"]) == ("reviewer", "")


def test_unknown_keys_do_not_make_the_issuer_be_asked_for_each_of_them() -> None:
    asked = []

    def fetch() -> bytes:
        asked.append("once")
        return tokens.key_set(jwk("P-256")).encode()

    keys = FetchedKeys(fetch, lambda: 1000.0)
    for number in range(50):
        with pytest.raises(InvalidToken, match="UNKNOWN_KEY"):
            verified(token(headers={"kid": f"k{number}"}), [issuer_with(keys)])
    assert verified(GOOD, [issuer_with(keys)])
    assert len(asked) == 1


def issuer_with(keys: Any) -> Any:
    return replace(issuer(), keys=keys)


_parts = st.one_of(st.text(max_size=40), st.binary(max_size=40).map(part), st.sampled_from(GOOD.split(".")))


@given(st.lists(_parts, max_size=5).map(".".join))
def test_whatever_is_sent_is_the_good_token_or_one_refusal(sent: str) -> None:
    with suppress(InvalidToken):
        verified(sent, [issuer()])
        assert sent == GOOD


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(
    header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "x"]), _json, max_size=3),
    content=st.dictionaries(
        st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat", "roles", "x"]), _json, max_size=3
    ),
)
def test_whatever_the_issuer_itself_signs_is_a_caller_or_one_refusal(header: Any, content: Any) -> None:
    with suppress(InvalidToken):
        found = verified(BANK.sign(usual(BANK) | header, claims() | content), [issuer()])
        assert isinstance(found["sub"], str)
        assert found["iss"] == NAME
        assert found["exp"] > NOW - CLOCK_SKEW
