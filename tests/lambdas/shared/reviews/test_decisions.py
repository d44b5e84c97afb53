"""Decisions are kept once, refused with a record of it, and delivered whenever a process dies."""

import itertools
import json
from typing import Any

import pytest

from lambdas.settle_review.handler import handler as settle
from lambdas.shared.cases.items import ReviewStatus
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.reviews.decisions import DecisionRefused, EvidenceChanged, NotAllowed, NotUnderReview
from lambdas.shared.reviews.rules import Choice, Decision
from tests.applications import application
from tests.memory import MemoryOnboarding, States, dying

Row = dict[str, Any]


class Bank:
    """A case that waits for two decisions."""

    def __init__(self, rating: str = "high") -> None:
        self.table, self.states = MemoryOnboarding(), States("token")
        self.id = self.table.put(application(), by="Branch", status="awaiting_review")["application_id"]
        self.table.ask_reviewers(self.id, rating)

    @property
    def evidence(self) -> str:
        return rules.evidence(self.table.case(self.id))

    def give(self, reviewer: str, decision: str = "approved", **changes: Any) -> ReviewStatus:
        reasons = {"approved": "RISK_ACCEPTED", "declined": "RISK_TOO_HIGH"}
        made = {"reason": reasons.get(decision, "EXPLANATION_NEEDED"), "evidence": self.evidence[:12]} | changes
        given = Decision(reviewer, Choice(decision), **made)
        return decisions.give(self.states, self.table, self.table.case(self.id), given).review.status

    def entries(self, step: str) -> list[Row]:
        return [json.loads(row["details"]) for row in self.table.starting(self.id, f"EVIDENCE#{step}#")]


def test_the_second_decision_answers_the_wait() -> None:
    bank = Bank()
    assert bank.give("eva") is ReviewStatus.PENDING
    assert bank.states.answers == []
    assert bank.give("max", senior=True) is ReviewStatus.DECIDED
    assert bank.states.answers == [("token", {"review_id": f"{bank.id}-review-001"})]
    assert [one["reviewer"] for one in bank.entries("review")] == ["eva", "max"]
    assert {one["evidence"] for one in bank.entries("review")} == {bank.evidence}


@pytest.mark.parametrize("again", ["eva", "Eva ", "EVA"])
def test_the_same_decision_again_is_harmless_and_no_second_one(again: str) -> None:
    bank = Bank()
    bank.give("eva", senior=True)
    assert bank.give(again, senior=True) is ReviewStatus.PENDING
    with pytest.raises(NotAllowed, match="another person"):
        bank.give(again, "declined")
    assert (len(bank.entries("review")), bank.states.answers) == (1, [])


def test_what_is_refused_is_recorded_with_its_status() -> None:
    bank = Bank()
    with pytest.raises(NotAllowed, match="submitted the case") as refused:
        bank.give("branch")
    assert refused.value.status == 403
    bank.give("eva")
    with pytest.raises(NotAllowed, match="must be senior"):
        bank.give("max")
    with pytest.raises(EvidenceChanged, match="look again") as changed:
        bank.give("ines", senior=True, evidence="0" * 12)
    assert changed.value.status == 409
    assert sorted((one["reviewer"], one["status"]) for one in bank.entries("review_refused")) == [
        ("branch", 403),
        ("ines", 409),
        ("max", 403),
    ]
    assert bank.give("ines", senior=True) is ReviewStatus.DECIDED


def test_new_evidence_makes_the_first_decision_count_no_more() -> None:
    bank = Bank()
    seen = bank.evidence
    bank.give("eva", senior=True)
    bank.table.append(bank.id, "UPLOAD#001#selfie#2", {"key": "x"})
    with pytest.raises(EvidenceChanged):
        bank.give("max", evidence=seen)
    assert bank.give("max") is ReviewStatus.PENDING
    assert bank.give("eva", senior=True) is ReviewStatus.DECIDED


