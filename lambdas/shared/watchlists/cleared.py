"""Hits that a reviewer has cleared: the entry is another person. They are remembered in the Customers table.

===============================  ===============  ===============================================================
partition                        item             what it holds
===============================  ===============  ===============================================================
CLEARED#<who was searched for>   <entry's id>     who cleared it, when, why, in which case, and the entry's content
===============================  ===============  ===============================================================

Who was searched for is a keyed fingerprint of all that the search used. So a clearance holds until the person's names,
birth date, countries or gender change, or what the list says of the entry does.
"""

from typing import Any

from lambdas.shared.runtime.dynamodb import Row, Table

_SHOWN = ("reviewer", "reason", "cleared_at", "application_id")


def cleared(table: Table, person: str) -> dict[str, Row]:
    """What was cleared for this person, by the entry's id."""
    return {row["item"]: row for row in table.items(_partition(person))}


def is_remembered(hit: Row, rows: dict[str, Row]) -> bool:
    """Whether the hit was cleared, and its entry is still as it was then."""
    found = rows.get(hit["entry_id"])
    return found is not None and found["content"] == hit["entry_content"]


def clearance(row: Row) -> dict[str, Any]:
    """Who cleared it, when and why."""
    return {part: row[part] for part in _SHOWN}


def clear(table: Table, person: str, hit: Row, row: Row) -> None:
    """Remember that ``hit`` is somebody else. ``row``: ``reviewer``, ``reason``, ``cleared_at``, ``application_id``."""
    kept = {"entry_id": hit["entry_id"], "list_name": hit["list_name"], "content": hit["entry_content"]}
    table.update(_partition(person), hit["entry_id"], kept | row)


def _partition(person: str) -> str:
    return f"CLEARED#{person}"
