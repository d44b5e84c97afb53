"""Every rule fires on a document made for it, and on no other."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.check_document.rules import RULES, UNREADABLE, check, compared
from lambdas.shared.cases.verdicts import Finding, Verdict, codes, worst
from lambdas.shared.documents.mrz import read_mrz, write_mrz
from lambdas.shared.names.config import CONFIG as NAMES
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.policies import policy
from tests.applications import application

TODAY = date(2026, 11, 24)
POLICY = policy("identity")
HOLDER = {"given_names": "Anna Maria", "family_name": "Eriksson", "birth_date": "1984-08-12", "sex": "F"}
DOCUMENT = {"number": "XA1234567", "issuing_country": "SWE", "expires_on": "2031-04-15"}
GOOD = application(applicant=HOLDER, document=DOCUMENT)
LICENCE_FIELDS = {
    "given_names": "ANNA MARIA", "family_name": "ERIKSSON", "document_number": "D1234567",
    "birth_date": "1984-08-12", "expires_on": "2031-04-15", "issuing_country": "USA",
}  # fmt: skip
LICENCE = {"type": "driving_licence", "number": "D1234567", "issuing_country": "USA"}


def passport(**changes: str) -> DocumentReading:
    """GOOD's passport, with these fields changed in its zone and in its printed text."""
    fields = HOLDER | {
        "document_type": "passport",
        "issuing_country": "SWE",
        "document_number": "XA1234567",
        "nationality": "SWE",
        "expires_on": "2031-04-15",
    }
    return DocumentReading(zone := write_mrz(**(fields | changes)), lines=printed(zone))


def printed(zone: str) -> tuple[str, ...]:
    read = read_mrz(zone)
    born = f"{read.birth_date[4:]} {read.birth_date[2:4]} {read.birth_date[:2]}"
    return ("PASS PASSPORT", read.family_name, read.given_names, f"No {read.document_number}", born)


def found(reading: DocumentReading, today: date = TODAY, **changes: Any) -> list[Finding]:
    made = application(**{"applicant": HOLDER, "document": DOCUMENT, **changes})
    return check(reading, made, today, POLICY)


def applied(reading: DocumentReading, today: date = TODAY, **changes: Any) -> list[str]:
    return codes(found(reading, today, **changes))


def test_a_document_that_agrees_has_no_finding() -> None:
    assert check(passport(), GOOD, TODAY, POLICY) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document_number": "XA7654321"}, "DOCUMENT_NUMBER_DIFFERS"),
        ({"document_number": "XA1234568"}, "DOCUMENT_NUMBER_DIFFERS_SLIGHTLY"),
        ({"document_number": "XA1234576"}, "DOCUMENT_NUMBER_DIFFERS_SLIGHTLY"),
        ({"issuing_country": "NOR"}, "ISSUER_DIFFERS"),
        ({"nationality": "NOR"}, "NATIONALITY_DIFFERS"),
        ({"family_name": "Gomez", "given_names": "Pedro"}, "NAME_ALONE_DIFFERS"),
        ({"family_name": "Erichssen"}, "NAME_DIFFERS_SLIGHTLY"),
        ({"birth_date": "1972-05-30"}, "BIRTH_DATE_DIFFERS"),
        ({"birth_date": "1984-08-13"}, "BIRTH_DATE_DIFFERS_SLIGHTLY"),
        ({"birth_date": "1984-12-08"}, "BIRTH_DATE_DIFFERS_SLIGHTLY"),
        ({"expires_on": "2031-04-16"}, "EXPIRY_DATE_DIFFERS"),
        ({"expires_on": "2026-11-23"}, "DOCUMENT_EXPIRED"),
    ],
)
def test_one_difference_is_one_finding(changes: dict[str, str], code: str) -> None:
    assert applied(passport(**changes)) == [code]


