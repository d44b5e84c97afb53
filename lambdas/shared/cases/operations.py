"""Entries of what a person does besides deciding: what operators ask for, and looks at personal data.

What operators ask for has a record of its own, linked and sealed as a case's is. Some of it takes two of them, through
the API or with AWS credentials: one asks for it, and it is done when another asks for the same within an hour. That is
known from the record alone. The second one's entry has the first one's name with ``#2``, so it is written once.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lambdas.shared.cases import record, register
from lambdas.shared.cases.record import Entry
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import OPERATION
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.people import Person

PARTITION = f"{register.PREFIX}operations"
NEEDED = 2
_HOUR = timedelta(hours=1)
_SECOND, _WITHIN = "#2", _HOUR
_TO_THE_HOUR = len("2026-11-26T19")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and why in that person's words, where that is asked for."""

    by: Person
    reason: str = ""


def accepting(lists: Sequence[str]) -> str:
    """That these watchlists may be smaller, as operators ask for it."""
    return " ".join(["accept", *sorted({*lists})])


def restarting(case_id: str) -> str:
    """That this case is to be restarted, as operators ask for it."""
    return f"restart {case_id}"


def redriving(queue: str) -> str:
    """That the dead letters of this queue go back to it, as operators ask for it."""
    return f"redrive {queue}"


def keep(table: CaseTable, by: Person, what: str) -> None:
    """Keep that this person asked for ``what``, which takes nobody else, before anything is done."""
    add(table, PARTITION, OPERATION, by, what)


def agreed(table: CaseTable, by: Person, what: str) -> list[Person]:
    """Keep that this person asks for ``what``, which takes two; returns who asks for it: NEEDED people, once it is so.

    Then the caller does it now, and it takes two people again. Whether they are two is asked as of reviewers. What
    nobody vouches for (``vouched.py``) was asked for by nobody. Raises InvalidName, Throttled.
    """
    return [one.by for one in asked(table, Asked(by), what)]


def asked(table: CaseTable, mine: Asked, what: str) -> list[Asked]:
    """As ``agreed``, with the reason that each of them gives."""
    for _ in contended(what):
        first = _first(table, mine.by, what)
        if first is None:
            kept = table.get(PARTITION, add(table, PARTITION, OPERATION, mine.by, what, mine.reason))
            # Of two who were the first at once, the later one is the second.
            first = _first(table, mine.by, what, before=kept["number"]) if kept else None
        if first is None:
            return [mine]
        if table.append(PARTITION, f"{first['item']}{_SECOND}", _row(mine.by, what, timestamp(), mine.reason)):
            return [Asked(_person(first), first.get("note", "")), mine]
    raise AssertionError("contended() ends with Throttled")


def was_agreed(table: CaseTable, what: str) -> bool:
    """Whether two people asked for ``what``, the second one within the hour; for whoever does it.

    What nobody vouches for was asked for by nobody.
    """
    entries = {entry["item"]: entry for entry in _lately(table, 2 * _WITHIN) if entry["what"] == what}
    since = timestamp(now() - _WITHIN)
    seconds = (entry for item, entry in entries.items() if item.endswith(_SECOND) and entry["at"] >= since)
    pairs = ((entries.get(entry["item"].removesuffix(_SECOND)), entry) for entry in seconds)
    return any(
        first is not None
        and _is_vouched(table, first)
        and _is_vouched(table, second)
        and not _person(first).is_same(_person(second))
        for first, second in pairs
    )


def add(table: CaseTable, partition: str, kind: str, by: Person, what: str, reason: str = "") -> str:
    """Add to this record that the person did ``what`` now; ``kind``: how the entry's item begins; returns its name."""
    at = timestamp()
    item = f"{kind}{at}#{uuid.uuid4()}"
    table.append(partition, item, _row(by, what, at, reason))
    return item


def _row(by: Person, what: str, at: str, reason: str = "") -> Entry:
    return {"what": what, "by": by.name, "principal": by.principal or None, "note": reason or None, "at": at}


def _person(entry: Entry) -> Person:
    return Person(entry["by"], entry.get("principal", ""))


def _first(table: CaseTable, by: Person, what: str, before: int | None = None) -> Entry | None:
    """The entry by which somebody else asked for this last, where nobody was the second one since.

    ``before``: the number of an entry that it comes before.
    """
    since, found = timestamp(now() - _WITHIN), [one for one in _lately(table, _WITHIN) if one["what"] == what]
    done = max((entry["number"] for entry in found if entry["item"].endswith(_SECOND)), default=0)
    asked = [entry for entry in found if entry["number"] > done and entry["at"] >= since]
    others = [entry for entry in asked if _is_vouched(table, entry) and not _person(entry).is_same(by)]
    earlier = [entry for entry in others if before is None or entry["number"] < before]
    return earlier[-1] if earlier else None


def _lately(table: CaseTable, how_long: timedelta) -> list[Entry]:
    """What operators asked for in that time, and in the hour in which it begins."""
    at, hours = now(), int(how_long / _HOUR)
    begun = [timestamp(at - one * _HOUR)[:_TO_THE_HOUR] for one in range(hours, -1, -1)]
    return record.entries(row for hour in begun for row in table.starting(PARTITION, f"{OPERATION}{hour}"))


def _is_vouched(table: CaseTable, entry: Entry) -> bool:
    said = table.decisions.starting(PARTITION, entry["item"]) if table.decisions else []
    hashes = {str(row["hash"]) for row in said if row["item"] == entry["item"]}
    return hashes == {record.content_hash(entry)}
