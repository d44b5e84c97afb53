"""Two different reviewers, one of them senior, approve; one is enough to decline."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from backoffice.client import Documents, Onboarding, _fingerprint
from backoffice.errors import AlreadyDecided, FourEyes, InvalidApplication
from lambdas.shared.stores import Row
from tests.applications import application
from tests.memory import MemoryOnboarding, States


class Running(States):
    """Executions that run until they are answered."""

    def describe_execution(self, executionArn: str) -> Row:  # noqa: N803
        return {"status": "RUNNING"}


class Case:
    """An application that waits for two approvals."""

    def __init__(self, **review: Any) -> None:
        self.table, self.states = MemoryOnboarding(), Running("token")
        outputs = {"Stage": "local", "OnboardingStateMachineArn": "arn"}
        documents = Documents("documents", "key-1", s3=None, rekognition=None)
        self.office = Onboarding(self.states, outputs, self.table, SimpleNamespace(), documents)  # type: ignore[arg-type]
        self.application = application()
        self.id = self.table.submit(self.application, status="awaiting_review", execution_arn="arn:1")["application_id"]
        asked = {"status": "pending", "task_token": "token", "approvals_needed": 2, "senior_needed": True}
        more = {"review_id": f"{self.id}-review-001", "asked_at": "2026-11-24T10:00:00.000Z", "queue": "x"}
        self.table.insert(self.id, "REVIEW#001", asked | more | review)

    def decide(self, reviewer: str, decision: str = "approved", *, senior: bool = False) -> Row:
        return self.office.decide(self.id, decision, reason="seen", reviewer=reviewer, senior=senior)

    @property
    def evidence(self) -> list[tuple[str, bool]]:
        """Who decided, senior or not, as it is kept."""
        rows = [json.loads(row["details"]) for row in self.table.starting(self.id, "EVIDENCE#review#")]
        return sorted((row["reviewer"], row["senior"]) for row in rows)


@pytest.mark.parametrize(("first", "second"), [(False, True), (True, False), (True, True)])
def test_the_second_approval_answers(first: bool, second: bool) -> None:
    case = Case()
    kept = case.decide("eva", senior=first)
    assert (kept["status"], kept["reviewer"], case.states.answers) == ("pending", "eva", [])
    assert "task_token" not in kept
    assert case.table.meta(case.id)["status"] == "awaiting_review"
    assert case.decide("max", senior=second)["status"] == "decided"
    answer = {"decision": "approved", "reviewer": "max", "review_id": f"{case.id}-review-001"}
    assert case.states.answers == [("token", answer)]
    assert case.evidence == [("eva", first), ("max", second)]


@pytest.mark.parametrize("again", ["eva", "Eva ", "EVA"])
def test_the_same_reviewer_is_not_two(again: str) -> None:
    case = Case()
    case.decide("eva", senior=True)
    for _ in range(2):
        with pytest.raises(FourEyes, match=r"approved by eva on .*; the second decision is another reviewer's"):
            case.decide(again, senior=True)
    assert case.states.answers == []
    assert case.evidence == [("eva", True)]


def test_two_reviewers_none_of_them_senior_are_not_enough() -> None:
    case = Case()
    case.decide("eva")
    with pytest.raises(FourEyes, match="must be senior"):
        case.decide("max")
    case.decide("ines", senior=True)
    assert len(case.states.answers) == 1


@pytest.mark.parametrize("approved_before", [False, True])
def test_one_is_enough_to_decline(approved_before: bool) -> None:
    case = Case()
    if approved_before:
        case.decide("eva", senior=True)
    case.decide("max", "declined")
    assert [answer["decision"] for _, answer in case.states.answers] == ["declined"]
    with pytest.raises(AlreadyDecided, match="declined by max"):
        case.decide("eva", senior=True)


def test_an_approval_whose_writer_died_is_kept_and_told_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case()
    with monkeypatch.context() as patch:
        patch.setattr(case.office, "_keep_decision", lambda *_: None)
        case.decide("eva", senior=True)
    assert case.evidence == []
    case.decide("max")
    assert case.evidence == [("eva", True), ("max", False)]


def test_a_decision_that_died_before_it_was_delivered_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case()
    case.decide("eva", senior=True)
    with monkeypatch.context() as patch:
        patch.setattr(case.office, "_deliver", lambda *_: None)
        case.decide("max")
    case.decide("max")
    assert len(case.states.answers) == 1
    case.decide("max")  # harmless
    assert case.evidence == [("eva", True), ("max", False)]


def test_an_ordinary_case_needs_one_person() -> None:
    case = Case(approvals_needed=1, senior_needed=False)
    assert case.decide("eva")["decision"] == "approved"
    assert len(case.states.answers) == 1


def test_a_resubmission_without_what_was_asked_for_is_refused() -> None:
    case = Case()
    sha256 = _fingerprint(case.application)
    case.table.update(case.id, "META", {"status": "awaiting_documents", "awaits": 2, "content_sha256": sha256})
    asked = {"status": "asked", "task_token": "token", "pictures": "[]", "parts": '["due_diligence"]'}
    case.table.insert(case.id, "DOCUMENTS#002", asked)
    for again in (case.application, case.application | {"product": "savings_account"}):
        with pytest.raises(InvalidApplication, match="due_diligence: was asked for"):
            case.office.resubmit(again)
    given = {"source_of_funds": {"kind": "salary"}, "source_of_wealth": {"kind": "none"}}
    case.office.resubmit(case.application | {"due_diligence": given})
    assert case.states.answers == [("token", {"received": True})]
    assert case.table.application(case.id)["due_diligence"] == given
