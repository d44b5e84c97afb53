"""One seal a day, whoever dies or comes second; each linked to the one before and signed."""

import itertools
import json
from typing import Any

import pytest

from lambdas.seal_records import checks
from lambdas.seal_records import handler as sealing
from lambdas.shared.cases import merkle, seals
from lambdas.shared.cases.seals import Seal
from lambdas.shared.reviews import supplement_decisions
from lambdas.shared.reviews.supplement import PARTITION
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import Conflict, InternalError
from lambdas.shared.runtime.people import Person
from tests.attacks.bank import Bank, Writer
from tests.memory import dying

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank(monkeypatch)
    made.submit("demo-1")
    return made


def test_a_seal_has_every_head_and_nothing_else_of_a_case(bank: Bank) -> None:
    bank.submit("demo-2", None)
    sealed = bank.night()
    parts = {one for one, item in bank.table.rows if item == "CHAIN" and one.startswith("REGISTER#")}
    assert set(sealed.heads) == {"demo-1", "demo-2", *parts}
    assert all(head == bank.table.head(one) for one, head in sealed.heads.items())
    found = json.loads(sealed.content())
    assert set(found) == {"statement", "signature", "key_id", "public_key", "findings", "leaves"}
    assert "Eriksson" not in sealed.content().decode()
    assert Seal.of(sealed.content()) == sealed


def test_each_day_is_linked_to_the_one_before_over_days_without_a_seal(bank: Bank) -> None:
    first = bank.night()
    bank.day = bank.day.replace(year=bank.day.year + 1)
    second = bank.night()
    assert first.statement["previous"] is None
    assert second.statement["previous"] == {"day": str(first.day), "sha256": seals.digest(first.statement).hex()}


def test_a_case_of_a_day_without_a_seal_is_registered(bank: Bank) -> None:
    for _ in range(3):
        bank.day = bank.day.fromordinal(bank.day.toordinal() + 1)
    assert bank.night().findings == []


def test_the_same_day_again_is_the_same_seal(bank: Bank) -> None:
    day, first = bank.day, bank.night()
    bank.table.append("demo-1", "MESSAGE#later", {"a": 1})
    bank.day = day
    assert bank.night() == first
    assert len(bank.s3.objects) == 1


@pytest.mark.parametrize("call", ["latest", "sign", "put"])
def test_a_process_that_dies_anywhere_leaves_one_seal_and_no_alert_unsaid(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    bank.submit("demo-2")
    Writer(bank).delete("demo-2")
    owner, name = {"latest": (bank.s3, "paginate"), "sign": (bank.kms, "sign"), "put": (bank.s3, "put_object")}[call]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dying(getattr(owner, name), itertools.count(), 0))
        with pytest.raises(ConnectionError):
            bank.night()
    assert bank.found() == {("demo-2", "MISSING")}
    assert len(bank.s3.objects) == 1
    assert bank.alerts


def test_the_second_of_two_at_once_has_the_seal_of_the_first(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    day, look = bank.day, checks.look

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(checks, "look", look)
        first.append(bank.night())
        bank.day = day
        return look(*given)

    first: list[Seal] = []
    monkeypatch.setattr(checks, "look", meanwhile)
    assert bank.night() == first[0]
    assert len(bank.s3.objects) == 1


def changed(bank: Bank, change: Row) -> None:
    ((key, content),) = bank.s3.objects.items()
    bank.s3.objects[key] = json.dumps(json.loads(content) | change).encode()


@pytest.mark.parametrize(
    "change", [{"leaves": []}, {"leaves": 1}, {"statement": {}}, {"signature": "MAYCAQECAQE="}, {"key_id": "arn:other"}]
)
def test_a_seal_that_was_changed_is_not_built_on(bank: Bank, change: Row) -> None:
    bank.night()
    changed(bank, change)
    with pytest.raises(InternalError, match="seal"):
        bank.night()


def test_a_seal_with_another_root_has_another_signature(bank: Bank) -> None:
    sealed = bank.night()
    other = sealed.statement | {"count": 0, "root": merkle.root([])}
    changed(bank, {"leaves": [], "statement": other})
    with pytest.raises(InternalError, match="signature that is not the bank's"):
        bank.night()


def test_the_answer_keeps_its_schema(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.submit("demo-2")
    Writer(bank).delete("demo-2")
    monkeypatch.setenv("SEALS_BUCKET", "seals")
    monkeypatch.setattr(aws, "client", {"s3": bank.s3, "kms": bank.kms}.get)
    answer = sealing.handler({"run": "run", "asked_by": "schedule"}, None)
    assert answer["findings"] == [{"id": "demo-2", "code": "MISSING"}]
    assert answer["root"] == sealing.handler({"run": "again", "asked_by": "schedule"}, None)["root"]


def test_the_record_of_the_bank_s_own_list_is_sealed(bank: Bank) -> None:
    party: Row = {"id": "oj-1", "type": "individual", "names": ["Zdenka Sample"], "source": "Regulation 1"}
    party |= {"source_date": "2026-11-24"}
    for name in ("eva", "max"):
        supplement_decisions.add(bank.table, party, Person(name), "NOT_PUBLISHED_YET")
    assert bank.night().heads[PARTITION] == bank.table.head(PARTITION)
    # Rewritten as if nobody had ever decided anything.
    for key in [key for key in bank.table.rows if key[0] == PARTITION]:
        del bank.table.rows[key]
    with pytest.raises(Conflict, match="the record has it no more"):
        supplement_decisions.add(bank.table, party, Person("ida"), "NOT_PUBLISHED_YET")
    assert bank.found() == {(PARTITION, "MISSING")}
    bank.table.decisions.rows.clear()
    supplement_decisions.add(bank.table, party, Person("ida"), "NOT_PUBLISHED_YET")
    assert bank.found() == {(PARTITION, "CHANGED")}
