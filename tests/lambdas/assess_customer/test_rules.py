import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.assess_customer.rules import check
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.runtime import schemas
from tests.applications import application

OCCUPATIONS = schemas.load("application")["$defs"]["applicant"]["properties"]["occupation"]["enum"]


@pytest.mark.parametrize(
    ("occupation", "purpose", "deposits", "expected"),
    [
        ("employed", "salary", 50_000, []),
        ("employed", "salary", 50_001, ["DEPOSITS_ABOVE_OCCUPATION"]),
        ("student", "savings", 5_000, []),
        ("student", "salary", 100, ["PURPOSE_WITHOUT_SALARY"]),
        ("unemployed", "salary", 9_000, ["DEPOSITS_ABOVE_OCCUPATION", "PURPOSE_WITHOUT_SALARY"]),
        ("self_employed", "business", 900_000, []),
    ],
)
def test_what_does_not_fit_together(occupation: str, purpose: str, deposits: int, expected: list[str]) -> None:
    activity = {"purpose": purpose, "monthly_deposits_eur": deposits}
    assert codes(check(application(applicant={"occupation": occupation}, expected_activity=activity))) == expected


@given(st.sampled_from(OCCUPATIONS), st.integers(0, 10**9), st.integers(0, 10**9))
def test_less_money_is_never_more_suspicious(occupation: str, one: int, other: int) -> None:
    less, more = (
        len(
            check(application(applicant={"occupation": occupation}, expected_activity={"monthly_deposits_eur": amount}))
        )
        for amount in sorted((one, other))
    )
    assert less <= more
