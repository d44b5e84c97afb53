"""A block is lifted once two people said so, and once, whatever dies or comes twice."""

import itertools

import pytest

from lambdas.shared.cases import outbox
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.monitoring import unblocking
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.decisions import DecisionRefused, EvidenceChanged, NotAllowed
from lambdas.shared.runtime.errors import Conflict
from tests.memory import dying
from tests.monitoring import Monitored, hit


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    return Monitored(monkeypatch)


def lifted(bank: Monitored, one: str) -> None:
    assert bank.say_unblock(one, "eva") == ["eva"]
    assert not unblocking.is_pending(bank.table, one)
    assert bank.say_unblock(one, "max", senior=True) == ["eva", "max"]
    assert unblocking.is_pending(bank.table, one)


def test_two_people_unblock_with_an_entry_before_and_after(bank: Monitored) -> None:
    one = bank.confirmed()
    lifted(bank, one)
    assert bank.unblock(one) == bank.unblock(one) == {"verdict": "unblocked"}
    assert bank.journal() == ["opened", "active", "blocked", "released"]
    steps = [kept.step for kept in bank.table.case(one).linked][-4:]
    assert steps == ["unblocking", "unblocking", "unblock_requested", "unblock_account"]
    assert (bank.customers.blocks(bank.id), unblocking.is_pending(bank.table, one)) == ([], False)
    (told,) = bank.events.of("AccountUnblocked")
    assert (told["customer_id"], told["account_id"]) == (bank.id, bank.account)
    assert (bank.table.meta(one).status, bank.table.case(one).faults) == ("confirmed", [])
    with pytest.raises(DecisionRefused, match="has lifted this block already"):
        bank.say_unblock(one, "ida")


@pytest.mark.parametrize("second", ["eva", "E-V-A", "branch"])
def test_one_person_twice_and_the_submitter_unblock_nothing(bank: Monitored, second: str) -> None:
    one = bank.confirmed()
    bank.say_unblock(one, "eva", senior=True)
    if second == "branch":
        with pytest.raises(NotAllowed, match="somebody else unblocks the account"):
            bank.say_unblock(one, second, senior=True)
    else:
        assert bank.say_unblock(one, second, senior=True) == ["eva"]
    with pytest.raises(Conflict, match="two people have to say"):
        bank.unblock(one)
    assert bank.journal() == ["opened", "active", "blocked"]


def test_two_juniors_unblock_nothing(bank: Monitored) -> None:
    one = bank.confirmed()
    bank.say_unblock(one, "eva")
    with pytest.raises(NotAllowed, match="must be senior"):
        bank.say_unblock(one, "max")
    refused = [kept.details for kept in bank.table.case(one).linked if kept.step == "unblocking_refused"]
    assert [(kept["reviewer"], kept["status"]) for kept in refused] == [("max", 403)]


def test_an_unblocking_takes_a_reason_of_the_policy_and_the_evidence_that_was_seen(bank: Monitored) -> None:
    one = bank.confirmed()
    with pytest.raises(DecisionRefused, match="no reason for unblocking"):
        bank.say_unblock(one, "eva", reason="SORRY")
    with pytest.raises(EvidenceChanged, match="look again"):
        bank.say_unblock(one, "eva", evidence="0" * 12)


def test_what_is_not_blocked_is_not_unblocked(bank: Monitored) -> None:
    bank.found(hit())
    with pytest.raises(DecisionRefused, match="has no account blocked"):
        bank.say_unblock(bank.cases[0].id, "eva")


def test_what_is_written_beside_the_record_unblocks_nothing(bank: Monitored) -> None:
    """The attack: the item that says that core banking is to be asked."""
    one = bank.confirmed()
    bank.table.insert(one, unblocking.UNBLOCK, {"status": unblocking.PENDING})
    with pytest.raises(Conflict, match="two people have to say"):
        bank.unblock(one)


@pytest.mark.parametrize("moment", range(1, 8))
def test_a_process_that_dies_at_any_write_unblocks_once(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    bank = Monitored(monkeypatch)
    one = bank.confirmed()
    lifted(bank, one)
    with monkeypatch.context() as patch:
        calls = itertools.count(1)
        for table in (bank.table, bank.customers):
            patch.setattr(table, "attempt", dying(table.attempt, calls, moment))
        try:
            bank.unblock(one)
        except Exception:
            assert unblocking.is_pending(bank.table, one)
    assert bank.unblock(one) == {"verdict": "unblocked"}
    assert bank.journal() == ["opened", "active", "blocked", "released"]
    outbox.publish(bank.table, one)
    assert {event["event_id"] for event in bank.events.of("AccountUnblocked")} == {f"{one}-AccountUnblocked"}


@pytest.mark.parametrize(
    "people",
    [
        (("eva", True), ("eva", True)),
        (("branch", True), ("eva", False)),
        (("eva", False), ("max", False), ("branch", True)),
    ],
)
def test_opinions_that_no_command_would_have_kept_unblock_nothing(
    bank: Monitored, people: tuple[tuple[str, bool], ...]
) -> None:
    """The attack: one person twice, or the submitter as one of two, or as the senior one."""
    one = bank.confirmed()
    seen = rules.evidence(bank.table.case(one))
    for number, (name, senior) in enumerate(people, start=1):
        details = {
            "reviewer": name,
            "reason": "DELISTED",
            "evidence": seen,
            "note": "",
            "senior": senior,
            "principal": "",
        }
        bank.table.keep(
            one, unblocking.STEP, f"{number:03d}", Evidence({"decision": "unblock"}, details=details), "2026"
        )
    with pytest.raises(Conflict, match="two people have to say"):
        bank.unblock(one)
    assert bank.journal() == ["opened", "active", "blocked"]
