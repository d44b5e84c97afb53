"""Checks a JSON Web Token (RFC 7519, 8725): who issued it, for whom, until when, and that nobody changed it.

A token is refused by what it lacks, not by what looks wrong: it has to be of a known issuer, signed by a public-key
algorithm of that issuer's list, with a key that the issuer published under the token's ``kid``. Nothing that a token
says leads anywhere: its own keys and the addresses of keys are refused, and its ``kid`` is a name in a table.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from lambdas.shared.access import unverified
from lambdas.shared.access.keys import ALGORITHMS, Keys, UnusableKey, suited
from lambdas.shared.access.unverified import SUBJECT, Claims, InvalidToken, Reason
from lambdas.shared.runtime import clock

CLOCK_SKEW = 60
"""Seconds by which the issuer's clock may differ."""
_NOT_FOLLOWED = ("b64", "crit", "cty", "enc", "jku", "jwk", "x5c", "x5u", "zip")
"""Header parameters that bring or name a key, or ask for what is not done here."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Somebody whose tokens count.

    ``name``: its ``iss``, letter for letter. ``audience``: what ``audience_claim`` has to say, or to have among others.
    ``types``: the ``typ`` of its tokens, in small letters without ``application/``; "" where they may be without one.
    """

    name: str
    audience: str
    keys: Keys
    algorithms: Collection[str]
    types: Collection[str]
    audience_claim: str = "aud"


def verified(token: str, issuers: Iterable[Issuer]) -> Claims:
    """The claims of a token that holds; ``sub`` and ``exp`` are among them.

    Raises InvalidToken; ProviderUnavailable where the issuer's keys are not known now.
    """
    claims = unverified.claims(token)
    issuer = next((one for one in issuers if claims.get("iss") == one.name), None)
    if issuer is None:
        raise InvalidToken(Reason.ISSUER)
    check_signature(token, issuer)
    _check_claims(claims, issuer)
    return claims


def check_signature(token: str, issuer: Issuer) -> None:
    """Whether the issuer signed it (RFC 7515), whatever it says. Raises as ``verified`` does."""
    header = unverified.header(token)
    _check_header(header, issuer)
    try:
        _SIGNATURES.decode(token, _key(header, issuer), algorithms=list(issuer.algorithms))
    except jwt.InvalidSignatureError:
        raise InvalidToken(Reason.SIGNATURE) from None
    except jwt.PyJWTError:
        raise InvalidToken(Reason.MALFORMED) from None


_SIGNATURES = jwt.PyJWS(algorithms=list(ALGORITHMS))


def _check_header(header: Mapping[str, Any], issuer: Issuer) -> None:
    if any(name in header for name in _NOT_FOLLOWED):
        raise InvalidToken(Reason.HEADER)
    kind = header.get("typ", "")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") not in issuer.types:
        raise InvalidToken(Reason.TYPE)
    if header.get("alg") not in list(issuer.algorithms):  # whatever the value is, and not only what a set takes
        raise InvalidToken(Reason.ALGORITHM)


def _key(header: Mapping[str, Any], issuer: Issuer) -> jwt.PyJWK:
    kid = header.get("kid")
    found = issuer.keys.find(kid) if isinstance(kid, str) else None
    if found is None:
        raise InvalidToken(Reason.UNKNOWN_KEY)
    try:
        return suited(found, header["alg"])
    except UnusableKey:
        raise InvalidToken(Reason.UNUSABLE_KEY) from None


def _check_claims(claims: Claims, issuer: Issuer) -> None:
    now, subject = clock.now().timestamp(), claims.get("sub")
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        raise InvalidToken(Reason.CLAIMS)
    if _moment(claims, "exp") <= now - CLOCK_SKEW:
        raise InvalidToken(Reason.EXPIRED)
    if any(_moment(claims, name) > now + CLOCK_SKEW for name in ("nbf", "iat") if name in claims):
        raise InvalidToken(Reason.NOT_YET_VALID)
    audience = claims.get(issuer.audience_claim)
    if not issuer.audience or issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise InvalidToken(Reason.AUDIENCE)


def _moment(claims: Claims, name: str) -> float:
    """Seconds since 1970, as a number: a text or a truth value is none."""
    found = claims.get(name)
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise InvalidToken(Reason.CLAIMS)
    return found
