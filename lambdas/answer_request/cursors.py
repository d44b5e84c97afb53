"""Cursors of lists: where the next page begins, in a text that only this API reads and only its caller uses.

A place names an application, which may be somebody else's: so it is encrypted, and as long as any other.
"""

import base64
import hashlib
import os
from typing import Any

from lambdas.answer_request.problems import Problem
from lambdas.shared.runtime.json_text import compact, own
from lambdas.shared.runtime.secrets import cursor_key

_LENGTH, _NONCE = 512, 12
"""Bytes: of every place, filled up with blanks, which JSON takes; and of what AES-GCM takes once for each text."""


def cursor(place: Any, about: list[Any]) -> str:
    """``about``: whose list it is, and of what: with another one, the cursor is none."""
    nonce, text = os.urandom(_NONCE), compact(place).encode().ljust(_LENGTH)
    sealed = nonce + _cipher().encrypt(nonce, text, compact(about).encode())
    return base64.urlsafe_b64encode(sealed).decode()


def place(given: str, about: list[Any]) -> Any:
    """The place in a cursor. Raises Problem where ``cursor`` did not make it of the same ``about``."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see _cipher

    try:
        sealed = base64.urlsafe_b64decode(given)
        return own(_cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], compact(about).encode()))
    except (InvalidTag, ValueError):
        raise Problem(400, "this cursor is of another list: begin it anew", ["cursor: must be of this list"]) from None


def _cipher() -> Any:
    # Every cold start would wait for this import, and most requests have no use for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(hashlib.sha256(cursor_key()).digest())
