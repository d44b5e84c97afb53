"""Patterns mean what ECMA-262 says, where Python's would mean something else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.ecma import compiled


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("^a$", "a", True),
        ("^a$", "a\n", False),
        ("^(a|b$)", "b\n", False),
        (r"^a\$$", "a$", True),
        (r"^a\$$", "a$\n", False),
        ("^[a$]$", "$", True),
        (r"^[\]$]$", "$", True),
        (r"^[\[.]$", "x", False),
        ("^.$", "\u2028", False),
        ("^.$", "\r", False),
        ("^.$", "\u200b", True),
        (r"^\.$", "x", False),
        (r"^\d$", "7", True),
        (r"^\d$", "\u0667", False),  # seven in Arabic
        (r"^\w$", "é", False),
        (r"^\s$", "\ufeff", True),
        (r"^\s$", "\u3000", True),
        (r"^\S$", "\u3000", False),
        (r"^\S$", "\x1c", True),
        (r"^[^\s@]$", "\u00a0", False),
        (r"^\\$", "\\", True),
    ],
)
def test_it_means_what_the_standard_says(pattern: str, text: str, *, matches: bool) -> None:
    assert bool(compiled(pattern).search(text)) is matches


def test_what_it_cannot_say_is_an_error() -> None:
    with pytest.raises(ValueError, match="write what"):
        compiled(r"^[\S]$")
    with pytest.raises(re.error):
        compiled("(")


@given(st.from_regex(r"[a-z]{0,3}[$.]?[a-z]{0,3}", fullmatch=True), st.text("abc.$", max_size=8))
def test_elsewhere_it_means_what_python_says(pattern: str, text: str) -> None:
    assert bool(compiled(pattern).search(text)) is bool(re.search(pattern, text))
