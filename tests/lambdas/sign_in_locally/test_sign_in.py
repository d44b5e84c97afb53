"""The local cloud's issuer: a code for whoever says who they are, and a token for whoever asked for the code."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from lambdas.sign_in_locally.handler import handler

KEY = ec.generate_private_key(ec.SECP256R1())
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://127.0.0.1:4566/restapis/a1/v1/_user_request_/cockpit"
ASKED = {
    "response_type": "code",
    "client_id": "cockpit",
    "redirect_uri": BACK,
    "state": "s&<>",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture(autouse=True, scope="module")
def environment() -> Any:
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ISSUER": "i", "AUDIENCE": "kyc", "ALGORITHM": "ES256", "ROLES_CLAIM": "roles"}.items():
            patch.setenv(name, value)
        patch.setenv("KEY_ID", "k")
        patch.setenv("ISSUER_KEY", pem)
        yield


def call(method: str, path: str, query: dict[str, str] | None = None, sent: dict[str, str] | None = None) -> Any:
    return handler(
        {
            "httpMethod": method,
            "pathParameters": {"proxy": path},
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()},
            "body": urlencode(sent or {}),
        },
        None,
    )


def code(**chosen: str) -> str:
    answer = call("POST", "authorize", ASKED, chosen or {"user": "eva", "reviewer": "on"})
    found = urlsplit(answer["headers"]["Location"])
    query = dict(parse_qsl(found.query))
    assert answer["statusCode"] == 303
    assert f"{found.scheme}://{found.netloc}{found.path}" == BACK
    assert query["state"] == ASKED["state"]
    return str(query["code"])


def exchange(given: str, **other: str) -> Any:
    sent = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return call("POST", "token", sent=sent | other)


def test_the_page_asks_who_signs_in_and_runs_nothing() -> None:
    answer = call("GET", "authorize", ASKED)
    assert answer["statusCode"] == 200
    assert 'name="senior_reviewer"' in answer["body"]
    assert "s&<>" not in answer["body"]
    assert "default-src 'none'" in answer["headers"]["Content-Security-Policy"]


def test_a_code_gives_a_token_of_the_name_and_roles_that_were_chosen() -> None:
    answer = exchange(code(user="eva", reviewer="on", auditor="on"))
    claims = jwt.decode(json.loads(answer["body"])["access_token"], KEY.public_key(), ["ES256"], audience="kyc")
    assert (claims["iss"], claims["sub"], claims["roles"]) == ("i", "eva", ["reviewer", "auditor"])


@pytest.mark.parametrize(
    "other",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": BACK.replace("a1", "b2")},
        {"grant_type": "refresh_token"},
        {"code": "x.y.z"},
    ],
)
def test_nobody_else_gets_a_token_for_a_code(other: dict[str, str]) -> None:
    assert exchange(code(), **other)["statusCode"] == 400


def test_a_token_is_no_code() -> None:
    token = json.loads(exchange(code())["body"])["access_token"]
    assert exchange(token)["statusCode"] == 400


@pytest.mark.parametrize(
    "chosen", [{"user": "eva"}, {"user": "e va", "reviewer": "on"}, {"user": "", "reviewer": "on"}]
)
def test_without_a_name_or_a_role_the_page_asks_again(chosen: dict[str, str]) -> None:
    answer = call("POST", "authorize", ASKED, chosen)
    assert (answer["statusCode"], "at least one role" in answer["body"]) == (422, True)


@given(st.text() | st.sampled_from(["https://evil.example/cockpit", f"{BACK}@evil.example", f"{BACK}/../x", ""]))
def test_nobody_is_sent_elsewhere(place: str) -> None:
    for method in ("GET", "POST"):
        answer = call(method, "authorize", ASKED | {"redirect_uri": place}, {"user": "eva", "reviewer": "on"})
        assert answer["statusCode"] == 400
        assert "Location" not in answer["headers"]
