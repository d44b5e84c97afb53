r"""The only reader of JSON: within limits, so that whatever the text is the answer is a value or one message.

``parse`` reads what somebody else wrote or could have changed, ``own`` what is large and certainly this program's;
``compact`` writes the one text of a value that is hashed.

Python's ``json`` takes more than the standard (RFC 8259) means: of two equal names in an object the last counts in
silence, ``NaN`` and ``1e999`` become numbers that no other program reads, half a character (``\ud800``) becomes a text
that cannot be written anywhere, and deep nesting or a number of many digits ends in an error of Python's own.
"""

import json
import math
import re
from typing import Any

MOST_BYTES = 1_000_000
MOST_LEVELS = 64
MOST_DIGITS = 40
"""Of one number, with its sign, point and exponent: more than any amount, score or 64-bit number has."""

_PIECE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[][{}:]|-?[0-9][0-9.eE+-]*|NaN|-?Infinity', re.DOTALL)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class InvalidJson(ValueError):
    """The text is not JSON, or is outside the limits: ``line 3, column 14: what is wrong``. Quotes nothing of it."""


def parse(content: bytes | str, most_bytes: int = MOST_BYTES) -> Any:
    """The value of JSON: a text, or UTF-8 with or without a byte order mark. Raises InvalidJson.

    ``most_bytes``: of the content; of a text, characters. Lines and columns count from 1, columns in characters.
    """
    if not isinstance(content, bytes | str):
        raise InvalidJson(f"this is {type(content).__name__}, and no text")
    if len(content) > most_bytes:
        raise InvalidJson(f"more than {most_bytes:,} bytes")
    text = content if isinstance(content, str) else _decoded(content)
    _check(text)
    return own(text)


def own(content: bytes | str) -> Any:
    """The value of JSON that this program wrote where nobody else writes, or that a hash vouches for.

    Without the checks of ``parse``, so that it is fast; for what is too large for them. Raises InvalidJson.
    """
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise InvalidJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (RecursionError, ValueError) as error:  # nested too deeply; no UTF-8, or a number of too many digits
        raise InvalidJson(type(error).__name__) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        raise _fault(before, len(before), "this is not UTF-8; save the file as UTF-8") from None


def _check(text: str) -> None:
    """Look at each piece for what ``json`` takes or trips over. Wrong syntax is left for ``json`` to find."""
    # Of each open list or object, the names that it has so far.
    levels, string, string_start = [set[str]()], "", 0
    for found in _PIECE.finditer(text):
        piece, start = found.group(), found.start()
        if piece in "[{":
            levels.append(set())
            if len(levels) - 1 > MOST_LEVELS:
                raise _fault(text, start, f"lists and objects are nested more than {MOST_LEVELS} levels deep")
        elif piece in "]}":
            levels = levels[:-1] or [set()]
        elif piece == ":":
            if string in levels[-1]:
                raise _fault(text, string_start, "this name stands in its object already")
            levels[-1].add(string)
        elif piece.startswith('"'):
            string, string_start = _string(piece), start
            if _HALF_CHARACTER.search(string):
                raise _fault(text, start, "this text has half a character (an unpaired surrogate)")
        elif fault := _number_fault(piece):
            raise _fault(text, start, fault)


def _string(piece: str) -> str:
    """The text that is meant; the piece itself where it is no JSON string."""
    if "\\" not in piece:
        return piece[1:-1]
    try:
        return str(json.loads(piece))
    except ValueError:
        return piece


def _number_fault(piece: str) -> str | None:
    if len(piece) > MOST_DIGITS:
        return f"this number has more than {MOST_DIGITS} digits"
    try:
        return None if math.isfinite(float(piece)) else "this is not a finite number"
    except ValueError:
        return None


def _fault(text: str, place: int, what: str) -> InvalidJson:
    line, start = text.count("\n", 0, place) + 1, text.rfind("\n", 0, place) + 1
    return InvalidJson(f"line {line}, column {place - start + 1}: {what}")


def compact(value: Any) -> str:
    """The one text of a value: keys sorted, no spaces, every character as itself. For hashes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def json_object(text: str, most_bytes: int = MOST_BYTES) -> dict[str, Any] | None:
    """The JSON object in a text from outside, of which nothing is known; None where it is no JSON object."""
    try:
        found = parse(text, most_bytes)
    except InvalidJson:
        return None
    return found if isinstance(found, dict) else None
