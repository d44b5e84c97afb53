"""A zone as OCR returns it: with spaces and chevrons of its own, and among the other lines of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.documents.mrz import MrzError, find_zone, read_mrz
from tests.lambdas.shared.documents.mrz_specimens import SPECIMENS

PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
PAGE = [
    "PASSPORT", "UNITED STATES OF AMERICA", "", "Type/Type", "P", "Surname", "ERIKSSON", "12 AUG 1974", "Zürich",
    "DEPARTMENT<OF<STATE<AND<OTHER<CAPITALS<<<<<<",
]  # fmt: skip
ZONES = [specimen.zone for specimen in SPECIMENS]


@pytest.mark.parametrize(
    "text",
    [
        PASSPORT.replace("<<ANNA", " < < ANNA"),
        PASSPORT.replace("\n", " "),
        PASSPORT.replace("\n", "\r\n\r\n") + "\n",
        PASSPORT.lower(),
        PASSPORT.replace("<", "\u2039"),
        PASSPORT.replace("<", "«"),
        PASSPORT.replace("<<", "«"),
    ],
)
def test_what_ocr_makes_of_a_zone_is_read(text: str) -> None:
    assert read_mrz(text) == read_mrz(PASSPORT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NOT_MRZ_CHARACTERS"),
        ("P<UTO!", "NOT_MRZ_CHARACTERS"),
        (PASSPORT.replace("I", "\u0131"), "NOT_MRZ_CHARACTERS"),
        (PASSPORT.replace("S", "\u017f"), "NOT_MRZ_CHARACTERS"),
        (PASSPORT.replace("L8", "8"), "NOT_MRZ_SHAPE"),
        ("\n".join([PASSPORT, "AA"]), "NOT_MRZ_SHAPE"),
        ("<" * 45 + "\n" + "<" * 43, "NOT_MRZ_SHAPE"),
    ],
)
def test_what_is_no_zone_is_refused(text: str, code: str) -> None:
    with pytest.raises(MrzError, match=code):
        read_mrz(text)


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_of_a_page(zone: str) -> None:
    assert find_zone([*PAGE, *zone.split("\n"), "1234"]) == zone


@pytest.mark.parametrize("zone", ZONES)
def test_fillers_that_were_lost_or_invented(zone: str) -> None:
    lost = [line.rstrip("<") + "<" if line.endswith("<<") else line for line in zone.split("\n")]
    invented = [line + "<" if line.endswith("<") else line for line in zone.split("\n")]
    assert find_zone([*PAGE, *lost]) == find_zone(invented) == zone


def test_a_zone_in_the_letters_of_ocr() -> None:
    lines = ["p < utoeriksson << anna < maria", "L898902C36UTO74O8I22F1204159ZE184226B<<<<<10"]
    assert read_mrz(find_zone([*PAGE, *lines])).corrected == ("birth_date",)


def test_of_two_zones_the_one_that_fits() -> None:
    other = PASSPORT.replace("7408122", "7408112")
    assert find_zone([*other.split("\n"), *PASSPORT.split("\n")]) == PASSPORT


@pytest.mark.parametrize("lines", [[], PAGE, PASSPORT.split("\n")[:1], PASSPORT.split("\n")[::-1], ["<" * 44] * 2])
def test_a_page_without_a_zone(lines: list[str]) -> None:
    assert find_zone(lines) == ""


@given(st.lists(st.text(max_size=50) | st.text("AB09<«", min_size=30, max_size=44), max_size=6))
def test_of_any_page_there_is_a_readable_zone_or_none(lines: list[str]) -> None:
    zone = find_zone(lines)
    assert not zone or read_mrz(zone)


@given(st.sampled_from(ZONES), st.lists(st.sampled_from(PAGE), max_size=4), st.lists(st.sampled_from(PAGE), max_size=4))
def test_the_zone_is_found_wherever_it_stands(zone: str, before: list[str], after: list[str]) -> None:
    assert find_zone([*before, *zone.split("\n"), *after]) == zone
