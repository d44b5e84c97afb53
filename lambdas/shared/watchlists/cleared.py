"""Hits that were cleared: the entry is another person. Where to look for it is remembered in the Customers table.

===============================  ===============  ===============================================================
partition                        item             what it holds
===============================  ===============  ===============================================================
CLEARED#<who was searched for>   <entry's id>     the entry's list and content, in which case it was cleared, when,
                                                  why, by whom, and the hashes of the record's entries that say so
===============================  ===============  ===============================================================

Who was searched for is a keyed fingerprint of all that the search used. So a clearing holds until the person's names,
birth date, countries or gender change, or what the list says of the entry does. The item decides nothing: a screening
asks the decision record of that case (``reviews/clearing.py``).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

from lambdas.shared.runtime.dynamodb import Row, Table, json_text
from lambdas.shared.runtime.json_text import parse


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit as far as a clearing is bound to it: who was searched for, and the entry with its content's hash."""

    searched: str
    entry_id: str
    list_name: str
    content: str

    @classmethod
    def of(cls, searched: str, found: Row) -> Self:
        """Of a hit as a screening keeps it in its evidence."""
        return cls(searched, found["entry_id"], found["list_name"], found["entry_content"])

    def row(self) -> Row:
        return asdict(self)


def cleared(table: Table, searched: str) -> dict[str, Row]:
    """What was cleared for this person, by the entry's id."""
    return {row["item"]: row for row in table.items(_partition(searched))}


def is_of(row: Row, hit: Hit) -> bool:
    """Whether the entry is still as it was when it was cleared."""
    return bool(row["content"] == hit.content)


def entries(row: Row) -> Sequence[str]:
    """The hashes of the record's entries by which it was cleared."""
    return tuple(parse(row.get("entries", "[]")))


def clear(table: Table, hit: Hit, found: Row) -> None:
    """Remember that ``hit`` is somebody else. ``found``: the clearing as its decision record has it."""
    lists = {name: json_text(value) if isinstance(value, list) else value for name, value in found.items()}
    kept = {"entry_id": hit.entry_id, "list_name": hit.list_name, "content": hit.content}
    table.update(_partition(hit.searched), hit.entry_id, kept | lists)


def _partition(searched: str) -> str:
    return f"CLEARED#{searched}"
