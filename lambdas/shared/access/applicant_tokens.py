"""Tokens for applicants: short, made by the bank for one application, signed by a key that only KMS has.

They are no tokens of the staff's issuer: another ``iss``, another ``typ`` and another key, so neither passes for the
other. The bank's app hands one to its applicant; what it reaches is one application, by the routes of the role
``applicant``.
"""

import os
from collections.abc import Mapping
from functools import cache
from secrets import token_urlsafe
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.algorithms import ECAlgorithm
from jwt.utils import base64url_encode, der_to_raw_signature

from lambdas.shared.access.caller import Caller
from lambdas.shared.access.keys import Jwk
from lambdas.shared.access.roles import Role
from lambdas.shared.access.tokens import CLOCK_SKEW, Issuer
from lambdas.shared.access.unverified import Claims, InvalidToken, Reason
from lambdas.shared.runtime import clock
from lambdas.shared.runtime.json_text import compact

ISSUER, AUDIENCE, TYPE = "kyc-applicants", "kyc-applicants", "kyc-applicant+jwt"
KEY = "APPLICANT_TOKEN_KEY"
"""The variable with the ARN of the KMS key: ECC_NIST_P256, SIGN_VERIFY."""
SECONDS = 900
"""How long a token lasts."""
_ALGORITHM = "ES256"


def issue(application_id: str, seconds: int = SECONDS) -> str:
    """A token for the applicant of this application.

    Whoever calls it has checked that the caller may, and that the application is there. Raises botocore's ClientError,
    which every function translates.
    """
    key, now = os.environ[KEY], int(clock.now().timestamp())
    header = {"alg": _ALGORITHM, "typ": TYPE, "kid": _kid(key)}
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": f"applicant:{application_id}",
        "application": application_id,
        "iat": now,
        "exp": now + seconds,
        "jti": token_urlsafe(12),
    }
    signed = b".".join(base64url_encode(compact(part).encode()) for part in (header, claims))
    answer = _kms().sign(KeyId=key, Message=signed, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
    return b".".join([signed, base64url_encode(der_to_raw_signature(answer["Signature"], SECP256R1()))]).decode()


def issuer() -> Issuer | None:
    """Who signs them, for the verifier; None where this deployment has no key for them."""
    key = os.environ.get(KEY)
    return Issuer(ISSUER, AUDIENCE, _KmsKey(key), (_ALGORITHM,), (TYPE,)) if key else None


def caller(claims: Claims) -> Caller:
    """The applicant whom verified claims are of. Raises InvalidToken."""
    application_id = claims.get("application")
    if not isinstance(application_id, str) or claims["sub"] != f"applicant:{application_id}":
        raise InvalidToken(Reason.CLAIMS)
    return Caller(claims["sub"], frozenset({Role.APPLICANT}), application_id, int(claims["exp"]) + CLOCK_SKEW)


class _KmsKey:
    """The public half of the key, asked of KMS once a process."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def find(self, kid: str) -> Jwk | None:
        return _public(self._arn) if kid == _kid(self._arn) else None


def _kid(arn: str) -> str:
    return arn.rpartition("/")[2]


@cache
def _public(arn: str) -> Mapping[str, Any]:
    key: Any = load_der_public_key(_kms().get_public_key(KeyId=arn)["PublicKey"])
    return ECAlgorithm.to_jwk(key, as_dict=True)


def _kms() -> Any:
    # The authorizer starts without botocore: staff's tokens need no call to AWS.
    from lambdas.shared.runtime import aws  # noqa: PLC0415

    return aws.client("kms")
