"""Whose tokens count in this deployment, and which roles they give: read from the function's environment.

``infrastructure/identity.py`` writes it from the settings. On AWS the staff's issuer publishes its keys at an address;
on the local cloud, and there alone, they are in the environment itself.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lambdas.shared.access import applicant_tokens
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.keys import FetchedKeys, FixedKeys, Keys, from_address
from lambdas.shared.access.roles import Role
from lambdas.shared.access.tokens import CLOCK_SKEW, Issuer, verified
from lambdas.shared.access.unverified import Claims
from lambdas.shared.runtime.errors import NotConfigured
from lambdas.shared.runtime.json_text import parse
from lambdas.shared.runtime.stage import LOCAL, stage

_TYPES = ("", "jwt", "at+jwt")
"""Of the staff's tokens: Amazon Cognito's have no ``typ``, and RFC 9068's are ``at+jwt``."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``roles_claim``: the way to the claim with the roles; ``roles``: the role that each of its values means."""

    issuers: Sequence[Issuer]
    roles_claim: Sequence[str]
    roles: Mapping[str, Role]

    def caller(self, token: str) -> Caller:
        """Raises InvalidToken; ProviderUnavailable where the issuer's keys are not known now."""
        claims = verified(token, self.issuers)
        if claims["iss"] == applicant_tokens.ISSUER:
            return applicant_tokens.caller(claims)
        return Caller(claims["sub"], self._roles(claims), expires=int(claims["exp"]) + CLOCK_SKEW)

    def _roles(self, claims: Claims) -> frozenset[Role]:
        """The roles that the table knows among the claim's values: a list of texts, or one text with spaces."""
        found: Any = claims
        for name in self.roles_claim:
            found = found.get(name) if isinstance(found, dict) else None
        values = found.split() if isinstance(found, str) else found
        named = [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
        return frozenset(self.roles[one] for one in named if one in self.roles)


@cache
def identity() -> Identity:
    """As the environment has it, once a process. Raises NotConfigured."""
    issuers = [one for one in (_staff(), applicant_tokens.issuer()) if one]
    roles = {value: Role(role) for value, role in parse(os.environ.get("IDENTITY_ROLES", "{}")).items()}
    if Role.APPLICANT in roles.values():
        raise NotConfigured("identity.roles: nobody's issuer makes applicants; the bank makes their tokens itself")
    return Identity(issuers, parse(os.environ.get("IDENTITY_ROLES_CLAIM", "[]")), roles)


def _staff() -> Issuer | None:
    name = os.environ.get("IDENTITY_ISSUER", "")
    if not name:
        return None
    if name == applicant_tokens.ISSUER:
        raise NotConfigured(f"identity.issuer: {name} is the name of the bank's own issuer for applicants")
    return Issuer(
        name,
        os.environ["IDENTITY_AUDIENCE"],
        _keys(),
        os.environ["IDENTITY_ALGORITHMS"].split(),
        _TYPES,
        os.environ["IDENTITY_AUDIENCE_CLAIM"],
    )


def _keys() -> Keys:
    given = os.environ.get("IDENTITY_KEYS", "")
    if not given:
        return FetchedKeys(from_address(os.environ.get("IDENTITY_JWKS_URL", "")))
    if stage() != LOCAL:
        raise NotConfigured("IDENTITY_KEYS: only the local cloud has its issuer's keys in the environment")
    return FixedKeys(given)
