"""How many entries each list had lately and how full they were: a list that shrinks a little every day is noticed.

Counted are the entries that are searched, persons and organisations: a list of ships screens nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.shared.watchlists.entries import SCREENED, Entry
from lambdas.shared.watchlists.versions import CountRow, Manifest

DAYS = 30
Counts = Mapping[str, list[CountRow]]


def counted(entries: Iterable[Entry], on: str) -> CountRow:
    """The counts of these entries on a day."""
    searched = [entry for entry in entries if entry.entity_type in SCREENED]
    persons = [entry for entry in searched if entry.entity_type == "individual"]
    return CountRow(
        on=on,
        entries=len(searched),
        names=_share(sum(len(entry.names) + len(entry.weak_names) > 1 for entry in searched), len(searched)),
        birth_dates=_share(sum(bool(entry.birth_dates) for entry in persons), len(persons)),
        countries=_share(sum(bool(entry.countries) for entry in persons), len(persons)),
    )


def of(gathered: Gathered, on: str) -> CountRow | None:
    """The counts of what is to be in force of a source; None where that is nothing."""
    if gathered.reading:
        return counted(gathered.reading.entries, on)
    return {**gathered.row["counted"], "on": on} if gathered.row else None


def known(before: Manifest | None) -> Counts:
    """By source, the counts that the manifest in force has; of a manifest without any, the numbers of its entries."""
    if before is None:
        return {}
    if "counts" in before:
        return before["counts"]
    return {row["name"]: [CountRow(on=row["refreshed_at"][:10], entries=row["entries"])] for row in before["sources"]}


def largest(counts: Sequence[CountRow], now: datetime) -> CountRow:
    """The most of the last DAYS days; where there was no refresh in them, that of the last one; 0 for none."""
    return _most(_recent(counts, now) or counts[-1:], f"{now:%Y-%m-%d}")


def updated(
    before: Counts, gathered: Iterable[Gathered], accepted: Collection[str], now: datetime
) -> dict[str, list[CountRow]]:
    """The counts with those of this refresh, a row a day. A list that could not be read keeps what it had.

    ``accepted``: sources of which a person has seen the numbers; what was before counts no more.
    """
    counts = dict(before)
    for one in gathered:
        name, day = one.source.name, f"{now:%Y-%m-%d}"
        if found := of(one, day):
            recent = _recent(counts.get(name, []), now) if name not in accepted else []
            today = [*(row for row in recent if row["on"] == day), found]
            counts[name] = [*(row for row in recent if row["on"] != day), _most(today, day)]
    return counts


def _most(rows: Sequence[CountRow], on: str) -> CountRow:
    return CountRow(
        on=on,
        entries=max((row["entries"] for row in rows), default=0),
        names=max((row.get("names", 0) for row in rows), default=0),
        birth_dates=max((row.get("birth_dates", 0) for row in rows), default=0),
        countries=max((row.get("countries", 0) for row in rows), default=0),
    )


def _share(some: int, among: int) -> float:
    return round(some / among, 4) if among else 0


def _recent(counts: Sequence[CountRow], now: datetime) -> list[CountRow]:
    first = f"{now - timedelta(days=DAYS):%Y-%m-%d}"
    return [row for row in counts if row["on"] >= first]
