"""Rewriting rules: how letters of a name are replaced, one rule after the other."""

import re
from functools import cache

from lambdas.shared.runtime import ecma

Rules = tuple[tuple[bool, str, str], ...]
"""Of each rule: whether its pattern is only letters, the pattern, and the replacement."""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def rules(*pairs: str) -> Rules:
    """Rules from ``PATTERN>REPLACEMENT``, in the order in which they apply.

    A pattern is letters, several of them separated by ``|``, or a regular expression.
    """
    return tuple(
        (letters.isalpha(), letters, replacement)
        for pattern, _, replacement in (pair.partition(">") for pair in pairs)
        for letters in (pattern.split("|") if pattern.replace("|", "").isalpha() else [pattern])
    )


def rewrite(applied: Rules, part: str) -> str:
    """The part after all these rules."""
    for only_letters, pattern, replacement in applied:
        part = part.replace(pattern, replacement) if only_letters else compiled(pattern).sub(replacement, part)
    return part


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression, compiled at its first use: a function starts faster when it compiles none at import.

    ``$`` is the end of the text, without a line break behind it.
    """
    return ecma.compiled(pattern)
