"""The search in a few entries of a list, such as those that changed: the same hits as the whole list gives of them.

A search for a customer takes milliseconds in a whole list, and nearly no customer can have a hit among the few. So only
whoever may have one is searched in the whole list, which decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from lambdas.shared.watchlists.building import built
from lambdas.shared.watchlists.candidates import Names
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.index_file import Keys, Numbers, checksum
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.reach import REMEMBERED, Needed, Reach
from lambdas.shared.watchlists.reasons import points_of

_MOST = 5_000
"""Of more entries than this the whole list is searched: who may have a hit takes as long to know as the search."""
_ROUNDING = 0.01
"""Points that the rounding of reasons and scores may add."""


class FewEntries:
    """Some entries of a list, to be searched for many customers."""

    def __init__(self, index: WatchlistIndex, kind: ListKind, entry_ids: Collection[str]) -> None:
        self._whole, self._ids = index, frozenset(entry_ids)
        made = built((one.entry(kind) for one in index.listed() if one.entry_id in self._ids), kind)
        self._few = WatchlistIndex(replace(made, born=_FewKeys.of_few(made.born)))
        self._reach = Reach(as_in(index.names, made.names), index.names) if len(self._few) <= _MOST else None
        self._beside = lru_cache(REMEMBERED)(self._points_beside)

    def __len__(self) -> int:
        """How many entries are searched."""
        return len(self._few)

    def search(self, query: Query, least: float) -> list[Hit]:
        """Those of the hits in the whole list that are one of the few, in their order."""
        if self._reach and not self._may_have(self._reach, query, points_of(least) - _ROUNDING):
            return []
        return [hit for hit in self._whole.search(query, least) if hit.entry_id in self._ids]

    def _may_have(self, reach: Reach, query: Query, points: float) -> bool:
        """Whether one of the few may have so many points."""
        others, some = self._beside(query.birth_date, bool(query.countries))
        needed = Needed(points - others, {name: points - beside for name, beside in some.items()})
        return any(reach.any_has(parts, needed) for parts in self._whole.asked(query.names))

    def _points_beside(self, birth_date: str | None, has_country: bool) -> tuple[float, Mapping[int, float]]:
        """The points that are possible beside a name, and beside the names where more are."""
        beside = self._few.possible_beside(birth_date, has_country=has_country)
        return beside.others, {
            name: points for points, names in sorted(beside.favoured.items()) for name in names.tolist()
        }


@dataclass(frozen=True, slots=True)
class _FewKeys(Keys):
    """Keys of which most texts have none. ``known``: the checksums."""

    known: frozenset[int]

    @classmethod
    def of_few(cls, keys: Keys) -> Self:
        return cls(keys.sums, keys.values, frozenset(keys.sums.tolist()))

    def find(self, *texts: str) -> Numbers:
        found = [text for text in texts if checksum(text) in self.known]
        return Keys.find(self, *found) if found else self.values[:0]


def as_in(whole: Names, few: Names) -> Names:
    """The names of the few, whose words weigh what they do in the whole list."""
    weights = whole.all_weights[np.searchsorted(np.array(whole.words), np.array(few.words))]
    weighing = np.array([weights[few.parts[name]].sum() for name in range(len(few.parts))], np.float32)
    return replace(few, weights=weights.data, weighing=weighing, by_key=_FewKeys.of_few(few.by_key))
