"""What the policy is told about an application."""

import json
from datetime import date
from typing import Any

import pytest

from lambdas.score_risk.observations import Check, Earlier, earlier, observations
from lambdas.shared.runtime.errors import InvalidInput
from tests.applications import application, event
from tests.memory import MemoryOnboarding

TODAY = date(2026, 8, 11)
CHECKS: dict[str, Any] = {
    name: {"verdict": "pass", "reasons": []} for name in ("sanctions", "pep", "adverse_media", "customer")
}


def test_every_check_is_observed_also_one_that_a_bank_added() -> None:
    found = CHECKS | {"email": {"verdict": "fail", "reasons": ["THROW_AWAY_EMAIL"]}}
    observed = observations(application(), "verified", found, Earlier(), TODAY)
    assert observed.checks == dict.fromkeys(CHECKS, "pass") | {"email": "fail"}
    assert observed.verdicts == {**observed.checks, "identity": "verified"}


def test_facts_and_verdicts_are_observed() -> None:
    made = application(
        applicant={"birth_date": "1984-08-12", "nationalities": ["SWE", "KEN"]}, document={"issuing_country": "IRN"}
    )
    observed = observations(
        made, "verified", CHECKS | {"pep": Check(verdict="review", reasons=["X"])}, Earlier(1, 98.5, 30), TODAY
    )
    assert (observed.country, observed.residence) == (("SWE", "KEN", "IRN"), "SWE")
    assert (observed.age, observed.identity, observed.pep, observed.sanctions) == (41, "verified", "review", "pass")
    assert (observed.purpose, observed.monthly_deposits_eur) == ("salary", 3200)
    assert (observed.identity_doubts, observed.face_similarity, observed.relationship_days) == (1, 98.5, 30)


def test_news_are_observed_by_count_and_category() -> None:
    found = {"verdict": "review", "reasons": [], "articles": 3, "categories": {"other": 0, "corruption": 3}}
    observed = observations(application(), "verified", CHECKS | {"adverse_media": found}, Earlier(), TODAY)
    assert (observed.adverse_media_articles, observed.adverse_media_categories) == (3, ("corruption",))


@pytest.mark.parametrize(("verdict", "expected"), [("review", 0.97), ("pass", 0), ("unavailable", 0.97)])
def test_a_match_that_was_cleared_has_no_score(verdict: str, expected: float) -> None:
    found = {"verdict": verdict, "reasons": [], "top_score": 0.97}
    observed = observations(application(), "verified", CHECKS | {"sanctions": found}, Earlier(), TODAY)
    assert observed.sanctions_score == expected


def test_a_check_that_stayed_away_says_nothing() -> None:
    away = {name: Check(verdict="unavailable", reasons=["X_UNAVAILABLE"]) for name in CHECKS}
    observed = observations(application(), "review", away, Earlier(), TODAY)
    assert (observed.sanctions_score, observed.adverse_media_articles, observed.adverse_media_categories) == (0, 0, ())


def test_an_application_without_birth_date_is_refused() -> None:
    made = application(applicant={"birth_date": "1984-02-30"})
    with pytest.raises(InvalidInput, match="no birth date"):
        observations(made, "verified", CHECKS, Earlier(), TODAY)


def kept(table: MemoryOnboarding, one: str, step: str, run: str, at: str, result: Any, details: Any = None) -> None:
    row = {"step": step, "at": at, "result": json.dumps(result), "details": json.dumps(details or {})}
    table.insert(one, f"EVIDENCE#{step}#{run}", row)


def test_the_same_attempt_s_identity_checks_count() -> None:
    table = MemoryOnboarding()
    application_ = table.put(application())
    made, of = application_["application_id"], event(application_, identity_run="a")
    assert earlier(table, of, TODAY) == Earlier()
    kept(table, made, "decide_identity", "z#001", "2026-08-03T00:00:00.000Z", {"reasons": ["A", "B", "C"]})
    kept(table, made, "decide_identity", "a#002", "2026-08-03T00:00:00.000Z", {"reasons": ["A", "B"]})
    kept(table, made, "decide_identity", "a#001", "2026-08-02T00:00:00.000Z", {"reasons": ["A"]})
    kept(table, made, "compare_faces", "a#001", "2026-08-02T00:00:00.000Z", {"similarity": None})
    assert earlier(table, of, TODAY) == Earlier(identity_doubts=1)


def test_a_known_person_is_a_customer_since_they_were_onboarded() -> None:
    table = MemoryOnboarding()
    first, again = application(), application()
    table.put(first, status="onboarded", updated_at="2026-08-01T12:00:00.000Z")
    one = table.put(again)["application_id"]
    owners = {"customers": {"person": f"customer-{first['application_id']}", "document": None}}
    kept(table, one, "find_duplicate_customer", "a#001", "2026-08-02T00:00:00.000Z", {}, owners)
    of = event(again, identity_run="a")
    assert earlier(table, of, TODAY).relationship_days == 10
    del table.rows[first["application_id"], "META"]
    assert earlier(table, of, TODAY).relationship_days == 0
