"""The applicant is asked for the source of funds and of wealth, and goes on once the application says them."""

import json

import pytest

from lambdas.request_documents.handler import handler
from lambdas.shared.cases import requests, waiting
from lambdas.shared.cases.items import Request
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dynamodb import Row
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, States, entered

GIVEN = {"source_of_funds": {"kind": "salary"}, "source_of_wealth": {"kind": "inheritance", "text": "from an aunt"}}


class Bank:
    """An application in its first attempt, and the function that asks for more in the second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.states, self.events = MemoryOnboarding(), States("token"), Events(monkeypatch)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr(aws, "client", lambda _service: self.states)
        monkeypatch.setenv("KYC_STAGE", "test")
        self.application = self.table.put(application())
        self.id = self.application["application_id"]

    def ask(self, token: str = "token", stage: str = "request") -> None:  # noqa: S107
        request = {"attempt": 2, "pictures": [], "parts": ["due_diligence"], "reasons": ["ENHANCED_DUE_DILIGENCE"]}
        event = {
            "application_id": self.id,
            "run": "run",
            "request": request,
            "stage": stage,
            "seconds": 60,
            "task_token": token,
            **self.table.about(self.id),
            **entered(),
        }
        assert handler(event, None) == {"asked": True}

    def answer(self, **parts: Row) -> None:
        """As the back office begins an attempt."""
        case = self.table.case(self.id)
        assert (request := case.request(2))
        assert self.table.begin_attempt(case, request, self.application | parts)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_asking_waits_and_tells_the_applicant_what_but_never_why(bank: Bank) -> None:
    bank.ask()
    meta = bank.table.meta(bank.id)
    assert (meta.status, meta.awaits, meta.attempts, bank.states.answers) == ("awaiting_documents", 2, 1, [])
    (event,) = bank.events.of("DocumentsRequested")
    assert (event["message"], event["pictures"], event["parts"]) == ("documents_needed", [], ["due_diligence"])
    assert event["advice"] == []
    assert "reasons" not in event


def test_a_reviewer_s_question_is_there_for_the_bank_s_app_and_in_no_message(bank: Bank) -> None:
    kind = Choice.REQUEST_INFORMATION
    review = bank.table.ask_reviewers(bank.id)
    seen = rules.evidence(bank.table.case(bank.id))
    asks = Decision("eva", kind, "EXPLANATION_NEEDED", seen, "Why did you move?", parts=("explanation",))
    bank.table.keep(bank.id, rules.STEP, f"{review.review_id}#001", asks.as_evidence(), review.asked_at)
    request = {"attempt": 2, "pictures": ["selfie"], "parts": ["explanation"], "reasons": [rules.ASKED]}
    event = {"application_id": bank.id, "run": "run", "request": request, "stage": "request", "seconds": 60}
    handler(event | {"task_token": "token", **bank.table.about(bank.id), **entered()}, None)
    assert bank.table.rows[bank.id, "REQUEST#002"]["question"] == "Why did you move?"
    (told,) = bank.events.of("DocumentsRequested")
    assert (told["pictures"], told["parts"], told["advice"]) == (["selfie"], ["explanation"], [])
    assert "move" not in json.dumps(told)


@pytest.mark.parametrize("again", ["the same", "another"])
def test_an_earlier_explanation_answers_no_new_question(bank: Bank, again: str) -> None:
    before = requests.before(["explanation"], bank.application | {"explanation": "the same"})
    request = Request(number=2, parts=("explanation",), before=before)
    answer = bank.application | {"explanation": again}
    assert requests.unanswered(request, answer) == (["explanation"] if again == "the same" else [])


def test_a_picture_is_no_answer(bank: Bank) -> None:
    bank.ask()
    assert not waiting.resume_if_complete(bank.states, bank.table, bank.id, 2)
    assert bank.table.meta(bank.id).status == "awaiting_documents"


def test_an_answer_to_a_token_that_expired_goes_on_with_the_reminder(bank: Bank) -> None:
    bank.ask(token="expired")
    bank.answer(due_diligence=GIVEN)
    assert not waiting.resume_if_complete(bank.states, bank.table, bank.id, 2)
    bank.ask(stage="reminder")
    assert bank.states.answers == [("token", {"received": True})]
    assert bank.table.meta(bank.id).attempts == 2


def test_an_answer_without_what_was_asked_for_is_none(bank: Bank) -> None:
    bank.ask(token="expired")
    bank.answer()
    bank.ask(stage="reminder")
    assert bank.states.answers == []
    assert len(bank.events.of("DocumentsRequested")) == 2
