"""What is kept of a rating, and when the applicant is asked for more."""

import json
from typing import Any

import pytest

from lambdas.score_risk.handler import handler
from lambdas.score_risk.score import KNOWN_CHECKS, Observations, score
from lambdas.shared.runtime.policies import policy
from tests.applications import application, event
from tests.memory import MemoryOnboarding

GIVEN = {"source_of_funds": {"kind": "salary"}, "source_of_wealth": {"kind": "inheritance"}}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    made = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    return made


def rate(table: MemoryOnboarding, verdicts: dict[str, str], **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result, and the details kept, of an application with these verdicts; all others pass."""
    made = table.put(application(**changes))
    checks: dict[str, Any] = {name: {"verdict": "pass", "reasons": []} for name in KNOWN_CHECKS}
    checks |= {name: {"verdict": one, "reasons": [f"{name.upper()}_CODE"]} for name, one in verdicts.items()}
    given = {"definition": "1", "identity": "verified", "identity_run": "run", "checks": checks}
    result = handler(event(made, **given), None)
    return result, json.loads(table.rows[made["application_id"], "EVIDENCE#score_risk#run#001"]["details"])


def test_a_rating_can_be_made_again_from_what_was_kept(table: MemoryOnboarding) -> None:
    result, details = rate(table, {"adverse_media": "review"}, applicant={"nationalities": ["SWE", "KEN"]})
    again = score(policy("risk"), Observations.of(details["observations"]))
    assert (again.rating, again.points) == (result["rating"], result["score"])
    assert json.loads(json.dumps(again.explained())) == {key: details[key] for key in ("contributions", "overrides")}
    assert details["thresholds"] == policy("risk")["thresholds"]


@pytest.mark.parametrize(
    ("verdicts", "changes", "expected"),
    [
        ({}, {}, "standard"),
        ({"sanctions": "review"}, {}, "standard"),
        ({"pep": "review"}, {}, "required"),
        ({"pep": "review"}, {"due_diligence": GIVEN}, "given"),
        ({}, {"applicant": {"nationalities": ["IRN"]}}, "required"),
        ({"sanctions": "review"}, {"applicant": {"nationalities": ["IRN"]}}, "required"),
    ],
)
def test_pep_and_high_risk_are_asked_for_more(
    table: MemoryOnboarding, verdicts: dict[str, str], changes: dict[str, Any], expected: str
) -> None:
    result, _ = rate(table, verdicts, **changes)
    assert result["due_diligence"] == expected
    assert ("ENHANCED_DUE_DILIGENCE" in result["reasons"]) == (expected != "standard")


@pytest.mark.parametrize(("verdict", "review_required"), [("pass", False), ("review", True)])
def test_a_check_that_a_bank_added_is_taken_and_kept(
    table: MemoryOnboarding, verdict: str, review_required: bool
) -> None:
    result, details = rate(table, {"email": verdict})
    assert (result["review_required"], "EMAIL_CODE" in result["reasons"]) == (review_required, True)
    assert details["observations"]["checks"]["email"] == verdict
    assert Observations.of(details["observations"]).verdicts["email"] == verdict
