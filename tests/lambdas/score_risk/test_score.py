"""A score explains itself: every point has its factor, band and reason."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.score_risk.handler import observations
from lambdas.score_risk.score import CHECKS, RATINGS, Observations, score
from lambdas.shared import schemas
from lambdas.shared.policies import policy
from tests.applications import application

POLICY = policy("risk")
CLEAR = Observations(
    countries=("SWE",), product="current_account", channel="branch", occupation="employed",
    monthly_deposits_eur=2000, purpose="salary", age=40, identity="verified",
    sanctions="pass", pep="pass", adverse_media="pass", customer="pass",
)  # fmt: skip
VERDICTS = st.sampled_from(["pass", "review", "unavailable", "fail"])
OBSERVED = st.builds(
    Observations,
    countries=st.lists(st.sampled_from(["SWE", "DEU", "IRN", "KEN", "ZZZ"]), max_size=3).map(tuple),
    product=st.sampled_from(["current_account", "savings_account", "premium_account"]),
    channel=st.sampled_from(["branch", "remote"]),
    occupation=st.sampled_from(["employed", "self_employed", "student", "public_official", "arms_or_precious_goods"]),
    monthly_deposits_eur=st.integers(0, 10**9),
    purpose=st.sampled_from(["salary", "savings", "business", "investment"]),
    age=st.integers(18, 130),
    identity=st.sampled_from(["verified", "review"]),
    sanctions=VERDICTS,
    pep=VERDICTS,
    adverse_media=VERDICTS,
    customer=st.sampled_from(["pass", "review", "unavailable"]),
)


def rated(**changes: Any) -> tuple[str, bool]:
    found = score(POLICY, replace(CLEAR, **changes))
    return found.rating, found.review_required


@pytest.mark.parametrize(
    ("changes", "rating", "review_required"),
    [
        ({}, "low", False),
        ({"channel": "remote", "product": "premium_account", "monthly_deposits_eur": 12_000}, "medium", False),
        ({"countries": ("SWE", "IRN")}, "high", True),
        ({"sanctions": "review"}, "high", True),
        ({"sanctions": "fail"}, "prohibited", True),
        ({"sanctions": "unavailable"}, "low", True),
        ({"pep": "review"}, "high", True),
        ({"adverse_media": "review"}, "medium", True),
        ({"identity": "review"}, "low", True),
        ({"customer": "review"}, "low", True),
    ],
)
def test_ratings(changes: dict[str, Any], rating: str, review_required: bool) -> None:
    assert rated(**changes) == (rating, review_required)


@given(OBSERVED)
def test_every_point_is_explained(observed: Observations) -> None:
    found = score(POLICY, observed)
    assert sum(contribution.points for contribution in found.contributions) == found.points
    assert [contribution.factor for contribution in found.contributions] == list(POLICY["factors"])
    assert {one.reason for one in found.contributions if one.points} <= set(found.reasons)
    assert set(found.overrides) <= set(found.reasons)
    assert found.policy_version == POLICY["version"]


@given(OBSERVED)
def test_only_a_clear_case_goes_straight_through(observed: Observations) -> None:
    found = score(POLICY, observed)
    clear = all(getattr(observed, check) in ("pass", "verified") for check in CHECKS)
    assert found.review_required == (not clear or found.rating in ("high", "prohibited"))


@given(OBSERVED, st.sampled_from(["sanctions", "pep", "adverse_media"]), st.sampled_from(["review", "fail"]))
def test_a_worse_check_never_lowers_the_rating(observed: Observations, check: str, verdict: str) -> None:
    def rating(found: str) -> str:
        changed: dict[str, Any] = {check: found}
        return score(POLICY, replace(observed, **changed)).rating

    better, worse = rating("pass"), rating(verdict)
    assert RATINGS.index(worse) >= RATINGS.index(better)


@given(OBSERVED, st.integers(0, 10**9))
def test_higher_deposits_never_lower_the_points(observed: Observations, more: int) -> None:
    higher = replace(observed, monthly_deposits_eur=observed.monthly_deposits_eur + more)
    assert score(POLICY, higher).points >= score(POLICY, observed).points


def test_the_observations_are_the_application_s() -> None:
    checks = {name: {"verdict": "pass", "reasons": []} for name in ("sanctions", "pep", "adverse_media", "customer")}
    made = application(
        applicant={"nationalities": ["DEU"], "birth_date": "1990-01-01"}, document={"issuing_country": "NOR"}
    )
    found = observations(made, "verified", checks)
    assert (found.countries, found.identity, found.customer) == (("DEU", "SWE", "NOR"), "verified", "pass")
    assert found.age >= 36


def test_the_policy_keeps_its_schema_and_every_last_band_takes_what_is_left() -> None:
    assert schemas.problems(POLICY, schemas.validator("risk_policy")) == []
    for name, factor in POLICY["factors"].items():
        assert factor["bands"][-1].keys() == {"band", "points", "reason"}, name