@pytest.mark.parametrize(
    ("decision", "changes", "said"),
    [
        ("approved", {"reason": "BECAUSE"}, "FALSE_POSITIVE: The hit"),
        ("approved", {"reason": "TRUE_MATCH"}, "no reason for approved"),
        ("approved", {"parts": ("explanation",)}, "says for what"),
        ("request_information", {}, "says for what"),
        ("request_information", {"parts": ("money",)}, "says for what"),
        ("approved", {"evidence": ""}, "look again"),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(decision: str, changes: Row, said: str) -> None:
    bank = Bank()
    with pytest.raises(DecisionRefused, match=said):
        bank.give("eva", decision, **changes)
    assert bank.entries("review") == []


def test_more_is_asked_for_while_the_applicant_may_be_asked() -> None:
    bank = Bank()
    bank.give("eva", "request_information", parts=("explanation", "selfie"), note="Where is the money from?")
    assert len(bank.states.answers) == 1
    bank = Bank()
    for attempt in range(2, 7):
        bank.table.append(bank.id, f"APPLICATION#{attempt:03d}", {"body": "{}", "submitted_by": "branch"})
        bank.table.update(bank.id, "META", {"attempts": attempt})
        bank.table.ask_reviewers(bank.id)
    with pytest.raises(DecisionRefused, match="6 times already"):
        bank.give("eva", "request_information", parts=("explanation",))


def test_a_decided_case_takes_no_more() -> None:
    bank = Bank(rating="medium")
    bank.give("eva", "declined")
    bank.give("eva", "declined")  # harmless
    with pytest.raises(NotUnderReview, match="declined by eva"):
        bank.give("max", senior=True)
    other = Bank()
    del other.table.rows[other.id, "REVIEW#001"]
    with pytest.raises(NotUnderReview, match="awaiting_review"):
        other.give("eva")


def test_a_process_that_dies_anywhere_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    for fails_at in range(1, 20):
        bank, calls = Bank(rating="medium"), itertools.count(1)
        with monkeypatch.context() as patch:
            for where, name in ((bank.table, "attempt"), (bank.states, "send_task_success")):
                patch.setattr(where, name, dying(getattr(where, name), calls, fails_at))
            try:
                bank.give("eva")
                died = False
            except ConnectionError:
                died = True
        bank.give("eva")
        assert (len(bank.states.answers), len(bank.entries("review"))) == (1, 1), fails_at
        if not died:
            return
    pytest.fail("there are more writes than this test tries")


def test_the_workflow_settles_by_the_decisions_and_not_by_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: bank.table)

    def settled() -> Row:
        return settle({"application_id": bank.id, "run": "run", **bank.table.about(bank.id)}, None)

    assert settled()["decision"] == "look_again"
    bank.give("eva")
    assert settled()["decision"] == "another_decision"
    bank.give("max", senior=True)
    assert settled() == {"decision": "approved", "pictures": [], "parts": []}
    bank.table.append(bank.id, "UPLOAD#001#selfie#2", {"key": "x"})
    assert settled()["decision"] == "look_again"
    bank.table.ask_reviewers(bank.id, "high", task_token="token-2")
    bank.states.tokens.add("token-2")
    bank.give("ines", "request_information", parts=("selfie", "explanation"))
    assert settled() == {"decision": "request_information", "pictures": ["selfie"], "parts": ["explanation"]}


def test_one_decision_reads_the_case_twice_and_nothing_else() -> None:
    """Once to decide on, and once to see what others decided meanwhile."""
    bank = Bank(rating="medium")
    case, seen = bank.table.case(bank.id), bank.evidence
    bank.table.reads.clear()
    assert decisions.give(bank.states, bank.table, case, Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", seen))
    assert bank.table.reads == [""]
    assert len(bank.states.answers) == 1


def test_what_was_decided_first_stays() -> None:
    """Whoever delivers late, with a review that he read while it was pending, changes nothing of it."""
    bank = Bank(rating="medium")
    late = rules.current(bank.table.case(bank.id))
    assert late is not None
    bank.give("eva", "declined")
    assert bank.table.update(bank.id, "REVIEW#001", {"status": "decided"})
    assert not bank.table.decide(bank.id, late.review, Choice.APPROVED, "other evidence")
    kept = bank.table.rows[bank.id, "REVIEW#001"]
    assert (kept["status"], kept["decision"], kept["evidence"]) == ("decided", "declined", bank.evidence)


def test_a_decision_is_one_of_those_there_are() -> None:
    assert decisions.choice("approved") is Choice.APPROVED
    with pytest.raises(DecisionRefused, match="approved, declined, request_information"):
        decisions.choice("perhaps")
