r"""Patterns of JSON Schema, which are regular expressions of ECMA-262, as Python's.

The two are written alike and differ in what they mean: Python's ``$`` lets a line break pass at the end, its ``.``
matches more line ends, and its ``\d`` and ``\w`` match digits and letters of every script.
"""

import re
from functools import cache

_BLANKS = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_MEANINGS = {"$": r"\Z", ".": "[^\n\r\u2028\u2029]", r"\s": f"[{_BLANKS}]", r"\S": f"[^{_BLANKS}]"}
_IN_CLASS = {r"\s": _BLANKS}
_PIECE = re.compile(r"\\.|\[|\]|[$.]", re.DOTALL)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""The pattern with ECMA-262's meaning, to ``search`` with. Raises re.error; ValueError for ``\S`` in ``[]``."""
    in_class = False

    def meant(found: re.Match[str]) -> str:
        nonlocal in_class
        piece = found[0]
        if in_class and piece == r"\S":
            raise ValueError(f"{pattern}: write what \\S in [...] stands for")
        meaning = (_IN_CLASS if in_class else _MEANINGS).get(piece, piece)
        in_class = piece == "[" or (in_class and piece != "]")
        return meaning

    return re.compile(_PIECE.sub(meant, pattern), re.ASCII)
