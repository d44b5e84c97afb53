"""What a token says, before anybody has vouched for it: its parts, read strictly, and why one is refused.

For whoever verifies it (``tokens``), and for whoever holds it and looks when it ends. Needs no cryptography.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from lambdas.shared.runtime.errors import PermanentError
from lambdas.shared.runtime.json_text import json_object

Claims = Mapping[str, Any]

MOST_CHARACTERS = 8192
"""Of a token. A gateway takes 10 KB of headers; tokens with a hundred groups have about 4 KB."""
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
"""Three parts (RFC 7515, section 7.1), of which the second may be empty; the signature may not."""


SUBJECT = re.compile(r"[\x21-\x7e]{1,255}")
"""Whom a token is of: OpenID Connect, section 2, has at most 255 ASCII characters; none of them is a space here."""


class Reason(StrEnum):
    """Why a token was refused: for logs and metrics, never for whoever sent it."""

    MALFORMED = "MALFORMED"
    HEADER = "HEADER"
    TYPE = "TYPE"
    ISSUER = "ISSUER"
    ALGORITHM = "ALGORITHM"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    UNUSABLE_KEY = "UNUSABLE_KEY"
    SIGNATURE = "SIGNATURE"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    AUDIENCE = "AUDIENCE"
    CLAIMS = "CLAIMS"


class InvalidToken(PermanentError):
    """The token signs nobody in. Its message is the reason's code, and nothing of the token."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def header(token: str) -> Mapping[str, Any]:
    """Raises InvalidToken."""
    return _object(_parts(token)[0])


def claims(token: str) -> Claims:
    """Raises InvalidToken."""
    return _object(_parts(token)[1])


def _parts(token: str) -> list[str]:
    if len(token) > MOST_CHARACTERS or not _COMPACT.fullmatch(token):
        raise InvalidToken(Reason.MALFORMED)
    return token.split(".")


def _object(part: str) -> dict[str, Any]:
    try:
        found = json_object(urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode())
    except ValueError:  # no base64, or no UTF-8
        found = None
    if found is None:
        raise InvalidToken(Reason.MALFORMED)
    return found
