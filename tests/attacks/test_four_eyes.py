"""Who cleared a hit of a case decides it too, or who approved it clears its hits: neither counts, in whatever order."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.settle_review.handler import handler as settle_review
from lambdas.shared.accounts.basis import Basis
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.monitoring import unblocking
from lambdas.shared.onboardings import review_claims
from lambdas.shared.reviews import clearing, decisions, rules
from lambdas.shared.reviews.clearing import Opinion
from lambdas.shared.reviews.decisions import NotAllowed
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.cleared import Hit
from tests import decided
from tests.applications import application
from tests.memory import MemoryOnboarding, States
from tests.monitoring import Monitored, hit
from tests.screening import Screening, opened

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
    with opened(monkeypatch) as made:
        yield made


def in_review(bank: Screening, rating: str = "medium") -> tuple[str, str]:
    """A case with a possible match that waits for reviewers, and the entry."""
    one = bank.submit()
    _, (found,) = bank.screen(one)
    bank.table.ask_reviewers(one, rating)
    bank.table.update(one, "META", {"status": "awaiting_review", "submitted_at": "2026"})
    return one, found["entry_id"]


def decide(
    bank: Screening, one: str, who: str, choice: Choice = Choice.APPROVED, *, principal: str = "", senior: bool = False
) -> str:
    case = bank.table.case(one)
    reason = {Choice.APPROVED: "RISK_ACCEPTED", Choice.DECLINED: "RISK_TOO_HIGH"}[choice]
    made = Decision(who, choice, reason, rules.evidence(case), senior=senior, principal=principal)
    return str(decisions.give(States("token"), bank.table, case, made).review.status)


@pytest.mark.parametrize("spelled", ["eva", "E-V-A", "max"])
@pytest.mark.parametrize("choice", [Choice.APPROVED, Choice.DECLINED])
def test_who_cleared_a_hit_of_a_case_does_not_decide_it(bank: Screening, spelled: str, choice: Choice) -> None:
    one, entry = in_review(bank)
    bank.cleared(one, entry)
    with pytest.raises(NotAllowed, match=f"{spelled} cleared a hit of the case, so somebody else decides it"):
        decide(bank, one, spelled, choice, principal="arn:eva")
    refused = bank.table.case(one).last(rules.REFUSED)
    assert refused
    assert refused.details == {
        "reviewer": spelled, "principal": "arn:eva", "decision": choice, "senior": False, "status": 403,
    }  # fmt: skip
    assert decide(bank, one, "ines", choice) == "decided"


def test_nor_does_who_said_so_alone(bank: Screening) -> None:
    one, entry = in_review(bank)
    bank.clear(one, entry, "eva")
    with pytest.raises(NotAllowed, match="cleared a hit"):
        decide(bank, one, "eva")


def test_who_approved_a_case_clears_none_of_its_hits_before_it_is_decided(bank: Screening) -> None:
    one, entry = in_review(bank, "high")
    assert decide(bank, one, "eva") == "pending"
    bank.office._principal = lambda: "arn:eva"
    with pytest.raises(NotAllowed, match="eva approved the case, so somebody else clears its hits"):
        bank.clear(one, entry, "eva")
    bank.office._principal = str
    refused = bank.table.case(one).last(clearing.REFUSED)
    assert refused
    assert (refused.details["reviewer"], refused.details["principal"]) == ("eva", "arn:eva")
    bank.clear(one, entry, "ines")
    bank.table.update(one, "META", {"status": "onboarded"})
    bank.clear(one, entry, "eva", senior=True)  # for other applications of this person


@pytest.mark.parametrize(("who", "principal"), [("max", ""), ("zoe", "direct:arn:max"), ("zoe", "ARN:MAX")])
def test_who_cleared_a_hit_elsewhere_does_not_decide_a_case_in_which_that_counts(
    bank: Screening, who: str, principal: str
) -> None:
    first, entry = in_review(bank)
    bank.clear(first, entry, "eva")
    bank.office._principal = lambda: "arn:max"
    bank.clear(first, entry, "max", senior=True)
    one = bank.submit()
    assert bank.screen(one)[0]["verdict"] == "pass"
    bank.table.ask_reviewers(one)
    bank.table.update(one, "META", {"status": "awaiting_review"})
    with pytest.raises(NotAllowed, match="cleared a hit of the case"):
        decide(bank, one, who, principal=principal)
    assert decide(bank, one, "zoe", principal="arn:zoe") == "decided"


def test_a_clearing_does_not_count_in_a_case_that_one_of_its_people_approved(bank: Screening) -> None:
    first, entry = in_review(bank)
    one, _ = in_review(bank, "high")
    decide(bank, one, "eva")
    bank.cleared(first, entry)
    assert bank.screen(one)[0]["verdict"] == "review"
    assert bank.screen(bank.submit())[0]["verdict"] == "pass"


def test_a_case_is_offered_to_nobody_who_cleared_a_hit_of_it(bank: Screening) -> None:
    one, entry = in_review(bank)
    bank.clear(one, entry, "eva")
    assert review_claims.claim_next(bank.table, Person("Eva", "token:eva"), senior=True) is None
    claimed = review_claims.claim_next(bank.table, Person("max", "token:max"), senior=False)
    assert claimed
    assert claimed.case.id == one


OPINION = Opinion(Hit("searched", "ofac-1", "OFAC SDN", "as listed"), "EVA", "FALSE_POSITIVE", "", senior=True)


@pytest.mark.parametrize("order", [("clear", "approve"), ("approve", "clear")])
def test_an_approval_that_no_command_would_have_kept_opens_no_account(order: tuple[str, str]) -> None:
    """Entries that are vouched for, as a command without the rule would have left them."""
    table, made = MemoryOnboarding(), application()
    one = table.put(made)["application_id"]
    event = decided.check_all(table, made, review_required=True, verdicts={"duplicate": "review"}, decision="review")
    table.ask_reviewers(one)
    event = decided.check_all(table, made, number=2, review_required=True, decision="review")
    seen = rules.evidence(table.case(one))
    review = Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", seen, senior=True).as_evidence()

    def basis() -> Basis:
        return Basis(table.case(one), decided.asked_of(event), event["identity_run"], event["risk_run"])

    steps: dict[str, tuple[str, str, Evidence]] = {
        "approve": (rules.STEP, f"{rules.review_id(one, 1)}#001", review),
        "clear": (clearing.STEP, "ofac-1#001", OPINION.as_evidence()),
    }
    table.keep(one, *steps[order[0]], "2026")
    assert bool(basis().approvals) == (order[0] == "approve")
    table.keep(one, *steps[order[1]], "2026")
    assert basis().approvals == []
    assert "NOT_APPROVED" in [*basis().problems()]


def test_the_workflow_counts_no_decision_of_who_cleared_a_hit(bank: Screening) -> None:
    one, entry = in_review(bank)
    bank.cleared(one, entry)
    made = Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", rules.evidence(bank.table.case(one)), senior=True)
    bank.table.keep(one, rules.STEP, f"{rules.review_id(one, 1)}#001", made.as_evidence(), "2026")
    found = settle_review({"application_id": one, "run": "run", **bank.table.about(one)}, None)
    assert found["decision"] == "look_again"


@pytest.fixture
def monitored(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    """A customer, of whose application Eva cleared a hit."""
    made = Monitored(monkeypatch)
    opinion = Opinion(OPINION.hit, "eva", "FALSE_POSITIVE", "seen")
    made.table.keep(made.of, clearing.STEP, "ofac-1#001", opinion.as_evidence(), "2026")
    return made


def test_who_cleared_a_hit_of_the_application_decides_no_alert_of_the_customer(monitored: Monitored) -> None:
    monitored.found(hit("ofac-2"))
    one = monitored.cases[0].id
    monitored.ask(one)
    with pytest.raises(NotAllowed, match="eva cleared a hit"):
        monitored.decide(one, "eva", Choice.APPROVED)
    seen = rules.evidence(monitored.table.case(one))
    for number, name in enumerate(("eva", "max"), start=1):
        made = Decision(name, Choice.APPROVED, "FALSE_POSITIVE", seen, senior=True)
        monitored.table.keep(one, rules.STEP, f"{rules.review_id(one, 1)}#{number:03d}", made.as_evidence(), "2026")
    assert clearing.settled(monitored.table.case(one), clearing.hits(monitored.table.case(one))[0]) is None
    assert monitored.settle(one)["decision"] == "another_decision"


def test_and_unblocks_no_account(monitored: Monitored) -> None:
    monitored.found(hit("ofac-2"))
    one = monitored.cases[0].id
    monitored.ask(one)
    monitored.decide(one, "ida", Choice.DECLINED, senior=True)
    monitored.decide(one, "max", Choice.DECLINED)
    monitored.settle(one)
    monitored.block(one)
    with pytest.raises(NotAllowed, match="eva cleared a hit of the customer's application, so somebody else unblocks"):
        monitored.say_unblock(one, "eva", principal="arn:eva")
    refused = monitored.table.case(one).last(unblocking.REFUSED)
    assert refused
    assert refused.details == {"reviewer": "eva", "principal": "arn:eva", "senior": False, "status": 403}
    assert monitored.say_unblock(one, "ida", senior=True) == ["ida"]
    assert monitored.say_unblock(one, "max") == ["ida", "max"]
    assert monitored.unblock(one) == {"verdict": "unblocked"}
