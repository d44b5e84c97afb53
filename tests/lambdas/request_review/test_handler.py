"""A case is put before as many reviewers as its due diligence needs."""

from typing import Any

import pytest

from lambdas.request_review.handler import handler
from lambdas.shared import stores
from tests.applications import application
from tests.memory import Events, MemoryOnboarding


@pytest.mark.parametrize(
    ("due_diligence", "approvals", "senior"),
    [("standard", 1, False), ("required", 2, True), ("given", 2, True)],
)
def test_enhanced_due_diligence_takes_two_reviewers_one_of_them_senior(
    monkeypatch: pytest.MonkeyPatch, due_diligence: str, approvals: int, senior: bool
) -> None:
    table = MemoryOnboarding()
    events = Events(monkeypatch)
    monkeypatch.setattr(stores, "onboarding", lambda: table)
    made = table.submit(application())["application_id"]
    event: dict[str, Any] = {
        "application_id": made,
        "run": "run",
        "identity_reasons": [],
        "risk_reasons": ["ENHANCED_DUE_DILIGENCE"],
        "rating": "high",
        "due_diligence": due_diligence,
        "stage": "request",
        "task_token": "token",
    }
    assert handler(event, None) == {"asked": True}
    review = table.rows[made, "REVIEW#001"]
    assert (review["approvals_needed"], review["senior_needed"], review["status"]) == (approvals, senior, "pending")
    assert review["queue"] == "enhanced due diligence"
    (told,) = events.of("ReviewRequested")
    assert (told["queue"], told["risk_rating"], told["possible_match"]) == ("enhanced due diligence", "high", False)