SAID_APART = {
    "DOCUMENT_NUMBER_DIFFERS": "number",
    "ISSUER_DIFFERS": "issuing_country",
    "NATIONALITY_DIFFERS": "nationality",
    "NAME_ALONE_DIFFERS": "name",
    "NAME_DIFFERS_SLIGHTLY": "name",
    "BIRTH_DATE_DIFFERS_SLIGHTLY": "birth_date",
    "EXPIRY_DATE_DIFFERS": "expires_on",
}
"""Of the findings of one difference each, the field that is not the same."""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"document_number": "XA7654321"},
        {"issuing_country": "NOR"},
        {"nationality": "NOR"},
        {"family_name": "Gomez", "given_names": "Pedro"},
        {"family_name": "Erichssen"},
        {"birth_date": "1984-08-13"},
        {"expires_on": "2031-04-16"},
    ],
)
def test_what_applicant_and_document_say_is_shown_apart_where_a_rule_finds_so(changes: dict[str, str]) -> None:
    rows = compared(passport(**changes), GOOD, TODAY, POLICY)
    assert [row["field"] for row in rows] == [
        "type", "number", "issuing_country", "expires_on", "name", "birth_date", "nationality"
    ]  # fmt: skip
    assert [row["field"] for row in rows if not row["same"]] == [
        SAID_APART[code] for code in applied(passport(**changes))
    ]


def test_what_applicant_and_document_say_is_shown_as_each_says_it() -> None:
    rows = {row["field"]: row for row in compared(passport(birth_date="1984-08-13"), GOOD, TODAY, POLICY)}
    assert rows["birth_date"] == {
        "field": "birth_date", "applicant": "1984-08-12", "document": "1984-08-13", "same": False
    }  # fmt: skip
    assert (rows["name"]["applicant"], rows["name"]["document"]) == ("Anna Maria Eriksson", "ANNA MARIA ERIKSSON")
    licence = DocumentReading(fields=LICENCE_FIELDS | {"expires_on": ""})
    of_licence = {row["field"]: row for row in compared(licence, GOOD, TODAY, POLICY)}
    assert (of_licence["expires_on"]["document"], of_licence["expires_on"]["same"]) == (None, False)
    assert "nationality" not in of_licence
    assert compared(DocumentReading(), GOOD, TODAY, POLICY) == []


def test_another_name_with_another_birth_date_is_another_person() -> None:
    other = passport(family_name="Gomez", given_names="Pedro", birth_date="1972-05-30")
    assert applied(other) == ["NAME_DIFFERS", "BIRTH_DATE_DIFFERS"]


def test_a_child_s_document_is_no_adult_s() -> None:
    assert applied(passport(birth_date="2010-08-12")) == ["BIRTH_DATE_DIFFERS", "UNDER_AGE"]


@pytest.mark.parametrize(
    ("born", "today", "under_age"),
    [
        ("2008-11-24", date(2026, 11, 24), False),
        ("2008-11-24", date(2026, 11, 23), True),
        ("2008-02-29", date(2026, 2, 28), True),
        ("2008-02-29", date(2026, 3, 1), False),
        ("1924-02-29", date(2026, 3, 1), False),
    ],
)
def test_eighteen_on_the_day_by_the_application_s_century(born: str, today: date, under_age: bool) -> None:
    who = HOLDER | {"birth_date": born}
    assert applied(passport(birth_date=born), today, applicant=who) == (["UNDER_AGE"] if under_age else [])


def test_a_document_is_valid_on_its_last_day() -> None:
    last = passport(expires_on="2031-04-15")
    assert applied(last, date(2031, 4, 15)) == []
    assert applied(last, date(2031, 4, 16)) == ["DOCUMENT_EXPIRED"]


def test_a_wrong_check_digit_names_the_field_and_judges_nothing_else() -> None:
    reading = passport(document_number="XA7654321")
    (finding,) = found(replace(reading, zone=reading.zone.replace("XA7654321", "XA7654327")))
    assert (finding.code, finding.verdict) == ("CHECK_DIGIT_WRONG", Verdict.RESUBMIT)
    assert "document number" in finding.sentence


@pytest.mark.parametrize(
    "reading",
    [DocumentReading(), DocumentReading("a photo of a cat"), DocumentReading(fields={"family_name": "ERIKSSON"})],
)
def test_what_cannot_be_read_is_asked_for_again(reading: DocumentReading) -> None:
    assert found(reading) == [UNREADABLE]


def test_another_document_than_the_application_s_is_judged_no_further() -> None:
    card = passport(document_type="identity_card", document_number="ZZ000")
    assert applied(card) == ["DOCUMENT_TYPE_DIFFERS"]
    visa = DocumentReading(
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<", lines=("x",)
    )
    assert "DOCUMENT_TYPE_DIFFERS" in applied(visa)


