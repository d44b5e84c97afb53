"""The decision record of an application: entries in order, each with the hash of the one before.

An entry is an item of the Onboarding table with ``number`` (from 1), ``previous`` (the hash of the entry before, empty
for the first) and ``hash``: the SHA-256, in hex, of the rest of the item as JSON with sorted keys and no spaces. The
item CHAIN has the ``count`` of entries and the ``hash`` of the last, so that none can be taken from the end either.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from lambdas.shared.runtime.dynamodb import Row, Table, Write
from lambdas.shared.runtime.json_text import compact

CHAIN = "CHAIN"
"""The item with the head."""
Entry = Row
"""An item that is part of the record: its other attributes are those of its kind."""


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries a record has, and the hash of the last; empty before the first."""

    count: int = 0
    hash: str = ""

    @classmethod
    def of(cls, found: Mapping[str, Any] | None) -> Self:
        """From the item CHAIN, or from an exported record; what is missing there is as in an empty record."""
        return cls(**{name: found[name] for name in cls.__slots__ if name in found}) if found else cls()

    def shown(self) -> dict[str, int | str]:
        return asdict(self)


EMPTY = Head()
WithEntry = Write | Callable[[Head], Write]
"""A write of the transaction that adds an entry, or what makes it of the head once that entry is the last."""


def linked(entry: Entry, last: Head) -> Entry:
    """The entry as it follows ``last``."""
    row = entry | {"number": last.count + 1, "previous": last.hash}
    return row | {"hash": content_hash(row)}


def head(entry: Entry) -> Head:
    """The head once this is the last entry."""
    return Head(entry["number"], entry["hash"])


def link(table: Table, partition: str, item: str, row: Row, last: Head) -> tuple[Head, list[Write]]:
    """The head once ``row`` follows ``last`` as ``item``, and the two writes that add it.

    The first is refused where the item is there, the second where somebody else added an entry since ``last``.
    """
    there = {name: value for name, value in row.items() if value is not None}
    entry = linked({table.partition: partition, "item": item} | there, last)
    after = head(entry)
    if last == EMPTY:
        moved = {"Put": table.new(partition, CHAIN, after.shown())}
    else:
        moved = {"Update": table.change(partition, CHAIN, after.shown(), only_if={"hash": last.hash})}
    return after, [{"Put": table.new(partition, item, entry)}, moved]


def content_hash(entry: Entry) -> str:
    rest = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(compact(rest).encode()).hexdigest()


def entries(rows: Iterable[Row]) -> list[Entry]:
    """Those of an application's items that are entries, in order."""
    return sorted((row for row in rows if "number" in row), key=_place)


def _place(entry: Entry) -> int:
    number = entry["number"]
    return number if isinstance(number, int) else 0


def contains(found: list[Entry], earlier: Head) -> bool:
    """Whether the record had this head once: what came after it was added, and nothing before it is another."""
    return 0 < earlier.count <= len(found) and found[earlier.count - 1].get("hash") == earlier.hash


def problems(found: list[Entry], last: Head) -> Iterator[str]:
    """What is not as it was written, each as a sentence that names the entry."""
    previous = ""
    for number, entry in enumerate(found, start=1):
        name = f"entry {entry['number']} ({entry.get('item', 'without a name')})"
        if entry["number"] != number:
            yield f"{name}: entry {number} is missing, or there twice"
            return
        if content_hash(entry) != entry.get("hash"):
            yield f"{name}: its content is not what was written"
        if entry.get("previous") != previous:
            yield f"{name}: it does not follow the entry before it"
        previous = str(entry.get("hash"))
    if (last.count, last.hash) != (len(found), previous):
        yield f"the record ends with entry {len(found)}, and its head says {last.count}: entries are missing"
