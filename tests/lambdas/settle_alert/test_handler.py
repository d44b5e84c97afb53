"""A monitoring case ends as its decisions say: cleared and remembered, or confirmed, and compliance is told."""

from datetime import date

import pytest

from lambdas.shared.cases import facts
from lambdas.shared.cases.status import Status
from lambdas.shared.monitoring import decided, reporting
from lambdas.shared.reviews import clearing
from lambdas.shared.reviews.decisions import DecisionRefused, NotAllowed
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists import cleared
from tests.monitoring import Monitored, hit


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    made = Monitored(monkeypatch)
    monkeypatch.setattr(decided, "today", lambda: date(2026, 11, 26))
    return made


def alerted(bank: Monitored, kind: str = "sanctions") -> str:
    bank.found(hit(), hit("un-2"), kind=kind)
    return bank.cases[0].id


def test_nobody_has_decided_yet(bank: Monitored) -> None:
    one = alerted(bank)
    asked = {"decision": "another_decision", "block": False, "reasons": ["POSSIBLE_SANCTIONS_MATCH"]}
    assert bank.settle(one) == asked
    bank.ask(one)
    assert bank.settle(one) == asked
    case = bank.table.case(one)
    assert case.meta.status is Status.AWAITING_REVIEW
    assert case.review is not None
    assert case.review.queue == "possible match"
    assert [event["possible_match"] for event in bank.events.of("ReviewRequested")] == [True]


def test_two_people_clear_every_hit_of_the_case_and_it_is_remembered(bank: Monitored) -> None:
    one = alerted(bank)
    bank.ask(one)
    assert bank.decide(one, "eva", Choice.APPROVED) == "pending"
    assert bank.settle(one)["decision"] == "another_decision"
    assert bank.decide(one, "max", Choice.APPROVED, senior=True) == "decided"
    ended = {"decision": "cleared", "block": False, "reasons": ["FALSE_POSITIVE"]}
    assert bank.settle(one) == bank.settle(one) == ended
    case = bank.table.case(one)
    assert (case.meta.status, case.meta.outcome, case.meta.reasons) == ("cleared", "cleared", ("FALSE_POSITIVE",))
    for bound in clearing.hits(case):
        row = cleared.cleared(bank.customers, bound.searched)[bound.entry_id]
        found = clearing.in_force(bank.table, row, bound, bank.table.case(bank.of))
        assert found is not None
        assert (found["by"], found["application_id"]) == (["eva", "max"], one)
    (told,) = bank.events.of("AlertCleared")
    assert (told["customer_id"], told["list_kind"], told["application_id"]) == (bank.id, "sanctions", one)
    assert (case.faults, list(facts.problems(case))) == ([], [])
    assert bank.journal() == ["opened", "active"]


def test_a_confirmed_match_starts_the_reporting_clock_and_is_to_be_blocked(bank: Monitored) -> None:
    one = alerted(bank)
    assert bank.decided(one, Choice.DECLINED) == {"decision": "confirmed", "block": True, "reasons": ["TRUE_MATCH"]}
    assert bank.settle(one) == {"decision": "confirmed", "block": True, "reasons": ["TRUE_MATCH"]}
    (told,) = bank.events.of("MatchConfirmed")
    assert (told["block"], told["report_due_on"]) == (True, "2026-12-10")
    assert reporting.still_due(bank.table, one) == date(2026, 12, 10)
    assert reporting.running(bank.table) == {one}
    assert bank.table.case(one).meta.status is Status.RUNNING  # until the account is blocked


def test_a_politically_exposed_person_is_not_blocked(bank: Monitored) -> None:
    one = alerted(bank, kind="pep")
    assert bank.decided(one, Choice.DECLINED) == {"decision": "confirmed", "block": False, "reasons": ["TRUE_MATCH"]}
    case = bank.table.case(one)
    assert (case.meta.status, reporting.running(bank.table)) == (Status.CONFIRMED, set())
    assert "report_due_on" not in bank.events.of("MatchConfirmed")[0]
    assert (case.faults, list(facts.problems(case))) == ([], [])
    with pytest.raises(Conflict, match="nobody has confirmed a match for which an account is blocked"):
        bank.block(one)


@pytest.mark.parametrize("choice", [Choice.APPROVED, Choice.DECLINED])
@pytest.mark.parametrize("second", ["eva", "EVA ", "branch"])
def test_one_person_twice_or_the_submitter_of_the_application_settles_nothing(
    bank: Monitored, choice: Choice, second: str
) -> None:
    one = alerted(bank)
    bank.ask(one)
    bank.decide(one, "eva", choice)
    if second == "branch":
        with pytest.raises(NotAllowed, match="submitted the case"):
            bank.decide(one, second, choice, senior=True)
    else:
        assert bank.decide(one, second, choice, senior=True) == "pending"
    assert bank.settle(one)["decision"] == "another_decision"


@pytest.mark.parametrize("choice", [Choice.APPROVED, Choice.DECLINED])
def test_two_juniors_settle_nothing(bank: Monitored, choice: Choice) -> None:
    one = alerted(bank)
    bank.ask(one)
    bank.decide(one, "eva", choice)
    with pytest.raises(NotAllowed, match="must be senior"):
        bank.decide(one, "max", choice)
    assert bank.settle(one)["decision"] == "another_decision"


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (Choice.APPROVED, "RISK_ACCEPTED"),
        (Choice.APPROVED, "TRUE_MATCH"),
        (Choice.DECLINED, "RISK_TOO_HIGH"),
        (Choice.DECLINED, "FALSE_POSITIVE"),
        (Choice.REQUEST_INFORMATION, "EXPLANATION_NEEDED"),
    ],
)
def test_the_question_is_whether_the_customer_is_listed_and_nothing_else(
    bank: Monitored, choice: Choice, reason: str
) -> None:
    one = alerted(bank)
    bank.ask(one)
    with pytest.raises(DecisionRefused):
        bank.decide(one, "eva", choice, reason=reason, senior=True)


def test_a_customer_whose_submitter_nobody_knows_is_cleared_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Monitored(monkeypatch, by="")
    one = alerted(bank)
    bank.ask(one)
    with pytest.raises(NotAllowed, match="does not say who submitted it"):
        bank.decide(one, "eva", Choice.APPROVED)
    assert bank.decided(one, Choice.DECLINED)["decision"] == "confirmed"


def test_an_application_is_no_monitoring_case(bank: Monitored) -> None:
    with pytest.raises(Conflict, match="is no monitoring case"):
        bank.settle(bank.of)