@pytest.mark.parametrize(("issuer", "accepted"), [("SWE", True), ("USA", False)])
def test_identity_cards_are_accepted_of_listed_countries(issuer: str, accepted: bool) -> None:
    card = passport(document_type="identity_card", issuing_country=issuer)
    document = DOCUMENT | {"type": "identity_card", "issuing_country": issuer}
    assert applied(card, document=document) == ([] if accepted else ["DOCUMENT_NOT_ACCEPTED"])


def test_a_zone_without_expiry_is_for_a_person() -> None:
    reading = passport()
    first, second = reading.zone.split("\n")
    zone = second[:21] + "<<<<<<0" + second[28:]
    composite = zone[:10] + zone[13:20] + zone[21:43]
    from lambdas.shared.documents.mrz import check_digit  # noqa: PLC0415

    assert applied(replace(reading, zone=f"{first}\n{zone[:43]}{check_digit(composite)}")) == ["EXPIRY_NOT_PRINTED"]


def test_a_specimen_is_nobody_s_document_outside_the_sandbox() -> None:
    made = application(applicant=HOLDER, document=DOCUMENT | {"issuing_country": "UTO"})
    utopian = passport(issuing_country="UTO")
    assert codes(check(utopian, made, TODAY, POLICY, sandbox=True)) == []
    assert codes(check(utopian, made, TODAY, POLICY)) == ["SPECIMEN_DOCUMENT"]


def test_a_corrected_number_that_still_differs_is_read_again() -> None:
    reading = passport(document_number="XA7654320")
    misread = replace(reading, zone=reading.zone.replace("XA7654320", "XA765432O"))
    assert read_mrz(misread.zone).corrected == ("document_number",)
    assert applied(misread) == ["DOCUMENT_NUMBER_MISREAD"]
    own = DOCUMENT | {"number": "XA7654320"}
    assert applied(misread, document=own) == []


def test_a_country_that_does_not_exist_is_for_a_person() -> None:
    reading = passport()
    (finding, *_) = found(replace(reading, zone=reading.zone.replace("P<SWE", "P<QQQ")))
    assert (finding.code, "issuing country" in finding.sentence) == ("ZONE_IMPLAUSIBLE", True)


# The visual zone --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [(1, "LINDQVIST", "family name"), (3, "No XA9999999", "document number"), (4, "13 08 84", "birth date")],
)
def test_printed_text_that_says_something_else_is_for_a_person(line: int, instead: str, told: str) -> None:
    reading = passport()
    lines = [*reading.lines]
    lines[line] = instead
    (finding,) = found(replace(reading, lines=tuple(lines)))
    assert (finding.code, finding.sentence.count(told)) == ("VISUAL_ZONE_DIFFERS", 1)


@pytest.mark.parametrize(
    "born",
    [
        "12.08.1984",
        "12 08 84",
        "12 AUG / AOUT 1984",
        "12 août 84",
        "12-AGO-1984",
        "19840812",
        "08/12/1984",
        "12AUG1984",
    ],
)
def test_dates_are_found_in_the_ways_documents_print_them(born: str) -> None:
    reading = passport()
    assert applied(replace(reading, lines=(*reading.lines[:4], f"Date of birth {born}"))) == []


def test_names_are_found_with_their_own_letters() -> None:
    who = HOLDER | {"family_name": "Müller-Ödegård"}
    reading = passport(family_name="Müller-Ödegård")
    lines = (*reading.lines[:1], "Müller-Ödegård", *reading.lines[2:])
    assert applied(replace(reading, lines=lines), applicant=who) == []


def test_a_picture_of_the_zone_alone_is_asked_for_again() -> None:
    assert applied(replace(passport(), lines=())) == ["VISUAL_ZONE_MISSING"]


def test_labelled_fields_are_compared_field_by_field() -> None:
    reading = replace(passport(), fields={"family_name": "LINDQVIST", "document_number": "XA1234567"})
    assert [one.code for one in found(reading)] == ["VISUAL_ZONE_DIFFERS"]


# A licence, read by its fields ------------------------------------------------------------------------------


