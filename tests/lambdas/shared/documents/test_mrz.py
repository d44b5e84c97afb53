"""The machine-readable zone, held to published specimens and to what is true of every zone."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.documents.mrz import Mrz, MrzError, birth_date, check_digit, expiry_date, read_mrz, write_mrz
from tests.lambdas.shared.documents import mrz_specimens

TODAY = date(2026, 11, 24)
FORMATS = {"TD1", "TD2", "TD3", "MRV-A", "MRV-B", "FRA-ID"}
# Doc 9303 parts 4, 5, 6 and 7, the appendices with examples.
SPECIMENS = {
    "TD3": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "TD1": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "MRV-A": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    "MRV-B": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
}
NAME = st.from_regex(r"[A-Z]{1,6}( [A-Z]{1,6})?", fullmatch=True)  # two fit even into a card's 30 characters
DAYS = st.dates(date(1930, 1, 1), date(2035, 12, 31)).map(date.isoformat)
FIELDS = st.fixed_dictionaries(
    {
        "document_type": st.sampled_from(["passport", "identity_card", "residence_permit"]),
        "issuing_country": st.sampled_from(["SWE", "DEU", "UTO", "PRT"]),
        "family_name": NAME,
        "given_names": NAME | st.just(""),
        "document_number": st.from_regex(r"[A-Z0-9]{3,9}", fullmatch=True),
        "nationality": st.sampled_from(["SWE", "DEU", "XXA"]),
        "birth_date": DAYS,
        "sex": st.sampled_from(["F", "M", "X"]),
        "expires_on": DAYS,
    }
)


@pytest.mark.parametrize(
    "specimen", mrz_specimens.SPECIMENS, ids=lambda specimen: f"{specimen.country} {specimen.source}"
)
def test_published_specimens(specimen: mrz_specimens.Specimen) -> None:
    assert mrz_specimens.differences(specimen) == {}


def test_the_specimens_are_of_all_formats_and_many_countries() -> None:
    specimens = mrz_specimens.SPECIMENS
    assert len({specimen.zone for specimen in specimens}) == len(specimens) > 100
    assert len({specimen.country for specimen in specimens}) > 30
    assert {read_mrz(specimen.zone).format for specimen in specimens} == FORMATS


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_specimens_of_icao(kind: str) -> None:
    read = read_mrz(SPECIMENS[kind])
    assert (read.format, read.family_name, read.given_names) == (kind, "ERIKSSON", "ANNA MARIA")
    assert (read.issuing_country, read.sex, read.failed_checks) == ("UTO", "F", ())


def test_every_field_of_the_passport_specimen() -> None:
    assert read_mrz(SPECIMENS["TD3"]) == Mrz(
        format="TD3",
        document_code="P",
        issuing_country="UTO",
        family_name="ERIKSSON",
        given_names="ANNA MARIA",
        document_number="L898902C3",
        nationality="UTO",
        birth_date="740812",
        sex="F",
        expires_on="120415",
        optional_data="ZE184226B",
        failed_checks=(),
    )


@pytest.mark.parametrize("kind", SPECIMENS)
def test_line_breaks_and_case_do_not_matter(kind: str) -> None:
    text = SPECIMENS[kind]
    assert read_mrz(text.replace("\n", "")) == read_mrz(text.lower()) == read_mrz(text.replace("\n", " \r\n"))


def test_check_digits_as_the_standard_computes_them() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("D23145890734") == "9"


def test_germany_writes_one_letter() -> None:
    fields = {"issuing_country": "DEU", "nationality": "DEU"}
    text = write_mrz(
        document_type="passport", family_name="Müller", given_names="Jürgen", document_number="C01X00T47",
        birth_date="1964-08-12", sex="M", expires_on="2027-02-28", **fields,
    )  # fmt: skip
    assert text.startswith("P<D<<MUELLER<<JUERGEN<")
    assert (read_mrz(text).issuing_country, read_mrz(text).nationality) == ("DEU", "DEU")


def test_a_long_number_of_a_card_goes_on_in_the_optional_data() -> None:
    zone = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
    read = read_mrz(zone)
    assert (read.document_number, read.optional_data, read.failed_checks) == ("D23145890734", "", ())


def test_a_long_number_of_a_card_of_two_lines() -> None:
    read = read_mrz("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8")
    assert (read.document_number, read.optional_data, read.failed_checks) == ("D23145890734", "", ())


@pytest.mark.parametrize("number", ["<<<<<<<<<<<<<<<", "7348<<<<<<<<<<<", "734<9<<<<<<<<<<", "ABCDEFGHJKLMNPQ"])
def test_a_long_number_without_its_check_digit_does_not_fit(number: str) -> None:
    zone = f"I<UTOD23145890<{number}\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
    assert "document_number" in read_mrz(zone).failed_checks


def test_the_french_card_has_no_expiry_date() -> None:
    read = read_mrz("IDFRABERTHIER<<<<<<<<<<<<<<<<<923255\n8806923102858CORINNE<<<<<<<6512068F2")
    assert (read.format, read.nationality, read.document_number) == ("FRA-ID", "FRA", "880692310285")
    assert (read.expires_on, read.optional_data, read.problems) == ("", "923255", ())
    assert expiry_date(read, TODAY) is None


def test_given_names_of_the_french_card_are_apart() -> None:
    read = read_mrz("IDFRAPETE<<<<<<<<<<<<<<<<<<<<<952042\n0509952018746NICOLAS<<PAUL<8206152M3")
    assert (read.family_name, read.given_names) == ("PETE", "NICOLAS PAUL")


def test_a_holder_with_one_name() -> None:
    read = read_mrz("P<UTOARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10")
    assert (read.family_name, read.given_names) == ("ARKFREITH", "")


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("<<SURESH<KUMAR", ("", "SURESH KUMAR")),
        ("<<<SURESH<KUMAR", ("", "SURESH KUMAR")),
        ("<SURESH<KUMAR", ("SURESH KUMAR", "")),
        ("SURESH<KUMAR", ("SURESH KUMAR", "")),
        ("SURESH", ("SURESH", "")),
    ],
)
def test_a_holder_without_a_family_name(field: str, names: tuple[str, str]) -> None:
    passport = read_mrz(f"P<IND{field:<<39}\nL898902C36IND7408122F1204159ZE184226B<<<<<10")
    card = read_mrz(f"I<INDL898902C36<<<<<<<<<<<<<<<\n7408122F1204159IND<<<<<<<<<<<6\n{field:<<30}")
    assert (passport.family_name, passport.given_names) == (card.family_name, card.given_names) == names


@pytest.mark.parametrize("number", ["123456<AA", "12<3456AA", "C<0000000"])
def test_a_number_has_no_fillers(number: str) -> None:
    zone = (
        f"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n{number}{check_digit(number)}UTO7408122F1204159<<<<<<<<<<<<<<0"
    )
    read = read_mrz(f"{zone}0")
    assert (read.document_number, "document_number" in read.failed_checks) == (number.replace("<", ""), False)


@given(FIELDS)
def test_what_was_written_is_read(fields: dict[str, str]) -> None:
    read = read_mrz(write_mrz(**fields))
    assert read.failed_checks == ()
    for name in ("issuing_country", "family_name", "given_names", "document_number", "nationality", "sex"):
        assert getattr(read, name) == fields[name], name
    assert read.birth_date == fields["birth_date"][2:].replace("-", "")
    assert read.expires_on == fields["expires_on"][2:].replace("-", "")


@given(FIELDS, st.data())
def test_any_changed_digit_of_a_checked_field_is_found(fields: dict[str, str], data: st.DataObject) -> None:
    lines = write_mrz(**fields).split("\n")
    row, checked = (1, [*range(10), *range(13, 20), *range(21, 28)]) if len(lines) == 2 else (1, range(7))
    place = data.draw(st.sampled_from([place for place in checked if lines[row][place].isdigit()]))
    digit = data.draw(st.sampled_from([other for other in "0123456789" if other != lines[row][place]]))
    lines[row] = lines[row][:place] + digit + lines[row][place + 1 :]
    read = read_mrz("\n".join(lines))
    assert read.failed_checks or read.corrected


ANY_TEXT = st.text(alphabet="AB09<\n V«", max_size=140) | st.text(max_size=100)
MUTATED = st.builds(
    lambda specimen, place, letter: specimen.zone[:place] + letter + specimen.zone[place + 1 :],
    st.sampled_from(mrz_specimens.SPECIMENS),
    st.integers(0, 90),
    st.sampled_from("0O1I8B5S<Z«\u2039\u0131ß\n ") | st.characters(),
)


@given(ANY_TEXT | MUTATED)
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    try:
        read = read_mrz(text)
    except MrzError as error:
        code = error.code
    else:
        code = read.format
        birth_date(read, TODAY), expiry_date(read, TODAY)
    assert code in {"NOT_MRZ_CHARACTERS", "NOT_MRZ_SHAPE", *FORMATS}


@pytest.mark.parametrize(
    ("digits", "born"),
    [("740812", date(1974, 8, 12)), ("261124", date(2026, 11, 24)), ("261125", date(1926, 11, 25)),
     ("900230", None), ("74<<<<", None)],
)  # fmt: skip
def test_a_birth_date_is_in_the_past(digits: str, born: date | None) -> None:
    assert birth_date(_with(birth_date=digits), TODAY) == born


@pytest.mark.parametrize(
    ("digits", "expires"),
    [("310415", date(2031, 4, 15)), ("120415", date(2012, 4, 15)), ("760101", date(2076, 1, 1)),
     ("770101", date(1977, 1, 1)), ("<<<<<<", None)],
)  # fmt: skip
def test_an_expiry_date_is_near_today(digits: str, expires: date | None) -> None:
    assert expiry_date(_with(expires_on=digits), TODAY) == expires


@pytest.mark.parametrize(
    "change",
    [{"document_type": "driving_licence"}, {"document_number": "A" * 10}, {"birth_date": "1990-02-30"}],
)
def test_what_fits_in_no_zone_is_refused(change: dict[str, str]) -> None:
    fields = dict.fromkeys(("issuing_country", "nationality"), "SWE") | {
        "document_type": "passport", "family_name": "A", "given_names": "B", "document_number": "1",
        "birth_date": "1990-01-01", "sex": "X", "expires_on": "2030-01-01",
    }  # fmt: skip
    with pytest.raises(MrzError, match="NOT_WRITABLE"):
        write_mrz(**(fields | change))


@pytest.mark.parametrize(
    ("zone", "problems"),
    [
        ("P<QQQ{names}\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", ("issuing_country",)),
        ("P<UTO{names}\nL898902C36ZZZ7408122F1204159ZE184226B<<<<<10", ("nationality",)),
        ("P<UTO{names}\nL898902C36UTO7408122W1204159ZE184226B<<<<<10", ("sex",)),
        ("P<UTO{names}\nL898902C36UTO7402308F1204159ZE184226B<<<<<16", ("birth_date",)),
        ("P<UTO{names}\nL898902C36UTO74<<<<2F1204159ZE184226B<<<<<10", ()),
        ("P<UTO{names}\nL898902C36UTO<<<<<<0F1204159ZE184226B<<<<<10", ()),
        ("P<UTO{names}\nL898902C36UTO7408122F1213014ZE184226B<<<<<10", ("expires_on",)),
        ("7<UTO{names}\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", ("document_code",)),
    ],
)
def test_what_no_document_may_print_is_named(zone: str, problems: tuple[str, ...]) -> None:
    assert read_mrz(zone.format(names="ERIKSSON<<ANNA<MARIA".ljust(39, "<"))).problems == problems


@pytest.mark.parametrize("code", ["D<<", "GBD", "UNO", "XXA", "XBA", "XIM", "XCE", "XMP", "EUE", "RKS", "NTZ"])
def test_codes_of_documents_are_no_problem(code: str) -> None:
    zone = f"P<{code}{'ERIKSSON<<ANNA<MARIA'.ljust(39, '<')}\nL898902C36{code}7408122F1204159ZE184226B<<<<<10"
    assert read_mrz(zone).problems == ()


def _with(**changes: Any) -> Mrz:
    read = read_mrz(SPECIMENS["TD3"])
    return dataclasses.replace(read, **changes)
