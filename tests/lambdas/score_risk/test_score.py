"""A score explains itself: every point has its factor, what was observed, band and reason."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.score_risk.score import RATINGS, Observations, Override, by_points, problems, score
from lambdas.shared.cases.verdicts import Rating
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.policies import policy

POLICY = policy("risk")
CLEAR = Observations(
    country=("SWE",), residence="SWE", product="current_account", channel="branch", occupation="employed",
    monthly_deposits_eur=2000, purpose="salary", age=40, relationship_days=400,
    sanctions="pass", sanctions_score=0, pep="pass", adverse_media="pass", adverse_media_articles=0,
    adverse_media_categories=(), customer="pass", identity="verified", identity_doubts=0, face_similarity=99.9,
)  # fmt: skip
IRANIAN = replace(CLEAR, country=("SWE", "IRN"))
VERDICTS = st.sampled_from(["pass", "review", "unavailable", "fail"])
COUNTRIES = st.sampled_from(["SWE", "DEU", "IRN", "KEN", "RUS", "KWT", "ZZZ"])
CATEGORIES = st.sampled_from(["financial_crime", "corruption", "terrorism", "other", "unheard_of"])
OBSERVED = st.builds(
    Observations,
    country=st.lists(COUNTRIES, max_size=3).map(tuple),
    residence=COUNTRIES,
    product=st.sampled_from(["current_account", "savings_account", "premium_account"]),
    channel=st.sampled_from(["branch", "remote"]),
    occupation=st.sampled_from(["employed", "self_employed", "student", "public_official", "arms_or_precious_goods"]),
    monthly_deposits_eur=st.integers(0, 10**9),
    purpose=st.sampled_from(["salary", "savings", "business", "investment"]),
    age=st.integers(18, 130),
    relationship_days=st.integers(0, 40_000),
    sanctions=VERDICTS,
    sanctions_score=st.floats(0, 1),
    pep=VERDICTS,
    adverse_media=VERDICTS,
    adverse_media_articles=st.integers(0, 250),
    adverse_media_categories=st.lists(CATEGORIES, unique=True, max_size=4).map(tuple),
    customer=st.sampled_from(["pass", "review", "unavailable"]),
    identity=st.sampled_from(["verified", "review"]),
    identity_doubts=st.integers(0, 12),
    face_similarity=st.floats(0, 100),
    checks=st.dictionaries(st.sampled_from(["source_of_funds", "email"]), VERDICTS),
)


def rated(**changes: Any) -> tuple[str, bool]:
    found = score(POLICY, replace(CLEAR, **changes))
    return found.rating, found.review_required


@pytest.mark.parametrize(
    ("changes", "rating", "review_required"),
    [
        ({}, "low", False),
        ({"channel": "remote", "product": "premium_account", "monthly_deposits_eur": 12_000}, "medium", False),
        ({"country": ("SWE", "IRN")}, "high", True),
        ({"country": ("SWE", "RUS")}, "medium", False),
        ({"country": ("RUS",), "residence": "RUS"}, "high", True),
        ({"sanctions": "review"}, "high", True),
        ({"sanctions": "fail"}, "prohibited", True),
        ({"sanctions": "unavailable"}, "low", True),
        ({"pep": "review"}, "high", True),
        ({"adverse_media": "review"}, "medium", True),
        ({"adverse_media": "review", "adverse_media_articles": 6, "adverse_media_categories": ("terrorism",)},
         "high", True),
        ({"identity": "review"}, "low", True),
        ({"customer": "review"}, "low", True),
    ],
)  # fmt: skip
def test_ratings(changes: dict[str, Any], rating: str, review_required: bool) -> None:
    assert rated(**changes) == (rating, review_required)


def test_an_override_is_named_with_what_forced_it() -> None:
    found = score(POLICY, replace(CLEAR, pep="review"))
    assert found.overrides == (Override("pep", "review", Rating.HIGH, "POSSIBLE_PEP_MATCH"),)


def test_of_several_countries_the_worst_counts_and_all_are_shown() -> None:
    first = score(POLICY, replace(CLEAR, country=("SWE", "IRN", "KEN"))).contributions[0]
    assert (first.factor, first.observed, first.band, first.points) == ("country", "SWE, IRN, KEN", "high_risk", 60)


@given(OBSERVED)
def test_every_point_is_explained(observed: Observations) -> None:
    found = score(POLICY, observed)
    assert sum(contribution.points for contribution in found.contributions) == found.points
    assert [contribution.factor for contribution in found.contributions] == list(POLICY["factors"])
    assert {one.reason for one in found.contributions if one.points} <= set(found.reasons)
    assert {one.reason for one in found.overrides} <= set(found.reasons)
    assert found.policy_version == POLICY["version"]


@given(OBSERVED)
def test_every_observation_falls_into_exactly_one_band(observed: Observations) -> None:
    for one in score(POLICY, observed).contributions:
        bands = [band for band in POLICY["factors"][one.factor]["bands"] if band["band"] == one.band]
        assert [(band["points"], band["reason"]) for band in bands] == [(one.points, one.reason)]


@given(OBSERVED)
def test_only_a_clear_case_goes_straight_through(observed: Observations) -> None:
    found = score(POLICY, observed)
    clear = all(verdict in ("pass", "verified") for verdict in observed.verdicts.values())
    assert found.review_required == (not clear or found.rating in ("high", "prohibited"))


@given(OBSERVED)
def test_enhanced_due_diligence_is_for_peps_and_high_risk_whatever_a_list_may_say(observed: Observations) -> None:
    found, cleared = score(POLICY, observed), score(POLICY, replace(observed, sanctions="pass", sanctions_score=0))
    assert found.enhanced == cleared.enhanced
    assert cleared.enhanced == (cleared.rating == "high")
    assert not found.enhanced or found.review_required


@given(OBSERVED, st.sampled_from(["sanctions", "pep", "adverse_media"]), st.sampled_from(["review", "fail"]))
def test_a_worse_check_never_lowers_the_rating(observed: Observations, check: str, verdict: str) -> None:
    def rating(found: str) -> str:
        changed: dict[str, Any] = {check: found}
        return score(POLICY, replace(observed, **changed)).rating

    better, worse = rating("pass"), rating(verdict)
    assert RATINGS.index(worse) >= RATINGS.index(better)


@given(OBSERVED, st.sampled_from(list(POLICY["factors"])), st.integers(0, 3), st.integers(0, 300))
def test_more_points_never_lower_the_rating(observed: Observations, factor: str, place: int, more: int) -> None:
    stricter = copy.deepcopy(POLICY)
    bands = stricter["factors"][factor]["bands"]
    bands[place % len(bands)]["points"] += more
    before, after = score(POLICY, observed), score(stricter, observed)
    assert RATINGS.index(after.rating) >= RATINGS.index(before.rating)


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([None, 100, 250]))
def test_the_rating_rises_with_the_points(points: int, more: int, prohibited: int | None) -> None:
    thresholds = {"medium": 30, "high": 60, "prohibited": prohibited}
    assert RATINGS.index(by_points(points + more, thresholds)) >= RATINGS.index(by_points(points, thresholds))
    assert by_points(points, thresholds) != "prohibited" or (prohibited and points >= prohibited)


@given(OBSERVED, st.integers(0, 10**9))
def test_higher_deposits_never_lower_the_points(observed: Observations, more: int) -> None:
    higher = replace(observed, monthly_deposits_eur=observed.monthly_deposits_eur + more)
    assert score(POLICY, higher).points >= score(POLICY, observed).points


def test_the_policy_in_force_keeps_its_schema_and_has_no_problems() -> None:
    assert schemas.problems(POLICY, schemas.validator("risk_policy")) == []
    assert problems(POLICY) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda made: made["factors"]["age"]["bands"].pop(), "factors.age: the last band must be without a condition"),
        (lambda made: made["factors"]["age"]["bands"][1].update(below=20), "factors.age: the bands' below must rise"),
        (lambda made: made["country_lists"].pop("high_risk"), "factors.country: high_risk is not in country_lists"),
        (lambda made: made["thresholds"].update(medium=60), "thresholds: must rise"),
        (lambda made: made["thresholds"].update(prohibited=50), "thresholds: must rise"),
    ],
)
def test_what_a_schema_cannot_say_is_found(change: Any, said: str) -> None:
    made = copy.deepcopy(POLICY)
    change(made)
    assert [problem for problem in problems(made) if problem.startswith(said)]


@pytest.mark.parametrize(("verdict", "review_required"), [("pass", False), ("review", True), ("unavailable", True)])
def test_a_check_that_a_bank_added_asks_for_a_person_where_it_did_not_pass(verdict: str, review_required: bool) -> None:
    assert rated(checks={"email": verdict}) == ("low", review_required)


def test_a_policy_may_override_and_ask_for_more_by_a_check_that_a_bank_added() -> None:
    stricter = copy.deepcopy(POLICY)
    forced = {"check": "email", "verdict": "fail", "rating": "medium", "reason": "EMAIL_THROW_AWAY"}
    stricter["overrides"].append(forced)
    stricter["enhanced_due_diligence"]["checks"].append({"check": "email", "verdicts": ["fail"]})
    assert schemas.problems(stricter, schemas.validator("risk_policy")) == []
    found = score(stricter, replace(CLEAR, checks={"email": "fail"}))
    assert (found.rating, found.enhanced) == ("medium", True)
    assert "EMAIL_THROW_AWAY" in found.reasons
    assert score(stricter, CLEAR) == replace(score(POLICY, CLEAR), policy_version=stricter["version"])


@given(OBSERVED, st.sampled_from(list(RATINGS)))
def test_the_ratings_that_ask_for_a_person_are_the_policy_s(observed: Observations, rating: Rating) -> None:
    """Nothing else that would ask for one is there: the rating alone decides."""
    one = copy.deepcopy(POLICY) | {"review_required": {"ratings": [rating]}}
    one["enhanced_due_diligence"] = {"ratings": ["prohibited"], "checks": []}
    clear: Any = dict.fromkeys(("sanctions", "pep", "adverse_media", "customer"), "pass")
    found = score(one, replace(observed, **clear, identity="verified", checks={}))
    assert found.review_required == (found.rating in (rating, "prohibited"))


def test_a_high_rating_is_for_a_person_though_every_check_passed() -> None:
    found = score(POLICY | {"enhanced_due_diligence": {"ratings": ["prohibited"], "checks": []}}, IRANIAN)
    assert (found.rating, found.enhanced, found.review_required) == ("high", False, True)
