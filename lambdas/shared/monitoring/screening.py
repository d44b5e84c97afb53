"""The search for a customer: in whole lists, or in the entries alone that were added or changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import metadata
from typing import Self

from lambdas.shared.monitoring.goals import Goal, Screener, What
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime import json_text, policies
from lambdas.shared.runtime.closure import closure, content_hash
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.watchlists import changes, loaded
from lambdas.shared.watchlists.entries import KINDS, ListKind
from lambdas.shared.watchlists.few import FewEntries
from lambdas.shared.watchlists.in_force import UNREADABLE, published, read, version_in_force
from lambdas.shared.watchlists.loaded import Watchlist
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.searches import Query
from lambdas.shared.watchlists.versions import entries_key

_LIBRARIES = ("anyascii", "numpy", "rapidfuzz")
_DIGITS = 12


def screener(now: datetime) -> Screener:
    """What screens now. Raises StaleWatchlist where a list is missing or too old."""
    return Screener(version_in_force(now), matcher(), policy_version())


@cache
def matcher() -> str:
    """A hash of the code that searches, and of the versions of its libraries."""
    code = content_hash(closure([__name__]))
    libraries = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    return hashlib.sha256(json.dumps([code, libraries]).encode()).hexdigest()[:_DIGITS]


def policy_version() -> str:
    """The version of the policy that says what a possible match is."""
    return policies.version("watchlist")["watchlist_policy"]


def changed(before: str, version: str) -> frozenset[str] | None:
    """The entries that were added or changed between two versions; None where one of them does not say."""
    try:
        older, newer = (json_text.parse(read(entries_key(one))) for one in (before, version))
        found = changes.by_list(older, newer).values()
        return frozenset(one for each in found for one in (*each.added, *each.changed))
    except (StaleWatchlist, *UNREADABLE):
        return None


def lists(version: str) -> dict[str, str]:
    """The version of each list, by its name, in this version of the watchlists. Raises StaleWatchlist."""
    return {name: one for kind in KINDS for name, one in published(kind, version).lists.items()}


@dataclass(frozen=True)
class Screening:
    """The search of one run. ``changed``: the entries that a delta searches in, by kind; empty for a sweep."""

    goal: Goal
    lists: Mapping[ListKind, Watchlist]
    changed: Mapping[ListKind, FewEntries] = field(default_factory=dict)

    @classmethod
    def of(cls, goal: Goal) -> Self:
        """Raises StaleWatchlist where a version cannot be read."""
        lists = {kind: loaded.of_version(kind, goal.screener.version) for kind in KINDS}
        if goal.what is What.SWEEP:
            return cls(goal, lists)
        found = changed(goal.base, goal.screener.version)
        if found is None:
            raise StaleWatchlist(f"{goal.name}: what changed since watchlist {goal.base} cannot be read")
        return cls(goal, lists, {kind: FewEntries(one.index, kind, found) for kind, one in lists.items()})

    def hits(self, member: Member, query: Query) -> Iterator[tuple[ListKind, list[Row]]]:
        """The possible matches of a customer in each kind of list that has any, as evidence has them.

        Whoever was entered or changed since the base of a delta is searched in whole lists.
        """
        is_whole = self.goal.what is What.SWEEP or member.epoch >= self.goal.base_epoch
        for kind, listed in self.lists.items():
            wanted, searched = possible_match(kind), listed.index if is_whole else self.changed[kind]
            if found := wanted.among(searched.search(query, wanted.score)):
                yield kind, [listed.shown(hit) for hit in found]
