"""What OCR confuses is put right where the zone proves it, and said; otherwise its check digits do not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.documents.mrz import read_mrz
from lambdas.shared.documents.mrz.layouts import check_digit
from tests.lambdas.shared.documents.mrz_specimens import SPECIMENS

NAMES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
PASSPORT = f"{NAMES}\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
GERMAN = "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4"
BELGIAN = "IDBEL000001115<7027<<<<<<<<<<<\n9502286F3001064BEL950228998747\nSPECIMEN<<SPECIMEN<<<<<<<<<<<<"
FRENCH = "IDFRABERTHIER<<<<<<<<<<<<<<<<<923255\n8806923102858CORINNE<<<<<<<6512068F2"
CONFUSED = dict(zip("0O1I8B5S2Z", "O0I1B8S5Z2", strict=True))
SOUND = [each.zone for each in SPECIMENS if not each.failed_checks and not each.problems]


@pytest.mark.parametrize(
    ("zone", "misread", "fields"),
    [
        (PASSPORT, ("7408122F", "74O8I22F"), ("birth_date",)),
        (PASSPORT, ("7408122F", "740812ZF"), ("birth_date",)),
        (PASSPORT, ("F1204159", "F12O41S9"), ("expires_on",)),
        (PASSPORT, ("<<<<<10", "<<<<<1O"), ("composite",)),
        (PASSPORT, ("<<<<<10", "<<<<<I0"), ("optional_data",)),
        (FRENCH, ("6512068F", "65I2068F"), ("birth_date",)),
        (PASSPORT, ("L898902C3", "L8989O2C3"), ("document_number",)),
        (PASSPORT, ("C36UTO74", "C3GUTO74"), ("document_number",)),
        (PASSPORT, ("C36UTO74", "C36UT074"), ("nationality",)),
        (PASSPORT, ("P<UTO", "P<UT0"), ("issuing_country",)),
        (PASSPORT, ("ERIKSSON", "ER1K55ON"), ("names",)),
        (PASSPORT, ("UTO7408122F1204159", "UT074O8122F1204IS9"), ("nationality", "birth_date", "expires_on")),
        (CARD, ("I<UTO", "1<UTO"), ("document_code",)),
        (CARD, ("<<<<6\n", "<<<<G\n"), ("composite",)),
        (GERMAN, ("C01X00T47", "CO1X00T47"), ("document_number",)),
        (BELGIAN, ("7027<<<", "70Z7<<<"), ("document_number",)),
        (FRENCH, ("IDFRA", "1DFRA"), ("document_code",)),
        (FRENCH, ("880692", "88O692"), ("document_number",)),
        (FRENCH, ("BERTHIER", "8ERTHIER"), ("names",)),
    ],
)
def test_a_proven_correction_is_made_and_said(zone: str, misread: tuple[str, str], fields: tuple[str, ...]) -> None:
    read, sound = read_mrz(zone.replace(*misread, 1)), read_mrz(zone)
    assert read.corrected == fields
    sound.corrected = fields
    assert read == sound


@pytest.mark.parametrize(
    ("zone", "misread"),
    [
        (PASSPORT, ("L898902C3", "L898704C3")),
        (PASSPORT, ("7408122F", "7498122F")),
        (PASSPORT, ("ZE184226B<<", "ZE1842266<<")),
        (CARD, ("D23145890", "D23148890")),
    ],
)
def test_what_is_no_confusion_stays(zone: str, misread: tuple[str, str]) -> None:
    read = read_mrz(zone.replace(*misread))
    assert read.failed_checks
    assert not read.corrected


def test_two_readings_of_a_number_are_none() -> None:
    """O and I weigh 7 here, and both of their digits make the check digit fit."""
    number = "O00O00000"
    misread = next(digit for digit in "0123456789" if digit == check_digit("000O00000") == check_digit("O00000000"))
    text = f"V{NAMES[1:]}\n{number}{misread}UTO7408122F1204159<<<<<<<<<<<<<<<<"
    read = read_mrz(text)
    assert (read.document_number, read.failed_checks, read.corrected) == (number, ("document_number",), ())


def test_the_composite_has_its_say() -> None:
    """A number with B for 8 would fit the check digit: but it is the digit that was misread."""
    wrong = next(digit for digit in "0123456789" if digit == check_digit("LB98902C3"))
    read = read_mrz(PASSPORT.replace("L898902C36", f"L898902C3{wrong}"))
    assert read.failed_checks == ("document_number", "composite")
    assert (read.document_number, read.corrected) == ("L898902C3", ())


def test_an_unknown_code_stays() -> None:
    read = read_mrz(PASSPORT.replace("P<UTO", "P<ZZ0"))
    assert (read.issuing_country, read.problems, read.corrected) == ("ZZ0", ("issuing_country",), ())


def test_digits_in_names_of_the_russian_internal_passport_are_letters() -> None:
    read = read_mrz("PNRUSZDRIL7K<<SERGEQ<ANATOL9EVI3<<<<<<<<<<<<\n3919353498RUS7207233M<<<<<<<4151218910003<50")
    assert (read.family_name, read.corrected, read.problems) == ("ZDRIL7K", (), ())


def test_no_check_digit_tells_g_from_6() -> None:
    """They differ by 10. So a number that has one of them is as it was read."""
    read = read_mrz(PASSPORT.replace("L898902C36", f"L89890GC3{check_digit('L898906C3')}"))
    assert (read.document_number, read.corrected) == ("L89890GC3", ())
    assert "document_number" not in read.failed_checks


@given(st.sampled_from(SOUND), st.data())
def test_one_confusion_is_put_right_or_named(zone: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([place for place, letter in enumerate(zone) if letter in CONFUSED]))
    misread = read_mrz(zone[:place] + CONFUSED[zone[place]] + zone[place + 1 :])
    said = misread.corrected or misread.failed_checks or misread.problems
    assert said or _unproven(misread) != _unproven(read_mrz(zone))
    if misread.corrected and not misread.failed_checks and len(misread.corrected) == 1:
        assert _unproven(misread) == _unproven(read_mrz(zone)) or "document_number" in misread.corrected


@given(st.sampled_from(SOUND), st.data())
def test_what_is_said_to_be_put_right_fits(zone: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.sampled_from(range(len(zone))), max_size=4))
    letters = [CONFUSED.get(letter, letter) if place in places else letter for place, letter in enumerate(zone)]
    read = read_mrz("".join(letters))
    assert not set(read.corrected) & set(read.failed_checks)


def _unproven(read: object) -> tuple[object, ...]:
    """The fields that no check digit of their own covers: letters and digits for each other there are not seen."""
    names = ("family_name", "given_names", "document_code", "issuing_country", "nationality", "optional_data")
    return tuple(getattr(read, name) for name in names)
