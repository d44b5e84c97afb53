"""A new policy is tried on what was decided; one that cannot be used is refused with its problems."""

import copy
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from backoffice import policy_views, simulate, views
from backoffice.errors import InvalidPolicy
from lambdas.score_risk.score import Observations, score
from lambdas.shared.runtime.policies import policy
from tests.lambdas.score_risk.test_score import CLEAR

Row = dict[str, Any]
POLICY = policy("risk")


def rated(application_id: str, observed: Observations) -> Row:
    """As ``Onboarding.rated`` gives it, out of JSON."""
    scored = score(POLICY, observed)
    row = {
        "application_id": application_id,
        "outcome": "onboarded",
        "result": {"rating": scored.rating, "score": scored.points, "policy_version": scored.policy_version},
        "details": {"observations": asdict(observed), "thresholds": POLICY["thresholds"], **scored.explained()},
    }
    made: Row = json.loads(json.dumps(row))
    return made


@pytest.fixture
def new() -> Row:
    """A policy of the next version, to be changed."""
    made: Row = copy.deepcopy(POLICY) | {"version": "2027-1"}
    return made


CASES = [
    rated("demo-1", CLEAR),
    rated("demo-2", replace(CLEAR, country=("SWE", "KWT"))),
    rated("demo-3", replace(CLEAR, pep="review")),
]


def test_the_same_policy_changes_nothing(new: Row) -> None:
    found = simulate.simulate(CASES, new)
    assert found == {"policy_version": "2027-1", "replayed": 3, "changed": [], "not_replayed": []}


def test_a_rating_that_would_change_is_named_with_why(new: Row) -> None:
    new["country_lists"]["high_risk"]["countries"].append("KWT")
    (changed,) = simulate.simulate(CASES, new)["changed"]
    assert changed == {
        "application_id": "demo-2",
        "outcome": "onboarded",
        "policy_version": POLICY["version"],
        "rating": "medium",
        "score": 30,
        "new_rating": "high",
        "new_score": 65,
        "why": ["country: 25 to 60 points (COUNTRY_INCREASED_MONITORING to COUNTRY_HIGH_RISK)"],
    }


def test_overrides_and_thresholds_are_reasons_too(new: Row) -> None:
    new["overrides"] = [one for one in new["overrides"] if one["check"] != "pep"]
    new["thresholds"]["medium"] = 40
    why = {one["application_id"]: one["why"] for one in simulate.simulate(CASES, new)["changed"]}
    assert why == {
        "demo-2": ["medium from 40 points instead of 30"],
        "demo-3": [
            "pep review no longer forces high (POSSIBLE_PEP_MATCH)",
            "medium from 40 points instead of 30",
        ],
    }


def test_a_factor_that_came_or_went_is_told(new: Row) -> None:
    old = copy.deepcopy(CASES[1])
    old["details"]["contributions"] = [one | {"factor": "region"} for one in old["details"]["contributions"][:1]]
    old["result"]["rating"] = "prohibited"
    (changed,) = simulate.simulate([old], new)["changed"]
    assert changed["why"] == [
        "country: 0 to 25 points (not in the policy to COUNTRY_INCREASED_MONITORING)",
        "product: 0 to 5 points (not in the policy to PRODUCT_CURRENT)",
        "region: 25 to 0 points (COUNTRY_INCREASED_MONITORING to not in the policy)",
    ]


def test_a_case_that_was_decided_on_other_observations_is_named(new: Row) -> None:
    without: Row = {"application_id": "old-1", "outcome": "declined", "result": {}, "details": {}}
    other: Row = {**without, "application_id": "old-2", "details": {"observations": {"country": ["SWE"]}}}
    found = simulate.simulate([without, other, *CASES], new)
    assert (found["replayed"], found["not_replayed"]) == (3, ["old-1", "old-2"])


def test_it_reads_as_a_table(new: Row) -> None:
    new["country_lists"]["high_risk"]["countries"].append("KWT")
    old: Row = {"application_id": "old-1", "outcome": "declined", "result": {}, "details": {}}
    with views.console.capture() as captured:
        views.console.print(policy_views.simulated(simulate.simulate([*CASES, old], new)))
    said = captured.get()
    assert "Policy 2027-1, tried on 3 decided cases: 1 would be rated otherwise. Nothing was changed." in said
    for words in ("medium to high", "30 to 65", "country: 25 to 60 points", "not tried: old-1"):
        assert words in said


def written(folder: Path, text: str) -> Path:
    file = folder / "new.json"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_policy_is_read(tmp_path: Path, new: Row) -> None:
    assert simulate.read(written(tmp_path, json.dumps(new))) == new


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda made: made.pop("thresholds"), "thresholds: is required"),
        (lambda made: made["factors"].pop("age"), "factors.age: is required"),
        (lambda made: made["factors"]["age"]["bands"][0].update(points=-5), "factors.age.bands.0.points: must keep"),
        (lambda made: made["factors"]["age"]["bands"][0].update(values=["x"]), "does not know values"),
        (lambda made: made["factors"]["product"]["bands"][0].update(below=3), "does not know below"),
        (lambda made: made["overrides"][0].update(rating="awful"), "overrides.0.rating: must be one of low, medium"),
        (lambda made: made["factors"]["age"]["bands"].pop(), "factors.age.bands: must keep contains"),
        (lambda made: made["factors"]["age"]["bands"].reverse(), "the last band must be without a condition"),
        (lambda made: made["country_lists"].pop("high_risk"), "high_risk is not in country_lists"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(tmp_path: Path, new: Row, change: Any, said: str) -> None:
    change(new)
    with pytest.raises(InvalidPolicy, match=said) as refused:
        simulate.read(written(tmp_path, json.dumps(new)))
    assert refused.value.problems


@pytest.mark.parametrize("text", ["{", "[]", "\ud800".encode("utf-8", "replace").decode()])
def test_what_is_no_policy_at_all_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidPolicy, match="the policy cannot be used"):
        simulate.read(written(tmp_path, text))
    with pytest.raises(InvalidPolicy, match=r"missing\.json cannot be read"):
        simulate.read(tmp_path / "missing.json")
