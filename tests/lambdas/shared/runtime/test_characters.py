"""Which characters have no place in a text, by what Unicode says of each."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.characters import fault

REFUSED = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")


@given(st.characters(categories=["L", "N", "P", "Sc", "Sm", "Sk"], exclude_characters="\u115f\u1160\u3164\uffa0"))
def test_letters_numbers_and_signs_of_every_script_may_be_in_it(character: str) -> None:
    assert fault(f"a{character}b") is None


@given(st.characters(categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"], exclude_characters=" "))
def test_what_nobody_can_see_is_named_by_its_number(character: str) -> None:
    found = fault(f"a{character}b")
    assert found
    assert found.startswith(f"U+{ord(character):04X} ")
    assert found.isprintable()


def test_of_all_characters_none_is_an_error() -> None:
    refused = [code for code in range(sys.maxunicode + 1) if fault(chr(code))]
    by_category = [code for code in refused if unicodedata.category(chr(code)) in REFUSED]
    assert len(refused) - len(by_category) == 268  # the letters, marks and the symbol that show nothing
    assert ord(" ") not in refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE (an invisible character)"),
        ("\0", "U+0000 NULL (a control character)"),
        ("\x1b", "U+001B (a control character)"),
        ("\ud83d", "U+D83D (half a character, an unpaired surrogate)"),
        ("\U0010ffff", "U+10FFFF (not assigned to any character)"),
        ("\ue000", "U+E000 (a private-use character)"),
        ("\u2003", "U+2003 EM SPACE (a blank that is not the space bar's)"),
        ("é\u3164\u200b", "U+3164 HANGUL FILLER (an invisible character)"),
    ],
)
def test_it_says_which_character_it_is(text: str, said: str) -> None:
    assert fault(text) == said


def test_lines_may_break_where_they_may() -> None:
    assert fault("one\r\n\ttwo") == "U+000D CARRIAGE RETURN (a control character)"
    assert fault("one\r\n\ttwo", lines=True) is None
    assert fault("one\n\u2028two", lines=True) == "U+2028 LINE SEPARATOR (a line break)"
