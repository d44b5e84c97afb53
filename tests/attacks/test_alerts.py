"""Somebody who may write the tables wants a customer who is on a list cleared: nobody is, and none is lost unsaid."""

import json
from typing import Any

import pytest

from lambdas.shared.monitoring import alerts
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists import cleared
from lambdas.shared.watchlists.cleared import Hit
from tests.monitoring import Monitored, hit

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    return Monitored(monkeypatch)


def asked(bank: Monitored) -> str:
    bank.found(hit())
    one = bank.cases[0].id
    bank.ask(one)
    return one


def kept(bank: Monitored, one: str, number: int, reviewer: str, choice: Choice, **how: Any) -> None:
    """A decision as an entry of the record, linked as it should be, that no command would have made."""
    seen = rules.evidence(bank.table.case(one))
    reason = {Choice.APPROVED: "FALSE_POSITIVE", Choice.DECLINED: "TRUE_MATCH"}[choice]
    made = Decision(**({"reviewer": reviewer, "choice": choice, "reason": reason, "evidence": seen} | how))
    bank.table.keep(one, rules.STEP, f"{rules.review_id(one, 1)}#{number:03d}", made.as_evidence(), "2026")


@pytest.mark.parametrize("choice", [Choice.APPROVED, Choice.DECLINED])
@pytest.mark.parametrize(
    "people", [("eva", "eva"), ("eva", "EVA"), ("branch", "eva"), ("branch", "br anch"), ("eva", "\u0435va")]
)
def test_decisions_of_one_person_or_of_the_submitter_count_once_or_not_at_all(
    bank: Monitored, people: tuple[str, str], choice: Choice
) -> None:
    one = asked(bank)
    for number, name in enumerate(people, start=1):
        kept(bank, one, number, name, choice, senior=True)
    assert bank.settle(one)["decision"] in ("another_decision", "look_again")
    assert bank.journal() == ["opened", "active"]


@pytest.mark.parametrize("reason", ["RISK_TOO_HIGH", "IDENTITY_DOUBTFUL", "FALSE_POSITIVE", ""])
def test_one_person_blocks_nobody_by_another_reason(bank: Monitored, reason: str) -> None:
    """Of an application one person may decline so; a customer's account is blocked by two."""
    one = asked(bank)
    kept(bank, one, 1, "eva", Choice.DECLINED, reason=reason, senior=True)
    assert bank.settle(one)["decision"] != "confirmed"


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("alert", {"details": json.dumps({"hits": [], "submitters": [], "customer_id": "customer-1", "person": ""})}),
        ("review", {"result": json.dumps({"decision": "approved", "reasons": ["FALSE_POSITIVE"]})}),
        ("review_requested", {"result": "{}"}),
    ],
)
def test_an_edited_entry_settles_nothing(bank: Monitored, step: str, changes: Row) -> None:
    one = asked(bank)
    bank.decide(one, "eva", Choice.DECLINED, senior=True)
    items = [entry["item"] for entry in bank.table.case(one).entries if entry.get("step") == step]
    bank.table.rows[one, items[-1]] |= changes
    with pytest.raises(Conflict):
        bank.settle(one)


@pytest.mark.parametrize("item", ["REVIEW#001", "META"])
def test_what_is_written_beside_the_record_clears_nobody(bank: Monitored, item: str) -> None:
    one = asked(bank)
    decided = {"status": "decided", "decision": "approved", "evidence": rules.evidence(bank.table.case(one))}
    bank.table.rows[one, item] |= decided if item == "REVIEW#001" else {"status": "running", "outcome": "cleared"}
    assert bank.settle(one)["decision"] == "another_decision"


def test_a_clearing_that_is_written_by_hand_keeps_nobody_from_alerting(bank: Monitored) -> None:
    bound = Hit.of(alerts.person_of(bank.query), hit())
    for case_id in (bank.of, "nobody-1"):
        found = {"application_id": case_id, "reason": "FALSE_POSITIVE", "by": ["eva", "max"], "entries": []}
        cleared.clear(bank.customers, bound, found)
        bank.found(hit())
        assert len(bank.cases) == 1


def test_an_application_that_was_edited_lets_nobody_clear_its_customer(bank: Monitored) -> None:
    """Who submitted it cannot be known then, and might be who clears."""
    bank.table.rows[bank.of, "APPLICATION#001"]["submitted_by"] = "somebody else"
    one = asked(bank)
    for number, name in enumerate(("eva", "max"), start=1):
        kept(bank, one, number, name, Choice.APPROVED, senior=True)
    assert bank.settle(one)["decision"] not in ("cleared", "confirmed")
