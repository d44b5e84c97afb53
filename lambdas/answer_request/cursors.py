"""Cursors of lists: where the next page begins, in a text that only this API makes and only its caller uses."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

from lambdas.answer_request.problems import Problem
from lambdas.shared.runtime.json_text import compact, own
from lambdas.shared.runtime.secrets import cursor_key


def cursor(place: Any, about: list[Any]) -> str:
    """``about``: whose list it is, and of what: with another one, the cursor is none."""
    text = _text(compact(place).encode())
    return f"{text}.{_text(_signature(text, about))}"


def place(given: str, about: list[Any]) -> Any:
    """The place in a cursor. Raises Problem where ``cursor`` did not make it of the same ``about``."""
    text, _, signature = given.partition(".")
    try:
        signed = base64.urlsafe_b64decode(f"{signature}=")
    except (binascii.Error, ValueError):
        signed = b""
    if not hmac.compare_digest(signed, _signature(text, about)):
        raise Problem(400, "this cursor is of another list: begin it anew", ["cursor: must be of this list"])
    return own(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _signature(text: str, about: list[Any]) -> bytes:
    return hmac.new(cursor_key(), compact([text, about]).encode(), hashlib.sha256).digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
