"""How many entries each list had lately, so that a list that shrinks a little every day is noticed in the end.

Counted are the entries that are searched, persons and organisations: a list of ships screens nobody.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import SCREENED
from lambdas.shared.watchlists.versions import CountRow, Manifest

DAYS = 30
Counts = Mapping[str, list[CountRow]]


def searched(entries: Iterable[Entry]) -> int:
    """How many of the entries are searched."""
    return sum(entry.entity_type in SCREENED for entry in entries)


def known(before: Manifest | None) -> Counts:
    """By source, the counts that the manifest in force has; of a manifest without any, the numbers of its entries."""
    if before is None:
        return {}
    if "counts" in before:
        return before["counts"]
    return {row["name"]: [CountRow(on=row["refreshed_at"][:10], entries=row["entries"])] for row in before["sources"]}


def largest(counts: list[CountRow], now: datetime) -> int:
    """The most entries of the last DAYS days; where there was no refresh in them, those of the last one; 0 for none."""
    return max((row["entries"] for row in _recent(counts, now) or counts[-1:]), default=0)


def updated(
    before: Counts, gathered: Iterable[Gathered], accepted: Collection[str], now: datetime
) -> dict[str, list[CountRow]]:
    """The counts with those of this refresh. A list that could not be read keeps what it had.

    ``accepted``: sources of which a person has seen the number; what was before counts no more.
    """
    counts = dict(before)
    for one in gathered:
        if one.reading:
            name, today = one.source.name, CountRow(on=f"{now:%Y-%m-%d}", entries=searched(one.reading.entries))
            # A smaller number before this one is never the largest again.
            larger = [row for row in _recent(counts.get(name, []), now) if row["entries"] > today["entries"]]
            counts[name] = [*(larger if name not in accepted else []), today]
    return counts


def _recent(counts: list[CountRow], now: datetime) -> list[CountRow]:
    first = f"{now - timedelta(days=DAYS):%Y-%m-%d}"
    return [row for row in counts if row["on"] >= first]
