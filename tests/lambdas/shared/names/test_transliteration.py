"""Names come out as ICAO 9303-3 prints them, Greek ones as ELOT 743 does, whatever way Unicode spells them."""

# ruff: noqa: RUF001 - letters that look like others are what the module is about
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.transliteration import is_spelled, to_latin

SOFT_SIGN = "Ь"
LETTERS = "".join(filter(str.isalpha, map(chr, [*range(0xC0, 0x180), *range(0x400, 0x460)])))
"""Latin-1, Latin Extended-A and the Cyrillic letters of today's languages."""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Müller", "MUELLER"),
        ("Strauß", "STRAUSS"),
        ("STRAUẞ", "STRAUSS"),
        ("Åse Bjørnson", "AASE BJOERNSON"),
        ("Łukasz Świątek", "LUKASZ SWIATEK"),
        ("Þórður", "THORDUR"),
        ("Núñez", "NUNEZ"),
        ("Щербаков", "SHCHERBAKOV"),
        ("Юлія Їжакевич", "IULIIA IZHAKEVICH"),
        ("Ольга", "OLGA"),
        ("Ѓорѓи Ќосев", "GORGI KOSEV"),
        ("Љубиша Ђорђевић", "LJUBISHA DORDEVIC"),
    ],
)
def test_national_letters(name: str, expected: str) -> None:
    assert to_latin(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("محمد", "MXHMD"),
        ("محمود عبدالرحيم", "MXHMWD EBDALRXHYM"),
        ("فاطمة", "FAXTTMXAH"),
        ("خالد شريف", "XKHALD XSHRYF"),
        ("إبراهيم", "IBRAHYM"),
        ("مُحَمَّد", "MXHMD"),
        ("محـــمد", "MXHMD"),
    ],
)
def test_arabic_letters(name: str, expected: str) -> None:
    assert to_latin(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Γεώργιος Παπαδόπουλος", "GEORGIOS PAPADOPOULOS"),
        ("Ευάγγελος", "EVANGELOS"),
        ("Αυξεντίου Παύλος", "AFXENTIOU PAVLOS"),
        ("Ταΰγετος", "TAYGETOS"),
        ("Μπακογιάννης", "BAKOGIANNIS"),
        ("Λάμπρος", "LAMPROS"),
        ("Σφίγξ Άγχος", "SFINX ANCHOS"),
        ("Ψυχή Θέμις", "PSYCHI THEMIS"),
        ("ΖΕΥ", "ZEF"),
    ],
)
def test_greek_letters(name: str, expected: str) -> None:
    assert to_latin(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("李小龍", "LI XIAO LONG"),
        ("김민준", "GIM MIN JUN"),
        ("たなか", "TANAKA"),
        ("כהן", "KHHN"),
        ("ทักษิณ", "THAKSIN"),
    ],
)
def test_other_scripts_are_written_by_sound_and_are_no_spelling(name: str, expected: str) -> None:
    assert to_latin(name) == expected
    assert not is_spelled(name)


@pytest.mark.parametrize("name", ["Jo O'Neill-Núñez", "Щербаков", "محمد", "Ταΰγετος", "Ѓорѓи", "Ольга", "ნინო", "Արամ"])
def test_scripts_of_the_standards_are_spelled(name: str) -> None:
    assert is_spelled(name)


@pytest.mark.parametrize("name", ["", "-", "Anna 李"])
def test_a_name_is_spelled_as_a_whole_or_not(name: str) -> None:
    assert not is_spelled(name)


@pytest.mark.parametrize("apostrophe", "'`´‘’ʻʼ")
def test_apostrophes_vanish(apostrophe: str) -> None:
    assert to_latin(f"O{apostrophe}Neill") == "ONEILL"


@pytest.mark.parametrize("separator", ["-", ".", ", ", "  ", "/", "\n", " ☆ "])
def test_everything_else_separates_words(separator: str) -> None:
    assert to_latin(f"{separator}Anna{separator}Maria{separator}") == "ANNA MARIA"


def test_no_national_letter_gets_lost() -> None:
    assert [letter for letter in LETTERS if letter.upper() != SOFT_SIGN and not to_latin(letter).isalpha()] == []


@given(st.text())
def test_only_capital_letters_digits_and_single_spaces_come_out(text: str) -> None:
    assert re.fullmatch(r"([A-Z0-9]+( [A-Z0-9]+)*)?", to_latin(text))


@given(st.text())
def test_what_is_latin_already_stays(text: str) -> None:
    assert to_latin(to_latin(text)) == to_latin(text)


@given(st.text(LETTERS + " "))
def test_neither_case_nor_unicode_s_way_to_write_accents_matters(text: str) -> None:
    assert to_latin(text.upper()) == to_latin(text)
    assert to_latin(unicodedata.normalize("NFD", text)) == to_latin(text)


@given(st.text(LETTERS), st.text(LETTERS))
def test_words_are_written_one_by_one(first: str, second: str) -> None:
    assert to_latin(f"{first} {second}") == f"{to_latin(first)} {to_latin(second)}".strip()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ხვიჩა კვარაცხელია", "KHVICHA KVARATSKHELIA"),
        ("ჟუჟუნა ღვინიაშვილი", "ZHUZHUNA GHVINIASHVILI"),
        ("Արամ Խաչատրյան", "ARAM KHACHATRYAN"),
        ("Երվանդ Ոսկանյան", "YERVAND VOSKANYAN"),
        ("Հովհաննես Թումանյան", "HOVHANNES TUMANYAN"),
        ("Լևոն Հարությունյան", "LEVON HARUTYUNYAN"),
    ],
)
def test_georgian_and_armenian_have_agreed_latin_forms(name: str, expected: str) -> None:
    assert to_latin(name) == expected
