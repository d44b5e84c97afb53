"""The decision record of an application: entries in order, each with the hash of the one before.

An entry is an item of the Onboarding table with ``number`` (from 1), ``previous`` (the hash of the entry before, empty
for the first) and ``hash``: the SHA-256, in hex, of the rest of the item as JSON with sorted keys and no spaces. The
item CHAIN has the ``count`` of entries and the ``hash`` of the last, so that none can be taken from the end either.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

Row = dict[str, Any]
EMPTY: Row = {"count": 0, "hash": ""}


def linked(entry: Row, last: Row) -> Row:
    """The entry as it follows ``last``, the CHAIN's item."""
    row = entry | {"number": last["count"] + 1, "previous": last["hash"]}
    return row | {"hash": content_hash(row)}


def head(entry: Row) -> Row:
    """The CHAIN's item once this is the last entry."""
    return {"count": entry["number"], "hash": entry["hash"]}


def content_hash(entry: Row) -> str:
    rest = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def entries(rows: Iterable[Row]) -> list[Row]:
    """Those of an application's items that are entries, in order."""
    return sorted((row for row in rows if "number" in row), key=_place)


def _place(entry: Row) -> int:
    number = entry["number"]
    return number if isinstance(number, int) else 0


def problems(found: list[Row], last: Row) -> Iterator[str]:
    """What is not as it was written, each as a sentence that names the entry; ``last``: the CHAIN's item."""
    previous = ""
    for number, entry in enumerate(found, start=1):
        told = f"entry {entry['number']} ({entry.get('item', 'without a name')})"
        if entry["number"] != number:
            yield f"{told}: entry {number} is missing, or there twice"
            return
        if content_hash(entry) != entry.get("hash"):
            yield f"{told}: its content is not what was written"
        if entry.get("previous") != previous:
            yield f"{told}: it does not follow the entry before it"
        previous = str(entry.get("hash"))
    if (last.get("count"), last.get("hash")) != (len(found), previous):
        yield f"the record ends with entry {len(found)}, and its head says {last.get('count')}: entries are missing"
