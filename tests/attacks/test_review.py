"""Somebody who may write the tables makes one person's decision enough, or one of their own: nothing is approved."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lambdas.settle_review.handler import handler as settle
from lambdas.shared.cases import record
from lambdas.shared.cases.items import Review
from lambdas.shared.reviews import conditions, decisions, rules
from lambdas.shared.reviews.decisions import NotAllowed
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.errors import Conflict
from lambdas.watch_onboardings import checks
from lambdas.watch_onboardings.problems import Problem
from tests.applications import application
from tests.memory import MemoryOnboarding, States

Row = dict[str, Any]


class Bank:
    """A case of high risk, submitted by branch, that waits for two people."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rating: str = "high", by: str = "branch") -> None:
        self.table, self.states = MemoryOnboarding(), States("token")
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
        self.id = self.table.put(application(), by=by, status="awaiting_review")["application_id"]
        self.table.ask_reviewers(self.id, rating)

    def approve(self, reviewer: str, *, senior: bool = True) -> str:
        case, made = self.table.case(self.id), self.made(reviewer, senior)
        return decisions.give(self.states, self.table, case, made).review.status

    def made(self, reviewer: str, senior: bool = True) -> Decision:
        seen = rules.evidence(self.table.case(self.id))
        return Decision(reviewer, Choice.APPROVED, "RISK_ACCEPTED", seen, senior=senior)

    def settled(self) -> str:
        return str(settle({"application_id": self.id, "run": "run", **self.table.about(self.id)}, None)["decision"])

    def edit(self, item: str, **changes: Any) -> None:
        """Change an item as somebody does who may write the table, its hash not."""
        row = self.table.rows[self.id, item]
        for name, value in changes.items():
            row.pop(name, None)
            row |= {} if value is None else {name: value}

    def drop(self, item: str) -> None:
        del self.table.rows[self.id, item]

    def entry(self, step: str) -> str:
        """The item of the last entry of this step."""
        return str([entry["item"] for entry in self.table.case(self.id).entries if entry.get("step") == step][-1])


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


@pytest.mark.parametrize(
    "changes",
    [
        {"two_people": False, "rating": "low", "reasons": "[]"},
        {"queue": "identity doubt", "stage": "request"},
        {"status": "decided", "decision": "approved", "evidence": ""},
        {"review_id": "another-review-001"},
    ],
)
def test_an_edited_review_item_makes_one_person_no_two(bank: Bank, changes: Row) -> None:
    bank.edit("REVIEW#001", **changes)
    if "status" in changes:
        assert bank.settled() == "look_again"
        return
    assert bank.approve("eva") == "pending"
    assert (bank.settled(), bank.states.answers) == ("another_decision", [])


def test_the_queue_of_seniors_is_the_record_s(bank: Bank) -> None:
    bank.table.ask_reviewers(bank.id, "medium", task_token="token-2", queue="senior")
    bank.edit("REVIEW#001", queue="identity doubt", stage="request")
    with pytest.raises(NotAllowed, match="a senior reviewer decides"):
        bank.approve("eva", senior=False)


@pytest.mark.parametrize("item", ["META", "APPLICATION#001"])
def test_an_erased_submitter_decides_nothing(bank: Bank, item: str) -> None:
    bank.edit(item, submitted_by=None)
    with pytest.raises(Conflict if item != "META" else NotAllowed):
        bank.approve("branch")
    assert bank.states.answers == []


def test_a_case_of_which_nobody_knows_the_submitter_is_not_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch, rating="medium", by="")
    with pytest.raises(NotAllowed, match="does not say who submitted it"):
        bank.approve("eva")
    state = rules.current(bank.table.case(bank.id))
    assert state is not None
    run, decision = state.next_run, bank.made("eva")
    bank.table.keep(bank.id, rules.STEP, run, decision.as_evidence(), "2026")
    assert bank.settled() == "look_again"


@pytest.mark.parametrize("choice", Choice)
def test_a_decision_of_the_submitter_counts_for_nothing_where_it_is_kept_all_the_same(
    monkeypatch: pytest.MonkeyPatch, choice: Choice
) -> None:
    bank = Bank(monkeypatch, rating="medium")
    state = rules.current(bank.table.case(bank.id))
    assert state is not None
    made = Decision("Branch", choice, "NOT_PLAUSIBLE", state.evidence, senior=True)
    bank.table.keep(bank.id, rules.STEP, state.next_run, made.as_evidence(), "2026")
    assert bank.settled() == "look_again"


def test_a_decision_beside_the_chain_counts_for_nothing(bank: Bank) -> None:
    bank.approve("eva")
    row = bank.made("max").as_evidence().row() | {"step": "review", "run": f"{bank.id}-review-001#002", "at": "2026"}
    bank.table.insert(bank.id, f"EVIDENCE#review#{bank.id}-review-001#002", row)
    assert bank.settled() == "another_decision"
    state = rules.current(bank.table.case(bank.id))
    assert state is not None
    assert rules.outcome(state) is None


FORGED: dict[str, Callable[[Bank], None]] = {
    "a decision with a number and no place in the chain": lambda bank: bank.edit(
        bank.entry("score_risk"), number=99, hash="0" * 64
    ),
    "another reviewer": lambda bank: bank.edit(
        bank.entry("review"), details=bank.table.rows[bank.id, bank.entry("review")]["details"].replace("eva", "max")
    ),
    "a lower rating": lambda bank: bank.edit(
        bank.entry("score_risk"), result=json.dumps({"rating": "low", "due_diligence": "standard", "reasons": []})
    ),
    "a lower rating with a fresh hash": lambda bank: _relinked(bank, bank.entry("score_risk")),
    "easier conditions": lambda bank: bank.edit(bank.entry("review_requested"), result='{"queue": "identity doubt"}'),
    "no request at all": lambda bank: bank.drop(bank.entry("review_requested")),
    "no rating at all": lambda bank: bank.drop(bank.entry("score_risk")),
    "another head": lambda bank: bank.edit("CHAIN", count=1),
    "no head": lambda bank: bank.drop("CHAIN"),
}


