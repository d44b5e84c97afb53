"""The names in what publishers write as one."""

# ruff: noqa: RUF001 - names in other scripts

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists import births, names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Otto Beispiel", ["Otto Beispiel"]),
        ("Dawud Karami; Davud Karami;Daoud Karami", ["Dawud Karami", "Davud Karami", "Daoud Karami"]),
        (
            "Mohamed Muster b) M. Javad Muster; M. Jawad Muster",
            ["Mohamed Muster", "M. Javad Muster", "M. Jawad Muster"],
        ),
        ("Nur Muster (birth name)", ["Nur Muster"]),
        ("EL PARA (COMBAT NAME)", ["EL PARA"]),
        ("Rashid Al-Maghribi (the Moroccan)", ["Rashid Al-Maghribi"]),
        ("Nur Muster (jr)", ["Nur Muster"]),
        ("Nur Muster (previously listed as)", ["Nur Muster"]),
        ("Sergiy (Serhiy) Vadymovych MUSTER", ["Sergiy Vadymovych MUSTER", "Serhiy Vadymovych MUSTER"]),
        ("Petro Hryhorovych YAROSH (IAROSH)", ["Petro Hryhorovych YAROSH", "Petro Hryhorovych IAROSH"]),
        ("(Sheikh) Musa Muster", ["Musa Muster", "Sheikh Musa Muster"]),
        ("Jin Tiesan (金铁三)", ["Jin Tiesan", "金铁三"]),
        ("Amir Khazmat (original script: Амир Хазмат)", ["Amir Khazmat", "Амир Хазмат"]),
        ("حسن غول (Hassan Muster; Hasan Muster)", ["حسن غول", "Hassan Muster", "Hasan Muster"]),
        ("Akhter Muster (اختر محمد ),", ["Akhter Muster", "اختر محمد"]),
        (") Abdel Muster", ["Abdel Muster"]),
        ("\u201c1-P\u201d", ["1-P"]),
        ('"HASSAN, Sheikh"', ["HASSAN, Sheikh"]),
        ("Mohammad Muster born in 1963", ["Mohammad Muster"]),
        ("Khirullah Muster, born in Kandahar on 01 Jan.1967", ["Khirullah Muster"]),
        ("Safia Muster, born 1 Jan. 1953 (Oman passport no.03825239, date of issue 4 May 2014)", ["Safia Muster"]),
        ("Abdel Muster (false identity related to identification number 6910275240086)", ["Abdel Muster"]),
        ("Max Born", ["Max Born"]),
        ("Luis 2525", ["Luis 2525"]),
        ("Ivan (Iwan) Muster (birth name)", ["Ivan Muster", "Iwan Muster"]),
        ("(0)()", ["0"]),
        ("()", []),
        (" ; ", []),
        ("", []),
    ],
)
def test_names_of_persons(text: str, expected: list[str]) -> None:
    assert names.read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MUSTER BANK (MB)", ["MUSTER BANK (MB)"]),
        ("AL-MUSTER FOUNDATION (KENYA)", ["AL-MUSTER FOUNDATION (KENYA)"]),
        ("MUSTER LINES (ML) ; SAMPLE LAKES COMPANY", ["MUSTER LINES (ML)", "SAMPLE LAKES COMPANY"]),
        ("جبهة النصرة (the Sample Front; Jabhat al-Muster)", ["جبهة النصرة", "Jabhat al-Muster"]),
    ],
)
def test_names_of_organisations(text: str, expected: list[str]) -> None:
    assert names.read(text, of_person=False) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("original script: Абу Банат", ["Абу Банат"]),
        ("Previously listed as. In Arabic: رياض محمد", ["رياض محمد"]),
        ("Abdul Muster; Abdur Muster", ["Abdul Muster", "Abdur Muster"]),
        ("born in 1971 in Samarra (Ibrahim Muster; Ibrahim al-Muster)", ["Ibrahim Muster", "Ibrahim al-Muster"]),
        ("Passport number: B0515260; DOB: 1948; POB: Anefif", []),
        ("nom de guerre", []),
    ],
)
def test_names_in_notes(note: str, expected: list[str]) -> None:
    assert names.in_note(note) == expected


_WORDS = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=9), min_size=1, max_size=4)
_NAMES = _WORDS.map(" ".join).filter(lambda name: not names.is_odd(name))


@given(st.lists(_NAMES, min_size=1, max_size=5, unique=True), st.booleans())
def test_names_in_one_field_are_each_a_name(listed: list[str], of_person: bool) -> None:
    assert names.read("; ".join(listed), of_person=of_person) == listed


@given(_NAMES, st.sampled_from(["birth name", "previously listed as", "passport no. 03825239", "jr", "the Younger"]))
def test_a_note_in_brackets_changes_no_name(name: str, note: str) -> None:
    assert names.read(f"{name} ({note})") == [name]


@given(st.text(max_size=40) | st.text('ab (;);AБ,"\u0628 1', max_size=20))
def test_of_any_text_come_names_that_are_read_as_they_are(text: str) -> None:
    for name in names.read(text):
        assert not {*"();"} & {*name}
        assert any(map(str.isalnum, name))
        assert names.read(name) in ([name], [])
    names.in_note(text)


@pytest.mark.parametrize("text", ["(" * 100_000, "a(" * 100_000 + ")" * 100_000, "born 1" * 100_000])
def test_no_field_takes_long(text: str) -> None:
    assert names.read(text) == []
    names.in_note(text)
    births.noted(text)
