"""Names in Arabic script."""

import pytest

from lambdas.shared.names.customs.arabic_script import LATIN_NAMES, is_in_arabic
from lambdas.shared.names.transliteration import to_latin


@pytest.mark.parametrize(("arabic", "latin"), LATIN_NAMES.items())
def test_arabic_names_are_in_arabic_and_in_latin_letters(arabic: str, latin: str) -> None:
    assert is_in_arabic(arabic)
    assert to_latin(latin) == latin
