"""Attack: asking and answering a person late, twice, or in each other's way."""

from typing import Any

import pytest

from lambdas.record_outcome.handler import handler as record_outcome
from lambdas.request_documents.handler import handler as request_documents
from lambdas.request_review.handler import handler as request_review
from lambdas.settle_review.handler import handler as settle_review
from lambdas.shared.cases import pictures, waiting
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request
from lambdas.shared.cases.status import Status
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import Conflict
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, States, entered


class Bank:
    """A case whose execution asks the applicant or reviewers, and what answers come to Step Functions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.states, self.events = MemoryOnboarding(), States("token-1", "token-2"), Events(monkeypatch)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr(aws, "client", lambda _service: self.states)
        self.id = str(self.table.put(application(sandbox={"uploads": True}))["application_id"])
        rated: Any = {"rating": "medium", "due_diligence": "standard", "reasons": ["ADDRESS_MOVED"]}
        self.table.add_evidence(self.id, "score_risk", "run", Evidence(rated), "2026-11-26T10:00:00.000Z")

    def event(self, token: str = "token-1", stage: str = "request") -> Row:  # noqa: S107
        about = {"application_id": self.id, "run": "run", **self.table.about(self.id)}
        return about | {"stage": stage, "seconds": 60, "task_token": token} | entered()

    def documents(self, *asked: str, **how: str) -> Row:
        attempt = self.table.meta(self.id).attempts + 1
        request = {"attempt": attempt, "pictures": list(asked), "reasons": ["DOCUMENT_EXPIRED"]}
        return self.event(**how) | {"request": request}

    def review(self, **how: str) -> Row:
        reasons = {"identity_reasons": [], "risk_reasons": ["ADDRESS_MOVED"]}
        return self.event(**how) | reasons | {"rating": "medium", "due_diligence": "standard"}

    def request(self) -> Request:
        found = self.table.case(self.id).request(2)
        assert found
        return found

    def approve(self) -> None:
        case = self.table.case(self.id)
        seen = rules.evidence(case)
        decisions.give(self.states, self.table, case, Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", seen))

    @property
    def status(self) -> Status:
        return self.table.meta(self.id).status


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_who_answers_what_a_reminder_replaced_leaves_the_status_alone(bank: Bank) -> None:
    request_documents(bank.documents("selfie"), None)
    late = bank.request()
    request_documents(bank.documents("selfie", token="token-2", stage="reminder"), None)
    assert waiting.deliver(bank.states, bank.table, bank.id, bank.request(), {"received": True})
    bank.states.tokens.discard("token-1")
    assert not waiting.deliver(bank.states, bank.table, bank.id, late, {"received": True})
    assert (bank.status, bank.request().status) == ("running", "delivered")
    assert bank.states.answers == [("token-2", {"received": True})]


def test_of_two_who_answer_at_once_neither_leaves_the_case_waiting(bank: Bank) -> None:
    """The second finds the token gone before the first has written that it delivered, or after."""
    request_documents(bank.documents("selfie"), None)
    request = bank.request()

    class Slower(States):
        def send_task_success(self, taskToken: str, output: str) -> None:  # noqa: N803
            super().send_task_success(taskToken, output)
            bank.table.update(bank.id, "META", {"status": "awaiting_documents"})  # as the other has it by now

    assert waiting.deliver(Slower("token-1"), bank.table, bank.id, request, {"received": True})
    assert (bank.status, bank.request().status) == ("running", "delivered")
    assert waiting.deliver(bank.states, bank.table, bank.id, request, {"received": True})
    assert bank.status == "running"


def test_asking_reviewers_again_after_they_answered_changes_nothing(bank: Bank) -> None:
    asked = bank.review()
    request_review(asked, None)
    bank.approve()
    told = len(bank.events.sent)
    for late in (asked, asked | {"task_token": "token-9", "entered_at": "2020-01-01T00:00:00.000Z"}):
        assert request_review(late, None) == {"asked": True}
        assert (bank.status, bank.table.rows[bank.id, "REVIEW#001"]["status"]) == ("running", "delivered")
    assert len(bank.events.sent) == told


def test_asking_for_pictures_again_while_the_checks_run_lets_none_in(bank: Bank) -> None:
    asked = bank.documents("selfie")
    request_documents(asked, None)
    case, request = bank.table.case(bank.id), bank.request()
    assert bank.table.begin_attempt(case, request, case.application)
    assert waiting.deliver(bank.states, bank.table, bank.id, request, {"received": True})
    kept = bank.table.rows[bank.id, "REQUEST#002"]
    older = asked | {"task_token": "token-9", "entered_at": "2020-01-01T00:00:00.000Z"}
    for late in (asked, older, asked | entered() | {"task_token": "token-9"}):
        assert request_documents(late, None) == {"asked": True}
        assert bank.table.rows[bank.id, "REQUEST#002"] == kept
        assert (bank.status, pictures.asked(bank.table.case(bank.id), 2)) == ("running", [])


def test_a_try_of_the_same_state_is_later_than_the_one_before(bank: Bank) -> None:
    first = bank.documents("selfie")
    request_documents(first | {"retry_count": 9}, None)
    request_documents(first | {"retry_count": 10, "task_token": "token-2"}, None)
    request_documents(first | {"retry_count": 2, "task_token": "token-9"}, None)
    assert bank.request().task_token == "token-2"


def test_reviewers_are_not_asked_about_a_submission_that_is_no_longer_the_last(bank: Bank) -> None:
    for changed in ({"attempt": 2}, {"content_sha256": "0" * 64}):
        assert request_review(bank.review() | changed, None) == {"asked": True}
        assert (bank.status, bank.table.case(bank.id).review) == ("running", None)
        with pytest.raises(Conflict):
            settle_review({"application_id": bank.id, "run": "run"} | bank.table.about(bank.id) | changed, None)


def test_a_final_case_is_asked_nothing_more(bank: Bank) -> None:
    declined = {"outcome": "declined", "reasons": ["APPLICANT_SILENT"], "rating": "unrated"}
    record_outcome({"application_id": bank.id, "run": "run", **bank.table.about(bank.id), **declined}, None)
    request_documents(bank.documents("selfie"), None)
    request_review(bank.review(), None)
    case = bank.table.case(bank.id)
    assert (case.meta.status, case.requests, case.review) == ("declined", [], None)
    assert [one["type"] for one in bank.events.sent] == ["ApplicationDeclined"]


def test_nobody_is_onboarded_by_an_outcome_of_another_submission(bank: Bank) -> None:
    onboarded = {"outcome": "onboarded", "reasons": [], "rating": "low"}
    bank.table.insert(bank.id, "SAGA", {"holder": "h", "state": "opened", "accounts": 1})
    about = bank.table.about(bank.id)
    for changed in ({"attempt": 2}, {"content_sha256": "0" * 64}):
        with pytest.raises(Conflict):
            record_outcome({"application_id": bank.id, "run": "run", **about, **onboarded} | changed, None)
    assert bank.status == "running"
