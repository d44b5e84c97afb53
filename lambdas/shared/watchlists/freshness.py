"""Whether lists are there, and fresh enough to be screened against: the policy decides what is required and how old."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.versions import SourceRow

_CLOCKS_DIFFER = timedelta(minutes=5)


def faults(sources: Sequence[SourceRow], kind: str, now: datetime, *, sandbox: bool) -> list[str]:
    """Why nobody can be screened against the lists of this kind, by the sources of a manifest; empty where they can.

    ``sandbox``: lists may be missing, since they come from a folder that need not have every one. Raises KeyError,
    TypeError or ValueError for rows that are not as a manifest has them.
    """
    return list(_faults({row["name"]: row for row in sources if row["kind"] == kind}, kind, now, sandbox=sandbox))


def _faults(rows: dict[str, SourceRow], kind: str, now: datetime, *, sandbox: bool) -> Iterator[str]:
    if not rows:
        yield f"there is no {kind} list"
    for wanted in required(kind):
        if row := rows.get(wanted["name"]):
            if fault := too_old(row, wanted, now):
                yield fault
        elif rows and not sandbox:
            yield f"{wanted['name']} is missing"


def required(kind: str) -> list[dict[str, Any]]:
    """The sources of this kind without which it screens nobody, as ``watchlist_policy.json`` has them."""
    return [source for source in policy("watchlist")["sources"] if source["kind"] == kind and source["required"]]


def too_old(row: SourceRow, wanted: dict[str, Any], now: datetime) -> str | None:
    """Why this row of a manifest is not fresh, by what the policy has of its source; None where it is."""
    age, refreshed = now - moment(row["refreshed_at"]), f"{row['name']} was refreshed {row['refreshed_at']}"
    if age < -_CLOCKS_DIFFER:
        return f"{refreshed}, which is in the future"
    return refreshed if age > timedelta(hours=wanted["oldest_hours"]) else None
