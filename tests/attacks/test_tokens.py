"""Attacks on the sign-in: each is a request to the authorizer, and each is answered Unauthorized, or by no more rights.

Nothing of a token may be in what is answered, logged or measured.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from lambdas.authorize_request.handler import Unauthorized, handler
from lambdas.authorize_request.identity import identity
from lambdas.shared.access.keys import FetchedKeys
from lambdas.shared.access.tokens import CLOCK_SKEW, verified
from lambdas.shared.access.unverified import MOST_CHARACTERS, InvalidToken
from lambdas.shared.runtime import clock, schemas
from tests import tokens
from tests.tokens import ENVIRONMENT, NAME, claims, issuer, jwk, lets, part, private_key, request, token


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


def hand_signed(header: Any, content: Any, algorithm: str = "ES256", kind: str = "P-256") -> str:
    """Signed by the issuer's own key, whatever header and content are."""
    message = f"{part(header)}.{part(content)}"
    return f"{message}.{part(jwt.get_algorithm_by_name(algorithm).sign(message.encode(), private_key(kind)))}"


HEADER = {"alg": "ES256", "typ": "JWT", "kid": "P-256"}
RSA = {"alg": "RS256", "kid": "RSA"}
NOW = claims()["iat"]
STRANGER = ec.generate_private_key(ec.SECP256R1())


def by_mac(secret: bytes, kid: str) -> str:
    """An HS256 token whose secret is a text that everybody has."""
    message = f"{part(HEADER | {'alg': 'HS256', 'kid': kid})}.{part(claims())}"
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(message.encode())
    return f"{message}.{part(mac.finalize())}"


def public(kind: str, encoding: serialization.Encoding) -> bytes:
    key: Any = private_key(kind).public_key()
    return bytes(key.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo))


def tampered(place: int) -> str:
    """A good token with one bit of a part turned over."""
    parts = token().split(".")
    raw = bytearray(urlsafe_b64decode(parts[place] + "=" * (-len(parts[place]) % 4)))
    raw[-2] ^= 1
    parts[place] = part(bytes(raw))
    return ".".join(parts)


