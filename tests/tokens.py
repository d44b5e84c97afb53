"""Issuers of tokens for tests: keys, key sets, and tokens that are good but for what a test changes."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

from lambdas.shared.access.keys import ALGORITHMS, FixedKeys
from lambdas.shared.access.roles import STAFF
from lambdas.shared.access.tokens import Issuer
from lambdas.shared.runtime import clock
from lambdas.shared.runtime.json_text import compact

NAME, AUDIENCE = "https://login.bank.example", "kyc"
KINDS = {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
"""Each kind of key, with an algorithm that it is for."""
_CURVES: dict[str, Any] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}


@cache
def private_key(kind: str, bits: int = 2048) -> Any:
    """A key of this kind, one for the process."""
    if kind == "RSA":
        return rsa.generate_private_key(65537, bits)
    return ed25519.Ed25519PrivateKey.generate() if kind == "Ed25519" else ec.generate_private_key(_CURVES[kind]())


def jwk(kind: str, *, key: Any = None, **others: Any) -> dict[str, Any]:
    """The public key as JSON; its ``kid`` is its kind."""
    made = (key or private_key(kind)).public_key()
    return {**get_default_algorithms()[KINDS[kind]].to_jwk(made, as_dict=True), "kid": kind, "use": "sig", **others}


def key_set(*keys: Mapping[str, Any]) -> str:
    return compact({"keys": list(keys)})


def issuer(*keys: Mapping[str, Any], **others: Any) -> Issuer:
    """One that publishes these keys; without any, one of each kind."""
    published = key_set(*(keys or map(jwk, KINDS)))
    given = {"algorithms": tuple(ALGORITHMS), "types": ("", "jwt", "at+jwt")} | others
    return Issuer(NAME, AUDIENCE, FixedKeys(published), **given)


@dataclass(frozen=True)
class Signer:
    """An issuer that signs. ``own``: by kind, the name and the private key of keys that are not this module's."""

    name: str = NAME
    audience: str = AUDIENCE
    own: Mapping[str, tuple[str, Any]] = field(default_factory=dict)

    def kid(self, kind: str) -> str:
        return self.own[kind][0] if kind in self.own else kind

    def key(self, kind: str) -> Any:
        return self.own[kind][1] if kind in self.own else private_key(kind)

    def claims(self, **others: Any) -> dict[str, Any]:
        """Those of a reviewer's token; ``None`` leaves one out."""
        now = int(clock.now().timestamp())
        made = {
            "iss": self.name,
            "aud": self.audience,
            "sub": "eva",
            "roles": ["reviewer"],
            "iat": now,
            "exp": now + 600,
        }
        return {name: value for name, value in (made | others).items() if value is not None}

    def token(
        self, kind: str = "P-256", algorithm: str = "", *, key: Any = None, headers: Any = None, **changed: Any
    ) -> str:
        """A token of ``claims(**changed)``, signed with the key of this kind; ``headers`` over the usual ones."""
        given = {"kid": self.kid(kind), **(headers or {})}
        return jwt.encode(self.claims(**changed), key or self.key(kind), algorithm or KINDS[kind], headers=given)

    def sign(self, header: Any, content: Any, algorithm: str = "ES256", kind: str = "P-256") -> str:
        """A token whatever header and content are: JSON, or a text or bytes as they are."""
        message = f"{part(header)}.{part(content)}"
        return f"{message}.{part(jwt.get_algorithm_by_name(algorithm).sign(message.encode(), self.key(kind)))}"


BANK = Signer()
claims, token = BANK.claims, BANK.token


ROLES = {role.value: role for role in STAFF}
ENVIRONMENT = {
    "KYC_STAGE": "local",
    "STACK": "kyc",
    "IDENTITY_ISSUER": NAME,
    "IDENTITY_AUDIENCE": AUDIENCE,
    "IDENTITY_AUDIENCE_CLAIM": "aud",
    "IDENTITY_ALGORITHMS": " ".join(ALGORITHMS),
    "IDENTITY_KEYS": key_set(*map(jwk, KINDS)),
    "IDENTITY_ROLES_CLAIM": '["roles"]',
    "IDENTITY_ROLES": compact(ROLES),
}
"""The authorizer's, where the issuer's keys are in it."""
STAGE = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/v1"


def request(*tokens: str, scheme: str = "Bearer ", method: str = "GET", path: str = "/me") -> dict[str, Any]:
    """What API Gateway asks the authorizer for a request with these Authorization headers."""
    headers = {"authorization": [f"{scheme}{token}" for token in tokens], "accept": ["*/*"]}
    return {"type": "REQUEST", "methodArn": f"{STAGE}/{method}{path}", "multiValueHeaders": headers}


def lets(document: Mapping[str, Any], method: str, path: str) -> bool:
    """Whether the policy allows it, as IAM reads it: what is denied anywhere is denied, and what nothing allows is."""
    effects = {
        statement["Effect"]
        for statement in document["Statement"]
        for resource in statement["Resource"]
        if re.fullmatch(re.escape(resource).replace(r"\*", ".*"), f"{STAGE}/{method}{path}")
    }
    return effects == {"Allow"}


def part(content: Any) -> str:
    """A part of a token: of JSON, or of bytes or a text as they are."""
    raw = content if isinstance(content, bytes | str) else compact(content)
    return urlsafe_b64encode(raw if isinstance(raw, bytes) else raw.encode()).decode().rstrip("=")
