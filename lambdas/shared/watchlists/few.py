"""The search in a few entries of a list, such as those that changed: the same hits as the whole list gives of them.

A search for a customer takes milliseconds in a whole list, and most customers share no part of a name with the few. So
the few are an index of their own, with the weights that the whole list gives to each part. Whoever has a hit there is
searched in the whole list, which decides.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from itertools import pairwise
from typing import Self, TypeVar

import numpy as np

from lambdas.shared.names.customs.east_asian import readings, run_readings
from lambdas.shared.watchlists.candidates import Names, Part, Parts
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.index_file import checksum
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.spelling import alike, keys, skeleton, sound_keys

_Key = TypeVar("_Key")
_Known = TypeVar("_Known")
_MOST_KEPT = 100_000
"""Parts of names of which is remembered what is known of them."""


@dataclass(frozen=True, slots=True)
class _FewNames(Names):
    """The names of the few, as part of the ``whole`` list; ``numbers``: of its words, by those in the whole list.

    ``keys``, ``wholes``: the checksums of all keys of the few's words, and of their neighbours written as one.
    """

    whole: Names
    numbers: Mapping[int, int]
    keys: frozenset[int]
    wholes: frozenset[int]
    looked_up: dict[tuple[str, bool], Part] = field(default_factory=dict)
    shared: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Names, whole: Names) -> Self:
        in_whole = {word: number for number, word in enumerate(whole.words)}
        weights = whole.all_weights[[in_whole[word] for word in names.words]]
        weighing = [weights[names.parts[name]].sum() for name in range(len(names.parts))]
        own = {one.name: getattr(names, one.name) for one in fields(Names)}
        return cls(
            **own | {"weights": weights.data, "weighing": np.array(weighing, np.float32)},
            whole=whole,
            numbers={in_whole[word]: number for number, word in enumerate(names.words)},
            keys=frozenset(names.by_key.sums.tolist()),
            wholes=frozenset(names.joined.sums.tolist()),
        )

    def has(self, parts: Parts) -> bool:
        """Whether each of these parts is a word of the whole list."""
        return self.whole.has(parts)

    def part(self, text: str, read: Collection[str] = ()) -> Part:
        """What the whole list knows of a part, of whose words only those of the few are left."""
        return _remembered(self.looked_up, (text, bool(read)), partial(self._part, text, read))

    def may_share(self, parts: Parts) -> bool:
        """Whether any of the few may share a part with this name; where not, none of them is found for it."""
        if any(_remembered(self.shared, part, partial(self._is_shared, part)) for part in parts):
            return True
        together = (key for pair in pairwise(parts) for key in (skeleton("".join(pair)), *run_readings(pair)))
        return any(checksum(key) in self.keys for key in together)

    def _part(self, text: str, read: Collection[str]) -> Part:
        found = self.whole.part(text, read)
        words = {self.numbers[word]: like for word, like in found.words.items() if word in self.numbers}
        return Part(text, found.weight, words)

    def _is_shared(self, text: str) -> bool:
        if checksum(skeleton(text)) in self.wholes:
            return True
        if any(checksum(key) in self.keys for key in (*sound_keys(text), *readings(text))):
            return True
        having = [key for key in keys(text) if checksum(key) in self.keys]
        near = self.by_key.find(*having).tolist() if having else []
        return any(True for _ in alike(text, near, self.words, self.sounds, CONFIG.alike_from)) if near else False


def _remembered(known: dict[_Key, _Known], key: _Key, find: Callable[[], _Known]) -> _Known:
    if key not in known:
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[key] = find()
    return known[key]


class FewEntries:
    """Some entries of a list, to be searched for many customers."""

    def __init__(self, index: WatchlistIndex, kind: ListKind, entry_ids: Collection[str]) -> None:
        self._whole, self._ids = index, frozenset(entry_ids)
        few = WatchlistIndex.build((one.entry(kind) for one in index.listed() if one.entry_id in self._ids), kind)
        self._names = _FewNames.of(few.names, index.names)
        self._few = few.with_names(self._names)

    def __len__(self) -> int:
        """How many entries are searched."""
        return len(self._few)

    def search(self, query: Query, least: float) -> list[Hit]:
        """Those of the hits in the whole list that are one of the few, in their order."""
        if not any(map(self._names.may_share, self._few.asked(query.names))) or not self._few.search(query, least):
            return []
        return [hit for hit in self._whole.search(query, least) if hit.entry_id in self._ids]
