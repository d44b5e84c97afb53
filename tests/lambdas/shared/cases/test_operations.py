"""What takes two operators is done once for two of them, by the record, whichever way each of them asks."""

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared.cases import operations, record
from lambdas.shared.cases.operations import PARTITION, agreed, was_agreed
from lambdas.shared.runtime import clock
from lambdas.shared.runtime.people import STAFF_PRINCIPALS, Person
from tests.attacks.forging import forge
from tests.memory import MemoryOnboarding

OLGA, OMAR = Person("olga", "token:olga"), Person("omar", "direct:arn:aws:iam::1:user/omar")
WHAT = operations.redriving("webhooks")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    monkeypatch.setenv(STAFF_PRINCIPALS, json.dumps({"arn:aws:iam::1:user/omar": "omar-1"}))
    return MemoryOnboarding()


def test_two_people_are_enough_once_and_then_it_takes_two_again(table: MemoryOnboarding) -> None:
    assert agreed(table, OLGA, WHAT) == agreed(table, OLGA, WHAT) == [OLGA]
    assert agreed(table, OMAR, WHAT) == [OLGA, OMAR]
    assert agreed(table, OMAR, WHAT) == [OMAR]
    assert agreed(table, OLGA, WHAT) == [OMAR, OLGA]
    entries = record.entries(table.items(PARTITION))
    assert [one["by"] for one in entries] == ["olga", "olga", "omar", "omar", "olga"]
    assert [*record.problems(entries, table.head(PARTITION))] == []


@pytest.mark.parametrize(
    "again",
    [
        *(Person("O.L.G.A", "token:other"), Person("omar", "direct:arn:olga"), Person("olga", "direct:")),
        Person("omar", "ARN:OLGA"),
    ],
)
def test_one_person_under_two_names_or_two_ways_is_one(table: MemoryOnboarding, again: Person) -> None:
    agreed(table, Person("olga", "direct:arn:olga"), WHAT)
    assert agreed(table, again, WHAT) == [again]


def test_each_asks_for_the_same(table: MemoryOnboarding) -> None:
    agreed(table, OLGA, operations.accepting(["ofac"]))
    assert agreed(table, OMAR, operations.accepting(["ofac", "un"])) == [OMAR]
    assert agreed(table, OLGA, operations.accepting(["un", "ofac", "un"])) == [OMAR, OLGA]


@pytest.mark.parametrize(("minutes", "is_enough"), [(59, True), (61, False), (121, False)])
def test_the_first_counts_for_an_hour(
    table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch, minutes: int, *, is_enough: bool
) -> None:
    agreed(table, OLGA, WHAT)
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(operations, "now", lambda: later)
    monkeypatch.setattr(operations, "timestamp", lambda at=later: clock.timestamp(at))
    assert agreed(table, OMAR, WHAT) == ([OLGA, OMAR] if is_enough else [OMAR])


def test_of_two_who_are_second_at_once_one_is(table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed(table, OLGA, WHAT)
    starting, met = table.starting, list[Any]()
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)

    def meanwhile(*given: Any) -> Any:
        found = starting(*given)
        if not met:
            met.append(True)
            met.append(agreed(table, Person("otto"), WHAT))
        return found

    monkeypatch.setattr(table, "starting", meanwhile)
    assert agreed(table, OMAR, WHAT) == [OMAR]
    assert met[1] == [OLGA, Person("otto")]


@pytest.mark.parametrize("how", ["forged", "by another", "of something else"])
def test_what_nobody_vouches_for_was_asked_for_by_nobody(table: MemoryOnboarding, how: str) -> None:
    """The attack: somebody who may write the Onboarding table, and no other."""
    item = f"OPERATION#{clock.timestamp()}#forged"
    row = {"what": WHAT, "by": "olga", "principal": "token:olga", "at": clock.timestamp()}
    if how == "forged":
        forge(table, PARTITION, item, row)
    else:
        changes = {"by another": {"by": "zoe"}, "of something else": {"what": "redrive corebanking"}}[how]
        agreed(table, OMAR if how == "by another" else OLGA, WHAT)
        [at] = [at for at in table.rows if at[1].startswith("OPERATION#")]
        table.rows[at] |= changes
    what = changes["what"] if how == "of something else" else WHAT
    assert agreed(table, OMAR, what) == [OMAR]


def test_who_does_it_sees_that_two_asked_for_it(table: MemoryOnboarding) -> None:
    assert not was_agreed(table, WHAT)
    agreed(table, OLGA, WHAT)
    agreed(table, OLGA, WHAT)
    assert not was_agreed(table, WHAT)
    agreed(table, OMAR, WHAT)
    assert was_agreed(table, WHAT)
    assert not was_agreed(table, operations.redriving("uploads"))


@pytest.mark.parametrize("which", [0, 1])
def test_who_does_it_counts_nobody_for_whom_nothing_vouches(table: MemoryOnboarding, which: int) -> None:
    agreed(table, OLGA, WHAT)
    agreed(table, OMAR, WHAT)
    entry = record.entries(table.items(PARTITION))[which]
    assert table.decisions is not None
    del table.decisions.rows[PARTITION, entry["item"]]
    assert not was_agreed(table, WHAT)


@pytest.mark.parametrize(("minutes", "still"), [(59, True), (61, False), (200, False)])
def test_who_does_it_has_an_hour(
    table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch, minutes: int, *, still: bool
) -> None:
    agreed(table, OLGA, WHAT)
    agreed(table, OMAR, WHAT)
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(operations, "now", lambda: later)
    assert was_agreed(table, WHAT) == still
