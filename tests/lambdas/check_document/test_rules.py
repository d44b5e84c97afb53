"""Every rule fires on a document made for it, and on no other."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.check_document.rules import NO_ZONE, RULES, UNREADABLE, check
from lambdas.shared.mrz import write_mrz
from lambdas.shared.verdicts import Verdict, codes, worst
from tests.applications import application

TODAY = date(2026, 11, 24)
HOLDER = {"given_names": "Anna Maria", "family_name": "Eriksson", "birth_date": "1984-08-12", "sex": "F"}
DOCUMENT = {"number": "XA1234567", "issuing_country": "SWE", "expires_on": "2031-04-15"}
GOOD = application(applicant=HOLDER, document=DOCUMENT)


def zone(**changes: str) -> str:
    """The zone of GOOD's passport, with these fields changed."""
    fields = HOLDER | {
        "document_type": "passport",
        "issuing_country": "SWE",
        "document_number": "XA1234567",
        "nationality": "SWE",
        "expires_on": "2031-04-15",
    }
    return write_mrz(**(fields | changes))


def applied(text: str, today: date = TODAY, **changes: Any) -> list[str]:
    return codes(check(text, application(**({"applicant": HOLDER, "document": DOCUMENT} | changes)), today))


def test_a_document_that_agrees_has_no_finding() -> None:
    assert check(zone(), GOOD, TODAY) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document_number": "XA7654321"}, "DOCUMENT_NUMBER_DIFFERS"),
        ({"issuing_country": "NOR"}, "ISSUER_DIFFERS"),
        ({"nationality": "NOR"}, "NATIONALITY_DIFFERS"),
        ({"family_name": "Gomez", "given_names": "Pedro"}, "NAME_DIFFERS"),
        ({"family_name": "Erichssen"}, "NAME_DIFFERS_SLIGHTLY"),
        ({"birth_date": "1984-08-13"}, "BIRTH_DATE_DIFFERS"),
        ({"expires_on": "2031-04-16"}, "EXPIRY_DATE_DIFFERS"),
        ({"expires_on": "2026-11-23"}, "DOCUMENT_EXPIRED"),
    ],
)
def test_one_difference_is_one_finding(changes: dict[str, str], code: str) -> None:
    assert applied(zone(**changes)) == [code]


def test_a_child_s_document_is_no_adult_s() -> None:
    assert applied(zone(birth_date="2010-08-12")) == ["BIRTH_DATE_DIFFERS", "UNDER_AGE"]


def test_a_document_is_valid_on_its_last_day() -> None:
    last = zone(expires_on="2031-04-15")
    assert applied(last, date(2031, 4, 15)) == []
    assert applied(last, date(2031, 4, 16)) == ["DOCUMENT_EXPIRED"]


def test_a_wrong_check_digit_names_the_field_and_judges_nothing_else() -> None:
    text = zone(document_number="XA7654321").replace("XA7654321", "XA7654327")
    (finding,) = check(text, GOOD, TODAY)
    assert (finding.code, finding.verdict) == ("CHECK_DIGIT_WRONG", Verdict.RESUBMIT)
    assert "document number" in finding.sentence


def test_what_is_no_zone_is_asked_for_again() -> None:
    assert check("a photo of a cat", GOOD, TODAY) == [UNREADABLE]
    licence = application(document={"type": "driving_licence"})
    assert check("", licence, TODAY) == [NO_ZONE]


@pytest.mark.parametrize(
    "applicant",
    [
        {"given_names": "ANNA MARIA", "family_name": "ERIKSSON"},
        {"given_names": "Anna", "family_name": "Eriksson"},
        {"given_names": "Anna Maria", "family_name": "Lindqvist", "former_names": ["Eriksson"]},
    ],
)
def test_honest_ways_to_write_a_name_agree(applicant: dict[str, Any]) -> None:
    assert applied(zone(), applicant=HOLDER | applicant) == []


def test_a_name_in_another_script_is_for_a_person() -> None:
    assert applied(zone(), applicant=HOLDER | {"given_names": "小龍", "family_name": "李"}) == ["NAME_NOT_COMPARABLE"]


def test_every_rule_has_its_own_code_and_sentence() -> None:
    assert len({code for code, *_ in RULES}) == len({sentence for *_, sentence in RULES}) == len(RULES)


@given(st.text(alphabet="P<SWERIKON0123456789\n", max_size=100), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_text_has_findings_without_quoting_it(text: str, today: date) -> None:
    found = check(text, GOOD, today)
    assert found
    assert worst(found) is not Verdict.PASS


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
def test_no_application_makes_the_rules_raise(made: dict[str, Any]) -> None:
    assert all(finding.code in {code for code, *_ in RULES} for finding in check(zone(), made, TODAY))