GOOD = token()
ATTACKS: dict[str, tuple[str, str]] = {
    "empty": ("", "MALFORMED"),
    "garbage": ("a.b.c", "MALFORMED"),
    "two parts": (GOOD.rpartition(".")[0], "MALFORMED"),
    "four parts": (GOOD + ".e30", "MALFORMED"),
    "JSON form": (json.dumps({"payload": GOOD.split(".")[1], "signatures": []}), "MALFORMED"),
    "white space": (f"{GOOD}\n", "MALFORMED"),
    "padded": (f"{GOOD}==", "MALFORMED"),
    "huge": (token(notes="x" * MOST_CHARACTERS), "MALFORMED"),
    "deep": (hand_signed(HEADER, '{"iss":' + "[" * 2000 + "]" * 2000 + "}"), "MALFORMED"),
    "a name twice": (hand_signed(HEADER, json.dumps(claims())[:-1] + ', "sub": "max"}'), "MALFORMED"),
    "header's name twice": (hand_signed('{"alg":"none","alg":"ES256","kid":"P-256"}', claims()), "MALFORMED"),
    "no object": (hand_signed(HEADER, [claims()]), "MALFORMED"),
    "not UTF-8": (hand_signed(HEADER, b'{"iss": "\xff"}'), "MALFORMED"),
    "expired": (token(exp=NOW - CLOCK_SKEW), "EXPIRED"),
    "not yet valid": (token(nbf=NOW + CLOCK_SKEW + 1), "NOT_YET_VALID"),
    "issued tomorrow": (token(iat=NOW + 86_400), "NOT_YET_VALID"),
    "without an end": (token(exp=None), "CLAIMS"),
    "an end in words": (hand_signed(HEADER, claims(exp=str(NOW + 600))), "CLAIMS"),
    "a true end": (hand_signed(HEADER, claims(exp=True)), "CLAIMS"),
    "an end beyond all numbers": (
        hand_signed(HEADER, json.dumps(claims(exp=0)).replace('"exp": 0', '"exp": 1e999')),
        "MALFORMED",
    ),
    "no subject": (token(sub=None), "CLAIMS"),
    "empty subject": (token(sub=""), "CLAIMS"),
    "a subject of two lines": (token(sub="eva\nmax"), "CLAIMS"),
    "a subject that is a list": (hand_signed(HEADER, claims(sub=["eva"])), "CLAIMS"),
    "another issuer": (token(iss="https://login.evil.example"), "ISSUER"),
    "part of the issuer's name": (token(iss=NAME[:-1]), "ISSUER"),
    "more than the issuer's name": (token(iss=f"{NAME}/"), "ISSUER"),
    "no issuer": (token(iss=None), "ISSUER"),
    "several issuers": (hand_signed(HEADER, claims(iss=[NAME])), "ISSUER"),
    "another audience": (token(aud="payroll"), "AUDIENCE"),
    "part of the audience": (token(aud="ky"), "AUDIENCE"),
    "no audience": (token(aud=None), "AUDIENCE"),
    "an audience inside a list": (token(aud=[["kyc"]]), "AUDIENCE"),
    "alg none": (f"{part(HEADER | {'alg': 'none'})}.{part(claims())}.", "MALFORMED"),
    "alg none with a signature": (f"{part(HEADER | {'alg': 'none'})}.{part(claims())}.AA", "ALGORITHM"),
    "alg nOnE": (f"{part(HEADER | {'alg': 'nOnE'})}.{part(claims())}.AA", "ALGORITHM"),
    "alg a list": (hand_signed(HEADER | {"alg": ["ES256"]}, claims()), "ALGORITHM"),
    "no alg": (hand_signed({"kid": "P-256"}, claims()), "ALGORITHM"),
    "empty signature": (GOOD.rpartition(".")[0] + ".", "MALFORMED"),
    "HS256 with the public key's PEM": (by_mac(public("RSA", serialization.Encoding.PEM), "RSA"), "ALGORITHM"),
    "HS256 with the public key's DER": (by_mac(public("P-256", serialization.Encoding.DER), "P-256"), "ALGORITHM"),
    "HS256 with the key as JSON": (by_mac(json.dumps(jwk("RSA")).encode(), "RSA"), "ALGORITHM"),
    "HS256 with nothing": (by_mac(b"", "RSA"), "ALGORITHM"),
    "RS256 by the name of an EC key": (token("RSA", headers={"kid": "P-256"}), "UNUSABLE_KEY"),
    "ES256 by the name of an RSA key": (token("P-256", headers={"kid": "RSA"}), "UNUSABLE_KEY"),
    "ES384 by the name of a P-256 key": (token("P-384", headers={"kid": "P-256"}), "UNUSABLE_KEY"),
    "a PS256 signature under RS256": (hand_signed(RSA, claims(), "PS256", "RSA"), "SIGNATURE"),
    "an RS384 signature under RS256": (hand_signed(RSA, claims(), "RS384", "RSA"), "SIGNATURE"),
    "no kid": (hand_signed({"alg": "ES256"}, claims()), "UNKNOWN_KEY"),
    "unknown kid": (token(headers={"kid": "P-257"}), "UNKNOWN_KEY"),
    "a kid that is a path": (token(headers={"kid": "../../../../dev/null"}), "UNKNOWN_KEY"),
    "a kid that is an address": (token(headers={"kid": "https://evil.example/key"}), "UNKNOWN_KEY"),
    "a kid that is a query": (token(headers={"kid": "' UNION SELECT 'k"}), "UNKNOWN_KEY"),
    "a kid that is a number": (hand_signed(HEADER | {"kid": 1}, claims()), "UNKNOWN_KEY"),
    "a kid that is a table": (hand_signed(HEADER | {"kid": {"P-256": 1}}, claims()), "UNKNOWN_KEY"),
    "jku": (token(key=STRANGER, headers={"jku": "https://evil.example/keys"}), "HEADER"),
    "x5u": (token(key=STRANGER, headers={"x5u": "https://evil.example/cert"}), "HEADER"),
    "x5c": (token(key=STRANGER, headers={"x5c": ["MIIB"]}), "HEADER"),
    "jwk": (token(key=STRANGER, headers={"jwk": jwk("P-256", key=STRANGER)}), "HEADER"),
    "crit": (token(headers={"crit": ["exp"]}), "HEADER"),
    "crit of nothing": (hand_signed(HEADER | {"crit": []}, claims()), "HEADER"),
    "b64": (hand_signed(HEADER | {"b64": False}, claims()), "HEADER"),
    "compressed": (hand_signed(HEADER | {"zip": "DEF"}, claims()), "HEADER"),
    "encrypted": (f"{part({'alg': 'RSA-OAEP', 'enc': 'A256GCM'})}.AA.AA.AA.AA", "MALFORMED"),
    "a token in a token": (hand_signed(HEADER | {"cty": "JWT"}, claims()), "HEADER"),
    "a token as the claims": (hand_signed(HEADER, GOOD), "MALFORMED"),
    "typ of a logout": (token(headers={"typ": "logout+jwt"}), "TYPE"),
    "typ of an applicant": (token(headers={"typ": "kyc-applicant+jwt"}), "TYPE"),
    "typ a list": (hand_signed(HEADER | {"typ": ["JWT"]}, claims()), "TYPE"),
    "a stranger's key": (token(key=STRANGER), "SIGNATURE"),
    "claims tampered with": (tampered(1), "SIGNATURE"),
    "signature tampered with": (tampered(2), "SIGNATURE"),
    "another token's signature": (f"{token(sub='max').rpartition('.')[0]}.{GOOD.rpartition('.')[2]}", "SIGNATURE"),
    "a signature of zeros": (f"{GOOD.rpartition('.')[0]}.{part(bytes(64))}", "SIGNATURE"),
    "an applicant's issuer": (token(iss="kyc-applicants", aud="kyc-applicants"), "ISSUER"),
}


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


@pytest.mark.parametrize("kind", tokens.KINDS)
def test_a_good_token_of_each_kind_signs_in(kind: str) -> None:
    event = request(token(kind))
    answer = handler(event, None)
    assert schemas.problems(event, schemas.validator("authorize_request", "input")) == []
    assert schemas.problems(answer, schemas.validator("authorize_request", "result")) == []
    assert (answer["principalId"], answer["context"]["roles"]) == ("eva", "reviewer")


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
        found = verified(hand_signed(HEADER | header, claims() | content), [issuer()])
        assert isinstance(found["sub"], str)
        assert found["iss"] == NAME
        assert found["exp"] > NOW - CLOCK_SKEW
