"""Whoever may write the tables, and nothing else, is found out: by the nightly seal, by the audit, or by both."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared.cases import operations
from lambdas.shared.cases.record import EMPTY, Head
from lambdas.shared.onboardings.errors import MissingRecord
from lambdas.shared.onboardings.looks import look
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.errors import Conflict, InternalError
from lambdas.shared.runtime.people import Person
from tests.attacks.bank import Bank, Writer

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    """Two cases that were sealed, decided differently, and one that is open."""
    made = Bank(monkeypatch)
    made.submit("demo-1", "declined")
    made.submit("demo-2", "declined")
    made.submit("demo-3", None)
    assert made.night().findings == []
    return made


@pytest.fixture
def writer(bank: Bank) -> Writer:
    return Writer(bank)


def test_a_look_and_what_operators_asked_for_are_sealed_and_no_evidence(bank: Bank, writer: Writer) -> None:
    evidence = rules.evidence(bank.table.case("demo-3"))
    look(bank.table, "demo-3", Person("eva", "token:eva"), "read_application")
    for name in ("olga", "omar"):
        operations.keep(bank.table, Person(name, f"token:{name}"), "redrive webhooks")
    assert rules.evidence(bank.table.case("demo-3")) == evidence
    assert bank.found() == set()
    writer.relink(operations.PARTITION, writer.entries(operations.PARTITION)[:1])
    assert bank.found() == {(operations.PARTITION, "CHANGED")}


def test_nothing_is_found_where_nobody_wrote(bank: Bank) -> None:
    bank.table.append("demo-3", "MESSAGE#later", {"a": 1})
    bank.submit("demo-4")
    assert bank.found() == set()
    assert not any(bank.audited(one) for one in ("demo-1", "demo-2", "demo-3", "demo-4"))
    assert bank.audited("demo-1", outcome=bank.outcome_hash("demo-1"), head=bank.table.head("demo-1").hash) == []
    assert bank.alerts == []


def decision(entries: list[Row], outcome: str) -> list[Row]:
    changed = copy.deepcopy(entries)
    details = json.loads(changed[-1]["details"]) | {"outcome": outcome}
    changed[-1]["details"] = json.dumps(details)
    return changed


def test_another_decision_that_was_linked_before_the_seal_is_not_the_published_one(bank: Bank) -> None:
    bank.submit("demo-5")
    writer, published = Writer(bank), bank.outcome_hash("demo-5")
    writer.relink("demo-5", decision(writer.entries("demo-5"), "onboarded"))
    writer.rows["demo-5", "META"] |= {"status": "onboarded", "outcome": "onboarded"}
    assert bank.audited("demo-5") == []  # nobody has sealed it yet
    assert "not " + published in bank.audited("demo-5", outcome=published)[0]


def test_a_case_that_was_rewritten_from_its_submission_is_found_before_its_first_seal(bank: Bank) -> None:
    bank.submit("demo-5")
    writer = Writer(bank)
    entries = copy.deepcopy(writer.entries("demo-5"))
    entries[0]["body"] = json.dumps(json.loads(entries[0]["body"]) | {"product": "savings_account"})
    writer.relink("demo-5", entries)
    assert bank.found() == {("demo-5", "CHANGED")}


def rewritten(writer: Writer) -> None:
    writer.relink("demo-1", decision(writer.entries("demo-1"), "onboarded"))
    writer.rows["demo-1", "META"] |= {"status": "onboarded", "outcome": "onboarded"}


def cut(writer: Writer) -> None:
    writer.relink("demo-1", writer.entries("demo-1")[:-1])
    writer.rows["demo-1", "META"] |= {"status": "running"}
    for name in ("outcome", "rating", "reasons"):
        writer.rows["demo-1", "META"].pop(name)


def cut_and_continued(writer: Writer) -> None:
    entries = writer.entries("demo-1")
    writer.relink("demo-1", [*entries[:-1], *({**entries[1], "item": f"EVIDENCE#x#{one}"} for one in "ab")])


def without_an_entry_in_between(writer: Writer) -> None:
    entries = writer.entries("demo-1")
    writer.relink("demo-1", [entries[0], *entries[2:]])


def unlinked(writer: Writer) -> None:
    writer.rows["demo-1", "CHAIN"] |= {"count": 7}


def with_another_head(writer: Writer) -> None:
    writer.rows["demo-1", "CHAIN"] |= Head(1, writer.entries("demo-1")[0]["hash"]).shown()


def of_another_kind(writer: Writer) -> None:
    writer.rows["demo-1", "CHAIN"] |= {"count": "seven"}


@pytest.mark.parametrize(
    "attack", [rewritten, cut, cut_and_continued, without_an_entry_in_between, unlinked, with_another_head]
)
def test_a_changed_record_is_found_every_night_and_by_every_audit(
    bank: Bank, writer: Writer, attack: Callable[[Writer], None]
) -> None:
    attack(writer)
    for _ in range(3):
        assert ("demo-1", "CHANGED") in bank.found()
        assert bank.audited("demo-1")
    assert len(bank.alerts) == 3
    assert bank.audited("demo-2") == []


@pytest.mark.parametrize("key", ["seals/{day}.json", "seals/{before}zz.json", "seals/zz.json"])
def test_an_earlier_seal_under_another_key_hides_no_later_one(bank: Bank, writer: Writer, key: str) -> None:
    """Somebody who may add objects to the bucket puts a genuine seal there once more, and replaces nothing."""
    earlier = next(iter(bank.s3.objects.values()))
    bank.night()
    day, before = bank.day, bank.day - timedelta(days=1)
    rewritten(writer)
    planted = key.format(day=day, before=before)
    bank.s3.objects[planted] = earlier
    if planted == f"seals/{day}.json":
        with pytest.raises(InternalError, match=f"the seal of {day} is one of"):
            bank.night()
        bank.day += timedelta(days=1)
        assert (planted, "MISPLACED") in bank.found()
    for _ in range(2):
        assert ("demo-1", "CHANGED") in bank.found()


def test_a_head_that_is_none_stops_no_night(bank: Bank, writer: Writer) -> None:
    of_another_kind(writer)
    assert bank.found() == {("demo-1", "CHANGED")}


def test_an_edited_entry_is_found_within_thirty_nights_though_its_head_is_the_same(bank: Bank, writer: Writer) -> None:
    item = writer.entries("demo-1")[1]["item"]
    writer.rows["demo-1", item]["result"] = json.dumps({"rating": "low", "score": 0})
    assert bank.audited("demo-1")
    assert any(("demo-1", "CHANGED") in bank.found() for _ in range(30))


META: list[tuple[str, Row]] = [
    ("demo-1", {"status": "onboarded"}),
    ("demo-1", {"status": "running"}),
    ("demo-1", {"status": "failed"}),
    ("demo-1", {"status": "forged"}),
    ("demo-1", {"outcome": "onboarded"}),
    ("demo-1", {"rating": "low"}),
    ("demo-1", {"reasons": "[]"}),
    ("demo-1", {"attempts": 2}),
    ("demo-1", {"content_sha256": "0" * 64}),
    ("demo-1", {"product": "premium_account"}),
    ("demo-1", {"channel": "other"}),
    ("demo-3", {"status": "declined"}),
    ("demo-3", {"status": "onboarded", "outcome": "onboarded"}),
    ("demo-3", {"outcome": "declined"}),
]


@pytest.mark.parametrize(("one", "change"), META)
def test_an_edited_meta_is_found(bank: Bank, writer: Writer, one: str, change: Row) -> None:
    writer.rows[one, "META"] |= change
    assert bank.audited(one)
    assert any((one, "META_DIFFERS") in bank.found() for _ in range(30))


def test_a_second_decision_is_found(bank: Bank, writer: Writer) -> None:
    entries = writer.entries("demo-1")
    later = decision(entries, "onboarded")[-1] | {"item": "EVIDENCE#record_outcome#x#001"}
    writer.relink("demo-1", [*entries, later])
    writer.rows["demo-1", "META"] |= {"status": "onboarded", "outcome": "onboarded"}
    assert bank.found() == {("demo-1", "META_DIFFERS")}
    assert "the record has 2 decisions, and a case has one" in bank.audited("demo-1")


def test_a_deleted_case_is_found_every_night_and_said_to_be_gone(bank: Bank, writer: Writer) -> None:
    writer.delete("demo-1")
    for _ in range(2):
        assert bank.found() == {("demo-1", "MISSING")}
        with pytest.raises(MissingRecord, match="demo-1 is gone: the seal of"):
            bank.audited("demo-1")
    assert bank.alerts[0]["findings"] == ["demo-1: MISSING"]


@pytest.mark.parametrize("item", ["META", "CHAIN"])
def test_a_case_without_meta_or_head_is_missing(bank: Bank, writer: Writer, item: str) -> None:
    del writer.rows["demo-1", item]
    assert bank.found() == {("demo-1", "MISSING")}


def test_a_case_that_was_deleted_before_its_first_seal_is_missed_by_the_register_ever_after(bank: Bank) -> None:
    bank.submit("demo-5")
    Writer(bank).delete("demo-5")
    for _ in range(2):
        assert bank.found() == {("demo-5", "MISSING")}


def test_a_case_that_was_deleted_with_its_entry_in_the_register(bank: Bank, writer: Writer) -> None:
    part = writer.part_of("demo-1")
    writer.delete("demo-1")
    writer.relink(part, [entry for entry in writer.entries(part) if entry["case"] != "demo-1"])
    assert {("demo-1", "MISSING"), (part, "CHANGED")} <= bank.found()
    writer.delete(part)
    assert {("demo-1", "MISSING"), (part, "MISSING")} <= bank.found()


def test_two_exchanged_cases(bank: Bank, writer: Writer) -> None:
    first, second = copy.deepcopy(writer.entries("demo-1")), copy.deepcopy(writer.entries("demo-2"))
    writer.relink("demo-1", second)
    writer.relink("demo-2", first)
    assert bank.found() == {("demo-1", "CHANGED"), ("demo-2", "CHANGED")}
    assert bank.audited("demo-1")
    assert bank.audited("demo-2")


def test_two_cases_that_were_exchanged_before_their_first_seal(bank: Bank) -> None:
    bank.submit("demo-5")
    bank.submit("demo-6")
    writer = Writer(bank)
    first, second = copy.deepcopy(writer.entries("demo-5")), copy.deepcopy(writer.entries("demo-6"))
    writer.relink("demo-5", second)
    writer.relink("demo-6", first)
    assert bank.found() == {("demo-5", "CHANGED"), ("demo-6", "CHANGED")}


def test_a_case_that_nobody_submitted(bank: Bank, writer: Writer) -> None:
    writer.rows["demo-9", "META"] = writer.rows["demo-1", "META"] | {"application_id": "demo-9"}
    writer.relink("demo-9", writer.entries("demo-1"))
    for _ in range(2):
        assert bank.found() == {("demo-9", "UNREGISTERED")}


def test_a_case_that_was_deleted_and_submitted_again_with_other_content(bank: Bank, writer: Writer) -> None:
    writer.delete("demo-1")
    del writer.rows[writer.part_of("demo-1"), "CASE#demo-1"]
    with pytest.raises(Conflict, match="is gone"):
        bank.submit("demo-1", None)
    assert ("demo-1", "MISSING") in bank.found()
    bank.table.decisions.rows.clear()  # by somebody who may write that table too
    bank.submit("demo-1", None)
    assert ("demo-1", "CHANGED") in bank.found()


def test_an_emptied_table(bank: Bank, writer: Writer) -> None:
    writer.rows.clear()
    found = bank.found()
    assert {("demo-1", "MISSING"), ("demo-2", "MISSING"), ("demo-3", "MISSING")} <= found
    assert bank.table.head("demo-1") == EMPTY
