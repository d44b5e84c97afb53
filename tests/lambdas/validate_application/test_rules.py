from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases.verdicts import Verdict, codes
from lambdas.validate_application.rules import RULES, check
from tests.applications import application

TODAY = date(2026, 11, 24)


def found(today: date = TODAY, *, sandbox: bool = True, **changes: Any) -> list[str]:
    return codes(check(application(**changes), today, 18, sandbox=sandbox))


def test_a_good_application_has_no_finding() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"applicant": {"birth_date": "2008-11-25"}}, "UNDER_AGE"),
        ({"applicant": {"birth_date": "1990-02-30"}}, "IMPOSSIBLE_BIRTH_DATE"),
        ({"applicant": {"birth_date": "2027-01-01"}}, "IMPOSSIBLE_BIRTH_DATE"),
        ({"applicant": {"birth_date": "1890-01-01"}}, "IMPOSSIBLE_BIRTH_DATE"),
        ({"document": {"expires_on": "2030-13-01"}}, "IMPOSSIBLE_EXPIRY_DATE"),
        ({"applicant": {"nationalities": ["ZZZ"]}}, "UNKNOWN_COUNTRY"),
        ({"document": {"issuing_country": "ZZZ"}}, "UNKNOWN_COUNTRY"),
        ({"applicant": {"tax_number": {"country": "ZZZ", "number": "1"}}}, "UNKNOWN_COUNTRY"),
        ({"applicant": {"phone": "+1234567"}}, "INVALID_PHONE"),
        ({"document": {"type": "driving_licence"}}, "DOCUMENT_TYPE_NOT_ACCEPTED_FOR_CHANNEL"),
    ],
)
def test_each_rule_gives_its_reason(changes: dict[str, Any], code: str) -> None:
    assert found(**changes) == [code]


def test_utopia_exists_in_the_sandbox_only() -> None:
    utopian: dict[str, Any] = {"applicant": {"nationalities": ["UTO"]}}
    assert found(**utopian) == []
    assert found(sandbox=False, **utopian) == ["UTOPIA_ONLY_IN_SANDBOX"]


def test_test_values_are_refused_outside_the_sandbox() -> None:
    assert codes(check(application(sandbox={}), TODAY, 18, sandbox=True)) == []
    assert codes(check(application(sandbox={}), TODAY, 18, sandbox=False)) == ["SANDBOX_VALUES_OUTSIDE_SANDBOX"]


@pytest.mark.parametrize(
    ("born", "today", "codes_found"),
    [
        ("2008-11-24", date(2026, 11, 24), []),
        ("2008-11-24", date(2026, 11, 23), ["UNDER_AGE"]),
        ("2008-02-29", date(2026, 2, 28), ["UNDER_AGE"]),
        ("2008-02-29", date(2026, 3, 1), []),
    ],
)
def test_eighteen_on_the_day(born: str, today: date, codes_found: list[str]) -> None:
    assert found(today, applicant={"birth_date": born}) == codes_found


def test_a_driving_licence_does_in_a_branch() -> None:
    assert found(channel="branch", document={"type": "driving_licence"}) == []


SHAPED = st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True)
COUNTRY = st.from_regex(r"[A-Z]{3}", fullmatch=True)


@given(SHAPED, SHAPED, COUNTRY, st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), st.booleans())
def test_whatever_the_schema_lets_through_is_judged(
    born: str, expires: str, country: str, phone: str, sandbox: bool
) -> None:
    made = application(
        applicant={"birth_date": born, "nationalities": [country], "phone": phone},
        document={"expires_on": expires, "issuing_country": country},
    )
    findings = check(made, TODAY, 18, sandbox=sandbox)
    assert {finding.verdict for finding in findings} <= {Verdict.FAIL}
    assert {finding.code for finding in findings} <= {code for code, *_ in RULES}
