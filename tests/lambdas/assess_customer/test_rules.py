import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.assess_customer import rules
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.policies import policy
from tests.applications import application

POLICY = policy("risk")["plausibility"]
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
    made = application(applicant={"occupation": occupation}, expected_activity=activity)
    assert codes(rules.check(made, POLICY)) == expected


@given(st.sampled_from(OCCUPATIONS), st.integers(0, 10**9), st.integers(0, 10**9))
def test_less_money_is_never_more_suspicious(occupation: str, one: int, other: int) -> None:
    def found(amount: int) -> int:
        activity = {"monthly_deposits_eur": amount}
        return len(rules.check(application(applicant={"occupation": occupation}, expected_activity=activity), POLICY))

    assert found(min(one, other)) <= found(max(one, other))


def test_what_is_plausible_is_the_policy_s() -> None:
    activity = {"purpose": "savings", "monthly_deposits_eur": 6_000}
    made = application(applicant={"occupation": "student"}, expected_activity=activity)
    generous = rules.Plausibility(monthly_deposits_eur={"student": 7_000}, occupations_without_salary=[])
    assert (codes(rules.check(made, POLICY)), rules.check(made, generous)) == (["DEPOSITS_ABOVE_OCCUPATION"], [])
