"""Tokens that the bank makes for applicants: signed by a key of KMS, for one application, and for nobody else."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from lambdas.shared.access import applicant_tokens
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.access.tokens import CLOCK_SKEW, verified
from lambdas.shared.access.unverified import InvalidToken, Reason
from lambdas.shared.runtime import aws
from tests import tokens
from tests.seals import Kms

KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f2c"


class SigningKms(Kms):
    """KMS, as far as it signs whole messages."""

    def sign(self, *, Message: bytes, **others: Any) -> dict[str, Any]:  # noqa: N803
        assert others == {"KeyId": KEY, "MessageType": "RAW", "SigningAlgorithm": "ECDSA_SHA_256"}
        return {"Signature": self._key.sign(Message, ec.ECDSA(hashes.SHA256()))}


@pytest.fixture(autouse=True)
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = SigningKms()
    monkeypatch.setattr(aws, "client", lambda _: made)
    monkeypatch.setenv(applicant_tokens.KEY, KEY)
    applicant_tokens._public.cache_clear()
    yield
    applicant_tokens._public.cache_clear()


def caller(token: str) -> Caller:
    issuer = applicant_tokens.issuer()
    assert issuer
    return applicant_tokens.caller(verified(token, [issuer]))


def test_a_token_is_for_one_application_and_a_quarter_of_an_hour() -> None:
    token = applicant_tokens.issue("demo-1003")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == applicant_tokens.SECONDS == 900
    expected = Caller("applicant:demo-1003", frozenset({Role.APPLICANT}), "demo-1003", claims["exp"] + CLOCK_SKEW)
    assert caller(token) == expected
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "typ": "kyc-applicant+jwt", "kid": "0f2c"}


def test_no_two_tokens_are_the_same() -> None:
    assert applicant_tokens.issue("demo-1003") != applicant_tokens.issue("demo-1003")


def test_one_that_has_ended_is_refused() -> None:
    with pytest.raises(InvalidToken, match="EXPIRED"):
        caller(applicant_tokens.issue("demo-1003", -CLOCK_SKEW))


def test_another_application_s_name_in_it_breaks_it() -> None:
    header, claims, signature = applicant_tokens.issue("demo-1003").split(".")
    changed = jwt.decode(f"{header}.{claims}.{signature}", options={"verify_signature": False})
    changed |= {"application": "demo-1001", "sub": "applicant:demo-1001"}
    with pytest.raises(InvalidToken, match="SIGNATURE"):
        caller(f"{header}.{tokens.part(changed)}.{signature}")


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", None])
def test_a_token_of_another_type_is_none_of_an_applicant(typ: str | None) -> None:
    forged = tokens.token(iss="kyc-applicants", aud="kyc-applicants", headers={"typ": typ, "kid": "0f2c"})
    with pytest.raises(InvalidToken, match="TYPE"):
        caller(forged)


def test_the_staff_s_key_makes_no_applicant() -> None:
    forged = tokens.token(
        iss="kyc-applicants", aud="kyc-applicants", headers={"typ": "kyc-applicant+jwt", "kid": "0f2c"}
    )
    with pytest.raises(InvalidToken, match="SIGNATURE"):
        caller(forged)


@pytest.mark.parametrize("claims", [{"sub": "eva"}, {"sub": "applicant:a", "application": "b"}])
def test_claims_without_their_application_are_none_of_an_applicant(claims: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken) as refused:
        applicant_tokens.caller(claims | {"exp": 1})
    assert refused.value.reason is Reason.CLAIMS


def test_without_a_key_there_are_no_applicants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(applicant_tokens.KEY)
    assert applicant_tokens.issuer() is None
