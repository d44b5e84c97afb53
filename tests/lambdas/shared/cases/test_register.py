"""Each case is entered in the register together with its submission, whoever submits at the same time."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lambdas.shared.cases import record, register
from lambdas.shared.runtime.clock import timestamp, today
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import Person
from tests.applications import application
from tests.memory import MemoryOnboarding, dying

Row = dict[str, Any]


def entries(table: MemoryOnboarding) -> list[Row]:
    found = []
    for part in register.parts(today()):
        mine = record.entries(table.items(part))
        assert list(record.problems(mine, table.head(part))) == []
        found += mine
    return found


def test_a_submission_is_entered_with_the_hash_of_its_first_entry() -> None:
    table, made = MemoryOnboarding(), application(application_id="demo-1")
    assert table.submit(made, Person("branch"))
    assert not table.submit(made, Person("branch"))
    (entry,) = entries(table)
    assert entry["application_id"] == register.part_of("demo-1", timestamp()[:10])
    assert (entry["case"], entry["first"]) == ("demo-1", table.head("demo-1").hash)


def test_who_dies_leaves_neither_case_nor_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    table = MemoryOnboarding()
    monkeypatch.setattr(table, "attempt", dying(table.attempt, itertools.count(), 0))
    with pytest.raises(ConnectionError):
        table.submit(application(application_id="demo-1"), Person("branch"))
    assert table.rows == {}


def test_another_that_comes_first_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    table, attempt, at_once = MemoryOnboarding(), MemoryOnboarding.attempt, iter(["demo-2", "demo-3"])
    monkeypatch.setattr(register, "_PARTS", "0")
    monkeypatch.setattr(register, "part_of", lambda _one, day: f"REGISTER#{day}#0")

    def meanwhile(*writes: Row) -> list[bool]:
        if other := next(at_once, None):
            table.submit(application(application_id=other), Person("branch"))
        return attempt(table, *writes)

    monkeypatch.setattr(table, "attempt", meanwhile)
    assert table.submit(application(application_id="demo-1"), Person("branch"))
    assert len(entries(table)) == 3


def test_many_at_once_are_all_entered() -> None:
    table, ids = MemoryOnboarding(), [f"demo-{number}" for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda one: table.submit(application(application_id=one), Person("branch")), ids))
    assert sorted(entry["case"] for entry in entries(table)) == sorted(ids)
    assert len({entry["application_id"] for entry in entries(table)}) > 8


def test_a_case_that_was_deleted_is_not_entered_twice_on_a_day() -> None:
    table, made = MemoryOnboarding(), application(application_id="demo-1")
    table.submit(made, Person("branch"))
    for key in [key for key in table.rows if key[0] == "demo-1"]:
        del table.rows[key]
    with pytest.raises(Conflict):
        table.submit(made, Person("branch"))
