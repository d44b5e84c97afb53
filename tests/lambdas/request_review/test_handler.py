"""A case is put before as many reviewers as its due diligence needs."""

from typing import Any

import pytest

from lambdas.request_review.handler import handler
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.conditions import is_escalated
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, entered


@pytest.mark.parametrize(
    ("due_diligence", "rating", "reason", "two"),
    [
        ("standard", "medium", "ADDRESS_MOVED", False),
        ("standard", "high", "ADDRESS_MOVED", True),
        ("standard", "medium", "POSSIBLE_PEP_MATCH", True),
        ("given", "medium", "ADDRESS_MOVED", True),
    ],
)
def test_high_risk_peps_and_due_diligence_take_two_people(
    monkeypatch: pytest.MonkeyPatch, due_diligence: str, rating: str, reason: str, two: bool
) -> None:
    table = MemoryOnboarding()
    events = Events(monkeypatch)
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    made = table.put(application())["application_id"]
    rated = {"rating": rating, "due_diligence": due_diligence, "reasons": [reason]}
    table.add_evidence(made, "score_risk", "run", Evidence(rated), "2026-11-26T10:00:00.000Z")
    event: dict[str, Any] = {
        "application_id": made,
        "run": "run",
        "identity_reasons": [],
        "risk_reasons": [reason],
        "rating": rating,
        "due_diligence": due_diligence,
        "stage": "request",
        "seconds": 172800,
        "task_token": "token",
        **table.about(made),
        **entered(),
    }
    assert handler(event, None) == {"asked": True}
    review = table.rows[made, "REVIEW#001"]
    state = rules.current(table.case(made))
    assert state is not None
    assert (state.needs_two, review["status"], review["stage"]) == (two, "pending", "request")
    assert review["due_at"] > review["asked_at"]
    (told,) = events.of("ReviewRequested")
    assert (told["queue"], told["risk_rating"]) == (review["queue"], rating)
    assert told["possible_match"] == (reason == "POSSIBLE_PEP_MATCH")
    assert handler(event | {"stage": "escalation", "task_token": "token-2"} | entered(), None) == {"asked": True}
    assert (table.rows[made, "REVIEW#001"]["queue"], table.meta(made).queue) == ("senior", "senior")
    kept = [one.result for one in table.case(made).linked if one.step == "review_requested"]
    assert [(one["queue"], one["stage"]) for one in kept] == [(review["queue"], "request"), ("senior", "escalation")]
    assert len(events.of("ReviewRequested")) == 2


def test_from_the_stage_that_escalates_on_a_senior_decides() -> None:
    stages = policy("process")["reviewer_stages"]
    first = next(place for place, one in enumerate(stages) if one.get("escalates"))
    assert [is_escalated(one["stage"]) for one in stages] == [place >= first for place in range(len(stages))]
    assert not is_escalated("a stage that is not in the policy")


def test_without_a_stage_that_escalates_none_does(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [{"stage": "request", "hours": 1}, {"stage": "escalation", "hours": 1}]
    monkeypatch.setattr("lambdas.shared.reviews.conditions.policy", lambda _name: {"reviewer_stages": stages})
    assert not any(is_escalated(one["stage"]) for one in stages)  # type: ignore[arg-type]
