"""The decision record: whatever is changed, taken away or put in another order is found and named."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import record
from lambdas.shared.cases.record import Head
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
VALUES = st.text(max_size=8) | st.integers() | st.booleans()
ROWS = st.lists(st.dictionaries(st.text("abc", min_size=1), VALUES, max_size=3), min_size=1, max_size=5)


def kept(rows: list[Row]) -> tuple[list[Row], Head]:
    table = MemoryOnboarding()
    for place, row in enumerate(rows):
        assert table.append("demo-1", f"EVIDENCE#{place}", row)
    return record.entries(table.items("demo-1")), table.head("demo-1")


def problems(found: list[Row], last: Head) -> list[str]:
    return list(record.problems(found, last))


@given(ROWS)
def test_what_was_written_is_found_as_it_was(rows: list[Row]) -> None:
    found, last = kept(rows)
    assert problems(found, last) == []
    assert [{name: entry[name] for name in row} for entry, row in zip(found, rows, strict=True)] == rows


@given(ROWS, st.data())
def test_any_change_is_found_and_its_entry_named(rows: list[Row], data: st.DataObject) -> None:
    found, last = kept(rows)
    changed = data.draw(st.sampled_from(found))
    name = data.draw(st.sampled_from(sorted(changed)))
    old = changed[name]
    changed[name] = data.draw(VALUES.filter(lambda value: json.dumps(value) != json.dumps(old)))
    told = problems(record.entries(found), last)
    assert told
    assert name in ("number", "item") or f"entry {changed['number']} ({changed['item']})" in told[0]


@given(ROWS, st.data())
def test_an_entry_taken_away_is_missed(rows: list[Row], data: st.DataObject) -> None:
    found, last = kept(rows)
    found.remove(data.draw(st.sampled_from(found)))
    assert problems(found, last)


def test_an_entry_is_written_once() -> None:
    table = MemoryOnboarding()
    assert table.append("demo-1", "EVIDENCE#1", {"a": 1})
    assert not table.append("demo-1", "EVIDENCE#1", {"a": 2})
    assert table.rows["demo-1", "CHAIN"]["count"] == 1


@given(ROWS)
def test_the_head_says_how_many_entries_there_are_and_the_last_one_s_hash(rows: list[Row]) -> None:
    found, last = kept(rows)
    assert (last.count, last.hash) == (len(rows), found[-1]["hash"])
    assert [entry["number"] for entry in found] == list(range(1, len(rows) + 1))