def _relinked(bank: Bank, item: str) -> None:
    bank.edit(item, result=json.dumps({"rating": "low", "due_diligence": "standard", "reasons": []}))
    bank.edit(item, hash=record.content_hash(bank.table.rows[bank.id, item]))


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_record_that_was_changed_settles_nothing(bank: Bank, forge: Callable[[Bank], None]) -> None:
    bank.approve("eva")
    forge(bank)
    with pytest.raises(Conflict, match=f"the decision record of {bank.id} was changed"):
        bank.settled()
    with pytest.raises(Conflict):
        bank.approve("max")
    state = rules.current(bank.table.case(bank.id))
    assert state is not None
    assert (rules.outcome(state), bank.states.answers) == (None, [])


def test_a_case_without_a_rating_or_without_a_request_takes_more(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch, rating="medium")
    assert bank.approve("eva", senior=False) == "decided"
    unrated = MemoryOnboarding()
    one = unrated.put(application(), status="awaiting_review")["application_id"]
    review = Review(number=1, review_id=rules.review_id(one, 1), task_token="token", rating="low")
    unrated.ask(one, review)
    state = rules.current(unrated.case(one))
    assert state is not None
    assert (state.needs_two, state.is_recorded) == (True, False)
    seen = rules.evidence(unrated.case(one))
    made = Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", seen, senior=True)
    with pytest.raises(NotAllowed, match="says nothing of a review"):
        decisions.give(bank.states, unrated, unrated.case(one), made)
    assert conditions.ask(unrated, one, replace(review, turn="1"), {"attempts": 1})
    assert decisions.give(bank.states, unrated, unrated.case(one), made).review.status == "pending"


def test_an_entry_that_comes_while_the_record_is_read_ends_nothing(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query of many items is no snapshot: the head may be read before an entry that is read after it."""
    bank.approve("eva")
    bank.approve("max")
    read, reads, last = bank.table.items, list[int](), bank.entry("review")

    def torn(partition: str) -> list[Row]:
        rows = read(partition)
        reads.append(1)
        return [row for row in rows if row["item"] != last] if len(reads) == 1 else rows

    monkeypatch.setattr(bank.table, "items", torn)
    assert bank.settled() == "approved"
    assert len(reads) == 2


class Lost(States):
    """Step Functions that takes an answer, and whose own answer is lost some times."""

    def __init__(self, *tokens: str, times: int, error: Callable[[], Exception], taken: bool = True) -> None:
        super().__init__(*tokens)
        self.times, self.error, self.taken = times, error, taken

    def send_task_success(self, taskToken: str, output: str) -> None:  # noqa: N803
        if self.times:
            self.times -= 1
            if self.taken and taskToken in self.tokens:
                super().send_task_success(taskToken, output)
            raise self.error()
        super().send_task_success(taskToken, output)


def repeated_by_botocore() -> Exception:
    """What botocore raises whose first try was taken and not answered, and whose second one came too late."""
    error = States.exceptions.TaskTimedOut()
    error.response = {"ResponseMetadata": {"RetryAttempts": 1}}  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("error", [ConnectionResetError, TimeoutError, repeated_by_botocore])
@pytest.mark.parametrize("taken", [True, False])
def test_an_answer_that_was_taken_and_not_confirmed_is_delivered(
    monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception], *, taken: bool
) -> None:
    bank = Bank(monkeypatch, rating="medium")
    bank.states = Lost("token", times=1, error=error, taken=taken)
    assert bank.approve("eva") == "decided"
    assert bank.table.meta(bank.id).status == "running"
    assert len(bank.states.answers) == (error is not repeated_by_botocore or taken)
    assert bank.table.rows[bank.id, "REVIEW#001"]["status"] == "delivered"


def test_where_no_try_is_answered_the_next_command_ends_as_delivered(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch, rating="medium")
    bank.states = Lost("token", times=3, error=ConnectionResetError)
    with pytest.raises(ConnectionResetError):
        bank.approve("eva")
    assert bank.approve("eva") == "decided"
    assert len(bank.states.answers) == 1


def test_the_watchdog_sends_what_nobody_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends an answer sets the status first: whoever dies between the two leaves an execution that waits."""
    bank = Bank(monkeypatch, rating="medium")
    bank.states = Lost("token", times=3, error=ConnectionResetError, taken=False)
    with pytest.raises(ConnectionResetError):
        bank.approve("eva")
    assert (bank.table.meta(bank.id).status, bank.states.answers) == ("running", [])
    bank.table.update(bank.id, "META", {"execution_arn": "arn"})
    monkeypatch.setattr(checks, "status_of", lambda *_: "RUNNING")
    assert list(checks.look(bank.table, bank.states, bank.id, now())) == []  # somebody may be at it
    (found,) = checks.look(bank.table, bank.states, bank.id, now() + timedelta(minutes=5))
    assert (found.problem, len(bank.states.answers)) == (Problem.NOT_DELIVERED, 1)
    assert list(checks.look(bank.table, bank.states, bank.id, now() + timedelta(minutes=5))) == []


def test_a_token_that_nobody_waits_for_is_no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch, rating="medium")
    bank.states = States()
    with pytest.raises(decisions.NotUnderReview, match="does not wait for this just now"):
        bank.approve("eva")
    assert bank.table.meta(bank.id).status == "awaiting_review"