def test_a_licence_is_judged_by_its_fields() -> None:
    assert applied(DocumentReading(fields=LICENCE_FIELDS), document=DOCUMENT | LICENCE) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("document_number", "D7654321", "DOCUMENT_NUMBER_DIFFERS"),
        ("family_name", "GOMEZ", "NAME_ALONE_DIFFERS"),
        ("birth_date", "1971-01-01", "BIRTH_DATE_DIFFERS"),
        ("birth_date", "", "BIRTH_DATE_UNREADABLE"),
        ("expires_on", "2026-11-23", "DOCUMENT_EXPIRED"),
        ("expires_on", "", "EXPIRY_UNREADABLE"),
    ],
)
def test_a_licence_s_fields_are_held_against_the_application(field: str, value: str, code: str) -> None:
    reading = DocumentReading(fields=LICENCE_FIELDS | {field: value})
    assert applied(reading, document=DOCUMENT | LICENCE) == [code]


def test_a_licence_of_another_country_is_not_accepted() -> None:
    reading = DocumentReading(fields=LICENCE_FIELDS | {"issuing_country": "CAN"})
    assert applied(reading, document=DOCUMENT | LICENCE | {"issuing_country": "CAN"}) == ["DOCUMENT_NOT_ACCEPTED"]


# Names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "applicant",
    [
        {"given_names": "ANNA MARIA", "family_name": "ERIKSSON"},
        {"given_names": "Anna", "family_name": "Eriksson"},
        {"given_names": "Anna Maria", "family_name": "Lindqvist", "former_names": ["Eriksson"]},
    ],
)
def test_honest_ways_to_write_a_name_agree(applicant: dict[str, Any]) -> None:
    assert applied(passport(), applicant=HOLDER | applicant) == []


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [
        (NAMES.one_name_from, []),
        (NAMES.review_to, ["NAME_DIFFERS_SLIGHTLY"]),
        (NAMES.review_from, ["NAME_DIFFERS_SLIGHTLY"]),
        (NAMES.other_to, ["NAME_ALONE_DIFFERS"]),
    ],
)
def test_names_are_judged_by_the_bands_of_the_comparison(
    similarity: float, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambdas.check_document.case.similarity", lambda _left, _right: similarity)
    assert applied(passport()) == expected


def test_a_name_in_another_script_is_for_a_person() -> None:
    assert applied(passport(), applicant=HOLDER | {"given_names": "小龍", "family_name": "李"}) == [
        "NAME_NOT_COMPARABLE"
    ]


def test_every_rule_has_its_own_code_and_sentence() -> None:
    assert len({code for code, *_ in RULES}) == len({sentence for *_, sentence in RULES}) == len(RULES)


@given(st.text(alphabet="P<SWERIKON0123456789\n", max_size=100), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_text_has_findings_without_quoting_it(text: str, today: date) -> None:
    findings = check(DocumentReading(text), GOOD, today, POLICY)
    assert findings
    assert worst(findings) is not Verdict.PASS


TEXT = st.text(max_size=30)


@given(
    st.builds(
        DocumentReading,
        zone=st.just("") | st.just(passport().zone),
        fields=st.dictionaries(st.sampled_from(sorted(LICENCE_FIELDS)), TEXT),
        lines=st.lists(TEXT, max_size=5).map(tuple),
    )
)
def test_no_reading_makes_the_rules_raise(reading: DocumentReading) -> None:
    assert {finding.code for finding in found(reading)} <= {UNREADABLE.code, *(code for code, *_ in RULES)}
    assert bool(compared(reading, GOOD, TODAY, POLICY)) == (UNREADABLE not in found(reading))


@given(
    st.builds(
        application,
        applicant=st.fixed_dictionaries(
            {
                "given_names": st.text(min_size=1, max_size=20),
                "family_name": st.text(min_size=1, max_size=20),
                "birth_date": st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
                "nationalities": st.lists(st.from_regex(r"[A-Z]{3}", fullmatch=True), min_size=1, max_size=3),
            }
        ),
        document=st.fixed_dictionaries(
            {
                "number": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 -]{2,23}", fullmatch=True),
                "expires_on": st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
            }
        ),
    )
)
def test_no_application_makes_the_rules_raise(made: Any) -> None:
    known = {code for code, *_ in RULES}
    assert {finding.code for finding in check(passport(), made, TODAY, POLICY)} <= known
    assert all(isinstance(row["same"], bool) for row in compared(passport(), made, TODAY, POLICY))
