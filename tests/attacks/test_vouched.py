"""Somebody who may write the Onboarding table and nothing else makes up what people said: it counts for nothing.

This is what the role of any function of a case can do, of the one that parses hostile pictures too.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from lambdas.settle_review.handler import handler as settle_review
from lambdas.shared.accounts import gate
from lambdas.shared.accounts.basis import Basis
from lambdas.shared.cases import record, vouched
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Review, Submission
from lambdas.shared.cases.record import CHAIN
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.vouched import Said
from lambdas.shared.monitoring import reporting, unblocking
from lambdas.shared.reviews import clearing, conditions, decisions, rules, supplement
from lambdas.shared.reviews.clearing import Opinion
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict, NotConfigured, OpeningRefused
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists import cleared
from tests import decided
from tests.attacks import bank as sealed
from tests.attacks.forging import forge, forge_step
from tests.exactly_once.bank import Bank
from tests.monitoring import Monitored, hit
from tests.screening import Screening, opened

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)


def in_review(bank: Bank) -> str:
    """A case that only a reviewer may let through."""
    one = bank.checked(review_required=True, decision="review", verdicts={"duplicate": "review"})
    review = Review(number=1, review_id=rules.review_id(one, 1), task_token="token", rating="low", asked_at="2026")
    assert conditions.ask(bank.onboarding, one, review, {"attempts": 1})
    assert bank.onboarding.update(one, "META", {"status": Status.RUNNING})
    return one


def decision(bank: Bank, one: str, choice: Choice = Choice.APPROVED) -> tuple[str, Evidence]:
    """The run and the entry of a decision as a reviewer would make it now."""
    state = rules.current(bank.onboarding.case(one), anew=True)
    assert state
    made = Decision("eva", choice, "RISK_ACCEPTED", state.evidence, senior=True)
    return state.next_run, made.as_evidence()


def refused(bank: Bank, one: str) -> None:
    """Nothing is settled and nothing opened; each is an entry of the record, with one alert."""
    with pytest.raises(OpeningRefused, match="RECORD_CHANGED"):
        decided.settle(bank.asked[one])
    assert bank.runs(one).error == "OpeningRefused"
    entries = bank.onboarding.case(one).evidence_of("opening_refused")
    assert [entry.result["reasons"][0] for entry in entries] == ["RECORD_CHANGED"] * 2
    assert [json.loads(alert["Message"])["reasons"][0] for alert in bank.alerts] == ["RECORD_CHANGED"] * 2


OTHER_NAME = "EVIDENCE#assess_customer#again"


@pytest.mark.parametrize("item", ["", OTHER_NAME], ids=["as it is named", "under another name"])
def test_a_forged_approval_opens_no_account(bank: Bank, item: str) -> None:
    one = in_review(bank)
    forge_step(bank.onboarding, one, Said.REVIEW, *decision(bank, one), item=item)
    refused(bank, one)
    with pytest.raises(Conflict, match="nobody vouches that a person said so"):
        settle_review(review_event(bank, one), None)


def test_nor_with_a_settled_decision_that_is_forged_too(bank: Bank) -> None:
    one = in_review(bank)
    forge_step(bank.onboarding, one, Said.REVIEW, *decision(bank, one))
    asked = bank.asked[one]
    basis = Basis(bank.onboarding.case(one), decided.asked_of(asked), asked["identity_run"], asked["risk_run"])
    about = {"attempt": 1, "content_sha256": asked["content_sha256"]}
    settled = Evidence({"decision": "settled", "reasons": []}, details=basis.facts(), **about)
    forge_step(bank.onboarding, one, gate.STEP, f"{one}#001#{basis.digest()}", settled)
    refused(bank, one)


def test_an_approval_that_was_given_counts(bank: Bank) -> None:
    """The control: the very same entry, by somebody whom people speak to."""
    one = in_review(bank)
    assert bank.onboarding.keep(one, Said.REVIEW, *decision(bank, one), "2026")
    assert settle_review(review_event(bank, one), None)["decision"] == "approved"
    assert decided.settle(bank.asked[one])["decision"] == "settled"
    bank.opens(one)


def review_event(bank: Bank, one: str) -> Row:
    return {name: bank.asked[one][name] for name in ("application_id", "run", "attempt", "content_sha256")}


def relink(bank: Bank, one: str, change: Callable[[Row], Row | None]) -> None:
    """Write the whole record anew, each entry as ``change`` makes it, or left out: it fits in itself."""
    table, last = bank.onboarding, record.EMPTY
    for entry in table.case(one).entries:
        table.client.delete_item(TableName=table.name, Key=table.key(one, entry["item"]))
        rest = {name: value for name, value in entry.items() if name not in ("number", "previous", "hash")}
        if (changed := change(rest)) is not None:
            made = record.linked(changed, last)
            last = record.head(made)
            keys = (table.partition, "item")
            table.insert(one, made["item"], {name: value for name, value in made.items() if name not in keys})
    assert table.update(one, CHAIN, last.shown())


def by_another(entry: Row) -> Row:
    """Whoever submitted it may decide it, once somebody else did."""
    return entry | {"submitted_by": "somebody"} if entry["item"] == "APPLICATION#001" else entry


def other_content(entry: Row) -> Row:
    if entry["item"] != "APPLICATION#001":
        return entry
    return entry | {"body": entry["body"].replace("current_account", "savings_account")}


@pytest.mark.parametrize("change", [by_another, other_content])
def test_a_forged_submission_opens_no_account(bank: Bank, change: Callable[[Row], Row]) -> None:
    one = bank.decided()
    relink(bank, one, change)
    assert bank.onboarding.case(one).faults[0].startswith("entry 1 (APPLICATION#001): nobody vouches")
    assert bank.onboarding.case(one).submitters == []
    refused(bank, one)


@pytest.mark.parametrize("by", [Person("branch"), None], ids=["by somebody", "by nobody"])
def test_a_forged_correction_opens_no_account(bank: Bank, by: Person | None) -> None:
    one = bank.stored({})
    other: Any = bank.submitted[one] | {"product": "savings_account"}
    forge(bank.onboarding, one, "APPLICATION#002", Submission(other, timestamp(), by).row())
    assert bank.onboarding.update(one, "META", {"attempts": 2, "content_sha256": fingerprint(other)})
    bank.submitted[one] = other
    bank.asked[one] = decided.check_all(bank.onboarding, other, attempt=2, version=bank.lists)
    refused(bank, one)


def test_an_attempt_that_repeats_what_was_submitted_is_no_person_s(bank: Bank) -> None:
    """Pictures came: the function that takes them begins the attempt, and vouches for nobody."""
    one = bank.stored({})
    before = bank.onboarding.get(one, "APPLICATION#001")
    assert before
    forge(bank.onboarding, one, "APPLICATION#002", {"body": before["body"], "at": timestamp()})
    assert bank.onboarding.case(one).faults == []


def test_a_decision_that_was_taken_away_is_missed(bank: Bank) -> None:
    """A reviewer declined; the record is written anew as if nobody had decided, and the rules alone accept."""
    one = bank.checked()
    review = Review(number=1, review_id=rules.review_id(one, 1), task_token="token", rating="low", asked_at="2026")
    assert conditions.ask(bank.onboarding, one, review, {"attempts": 1})
    assert bank.onboarding.update(one, "META", {"status": Status.RUNNING})
    assert bank.onboarding.keep(one, Said.REVIEW, *decision(bank, one, Choice.DECLINED), "2026")
    relink(bank, one, lambda entry: None if entry.get("step") == Said.REVIEW else entry)
    assert [*record.problems(bank.onboarding.case(one).entries, bank.onboarding.head(one))] == []
    refused(bank, one)


@pytest.mark.parametrize("item", ["APPLICATION#001", "EVIDENCE#review"])
@pytest.mark.parametrize("step", ["settle", "open"])
def test_what_is_vouched_for_is_a_condition_of_the_write(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, item: str, step: str
) -> None:
    """What people said is asked in the transaction that writes, not only beforehand."""
    one = in_review(bank)
    assert bank.onboarding.keep(one, Said.REVIEW, *decision(bank, one), "2026")
    if step == "open":
        assert decided.settle(bank.asked[one])["decision"] == "settled"
    looked, table = gate.are_cleared, bank.onboarding.decisions
    assert table

    def meanwhile(*given: Any) -> bool:
        [name] = [row["item"] for row in table.items(one) if row["item"].startswith(item)]
        table.client.delete_item(TableName=table.name, Key=table.key(one, name))
        return looked(*given)

    monkeypatch.setattr(gate, "are_cleared", meanwhile)
    if step == "settle":
        with pytest.raises(Conflict):
            decided.settle(bank.asked[one])
        bank.expected[one] = "nothing"
    else:
        assert not bank.runs(one).opened
        assert bank.onboarding.case(one).evidence_of("create_customer") == []


def test_nobody_decides_in_a_record_with_a_forged_decision(bank: Bank) -> None:
    one = in_review(bank)
    forge_step(bank.onboarding, one, Said.REVIEW, *decision(bank, one))
    made = Decision("max", Choice.APPROVED, "RISK_ACCEPTED", "0" * 64, senior=True)
    with pytest.raises(Conflict, match="nobody vouches"):
        decisions.give(None, bank.onboarding, bank.onboarding.case(one), made)


def test_a_function_that_may_not_say_so_writes_nothing(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    one = in_review(bank)
    given = decision(bank, one)
    monkeypatch.setattr(bank.onboarding, "decisions", None)
    with pytest.raises(NotConfigured, match="may not write what people say"):
        bank.onboarding.keep(one, Said.REVIEW, *given, "2026")
    assert not bank.onboarding.case(one).is_whole  # who may not read it counts nothing
    with pytest.raises(NotConfigured, match="cannot know"):
        vouched.checks(None, one, bank.onboarding.case(one).entries)


@pytest.fixture
def screening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    with opened(monkeypatch) as made:
        yield made


def test_a_forged_clearing_clears_nothing(screening: Screening) -> None:
    """One person said so; the second opinion is forged, and so is what says where to look."""
    one = screening.submit()
    _, (found,) = screening.screen(one)
    screening.clear(one, found["entry_id"], "eva")
    [first] = [Opinion.of(kept) for kept in screening.table.case(one).linked if kept.step == Said.CLEARING]
    second = replace(first, reviewer="max", senior=True)
    forge_step(screening.table, one, Said.CLEARING, f"{found['entry_id']}#002", second.as_evidence())
    hashes = [entry["hash"] for entry in screening.table.case(one).entries if entry.get("step") == Said.CLEARING]
    row = {"application_id": one, "reason": "FALSE_POSITIVE", "cleared_at": "2026", "by": ["eva", "max"]}
    cleared.clear(screening.customers, first.hit, row | {"entries": hashes})
    assert clearing.settled(screening.table.case(one), first.hit) is None
    assert screening.screen(screening.submit())[0]["verdict"] == "review"


@pytest.fixture
def monitored(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    return Monitored(monkeypatch)


@pytest.mark.parametrize("choice", [Choice.APPROVED, Choice.DECLINED])
def test_forged_decisions_neither_clear_nor_block_a_customer(monitored: Monitored, choice: Choice) -> None:
    monitored.found(hit())
    one = monitored.cases[0].id
    monitored.ask(one)
    reason = {Choice.APPROVED: "FALSE_POSITIVE", Choice.DECLINED: "TRUE_MATCH"}[choice]
    seen = rules.evidence(monitored.table.case(one))
    for number, name in enumerate(("eva", "max"), start=1):
        made = Decision(name, choice, reason, seen, senior=True)
        run = f"{rules.review_id(one, 1)}#{number:03d}"
        forge_step(monitored.table, one, Said.REVIEW, run, made.as_evidence())
    with pytest.raises(Conflict, match="nobody vouches"):
        monitored.settle(one)
    assert monitored.journal() == ["opened", "active"]


def test_forged_opinions_unblock_nothing_and_a_forged_report_is_found(monitored: Monitored) -> None:
    one = monitored.confirmed()
    seen = rules.evidence(monitored.table.case(one))
    for number, name in enumerate(("eva", "max"), start=1):
        said = unblocking.Opinion(name, "DELISTED", seen, senior=True)
        evidence = Evidence({"decision": "unblock"}, details=asdict(said))
        forge_step(monitored.table, one, Said.UNBLOCKING, f"{number:03d}", evidence)
    with pytest.raises(Conflict, match="nobody vouches"):
        monitored.unblock(one)
    assert monitored.journal() == ["opened", "active", "blocked"]
    forge_step(monitored.table, one, reporting.STEP, "001", Evidence({"verdict": "reported"}))
    assert "(EVIDENCE#report_made#001): nobody vouches" in monitored.table.case(one).faults[-1]


def test_a_forged_opinion_lists_nobody_and_delists_nobody(monitored: Monitored) -> None:
    said = supplement.Opinion(supplement.Action.ADD, "oj-1", "0" * 64, "eva", "NOT_PUBLISHED_YET", party="{}")
    forge(monitored.table, supplement.PARTITION, "OPINION#000001", said.row())
    with pytest.raises(Conflict, match="nobody vouches"):
        supplement.published(monitored.table)


def test_the_next_night_and_every_audit_name_what_nobody_said(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = sealed.Bank(monkeypatch)
    bank.submit("demo-1", None)
    bank.submit("demo-2", None)
    assert bank.found() == set()
    made = Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", "0" * 64, senior=True)
    forge_step(bank.table, "demo-1", Said.REVIEW, "demo-1-review-001#001", made.as_evidence())
    bank.table.keep("demo-2", Said.REVIEW, "demo-2-review-001#001", made.as_evidence(), "2026")
    assert bank.found() == bank.found() == {("demo-1", "NOT_VOUCHED")}
    assert len(bank.alerts) == 2
    assert bank.audited("demo-2") == []
    named = "entry 3 (EVIDENCE#review#demo-1-review-001#001): nobody vouches that a person said so"
    assert named in bank.audited("demo-1")
    sealed.Writer(bank).relink("demo-2", sealed.Writer(bank).entries("demo-2")[:2])
    missed = "EVIDENCE#review#demo-2-review-001#001: a person said so, and the record has it no more"
    assert missed in bank.audited("demo-2")
