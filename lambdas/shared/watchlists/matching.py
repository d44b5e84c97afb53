"""Search of a person's names in the watchlists.

First it finds the listed names that share parts with the name that is searched for, however spelled. Then it compares
each of these few part by part; birth date, countries and gender raise or lower the score.
"""

import mmap
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from lambdas.shared.watchlists import disguises, index_file, qualifiers
from lambdas.shared.watchlists.building import Built, built
from lambdas.shared.watchlists.candidates import Beside, Names, Parts
from lambdas.shared.watchlists.compared import Compared
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.index_file import Rows
from lambdas.shared.watchlists.listed import WEAK_NAME, Listed
from lambdas.shared.watchlists.reasons import Reason, points_of, score, total
from lambdas.shared.watchlists.rescoring import compare
from lambdas.shared.watchlists.searches import Hit, Query

__all__ = ["Hit", "Query", "Reason", "WatchlistIndex"]


class _Best(NamedTuple):
    """The name of an entry that fits best so far; ``place``: its number among all entries' names."""

    points: float
    place: int
    compared: Compared


class WatchlistIndex:
    """The names of the persons and entities of a list, ready to be searched."""

    def __init__(self, made: Built) -> None:
        self.kind = made.kind
        self._built, self._names = made, made.names
        self._first, self._line_starts = made.first.data, made.line_starts.data

    def __len__(self) -> int:
        """How many entries are searched."""
        return len(self._first) - 1

    @classmethod
    def build(cls, entries: Iterable[Entry], kind: str = "") -> Self:
        """An index of the individuals and entities among ``entries``, which are lists of this kind.

        It takes one entry after the other, and keeps none of them in memory.
        """
        return cls(built(entries, kind))

    @property
    def names(self) -> Names:
        """The names of its entries."""
        return self._names

    def listed(self) -> Iterator[Listed]:
        """Every entry, in order."""
        return map(self._entry, range(len(self)))

    def search(self, query: Query, least: float) -> list[Hit]:
        """Every entry with a score of at least ``least``, best first; one hit an entry, however many there are."""
        wanted = points_of(least)
        beside = self.possible_beside(query.birth_date, has_country=bool(query.countries))
        looked_up: dict[int, tuple[Listed, list[Reason]]] = {}
        best: dict[int, _Best] = {}
        for parts in self.asked(query.names):
            asked = self._names.asked(parts)
            for name in self._names.nearest(asked, wanted, beside):
                compared = compare(asked, self._names.parts[name].tolist(), self._names)
                if score(compared.points + beside.most) < least:
                    continue
                for place in self._built.holders[name].tolist():
                    entry = self._owner(place)
                    if entry not in looked_up:
                        looked_up[entry] = self._look_up(entry, query)
                    listed, reasons = looked_up[entry]
                    of_entry = compared._replace(is_outweighed=qualifiers.outweigh(reasons))
                    points = of_entry.points + total(self._beside(place, listed, reasons))
                    if score(points) >= least and (entry not in best or points > best[entry].points):
                        best[entry] = _Best(points, place, of_entry)
        first = sorted(best.items(), key=lambda item: (-item[1].points, item[0]))
        return [self._hit(one, *looked_up[entry]) for entry, one in first]

    def asked(self, names: Iterable[str]) -> Iterable[Parts]:
        """What to look for, each once: the names as they are written, and what they may hide."""
        found = [parts for name in names for parts in disguises.readings(name)]
        turned = (disguises.turned_round(parts) for parts in found)
        return dict.fromkeys([*found, *(parts for parts in turned if parts and self._names.has(parts))])

    def possible_beside(self, birth_date: str | None, *, has_country: bool) -> Beside:
        """The most that a birth date, and some country, can say for a name."""
        country = CONFIG.country_same if has_country else 0.0
        if not birth_date:
            return Beside(country, {})
        names_of = Rows(self._built.first, self._built.numbers)
        favoured = {
            country + points: names_of.several(self._built.born.find(*keys))[0]
            for points, keys in qualifiers.signs_of_birth(birth_date).items()
        }
        return Beside(country + max(CONFIG.birth_year_near, 0.0), favoured)

    def _owner(self, place: int) -> int:
        return bisect_right(self._first, place) - 1

    def _look_up(self, entry: int, query: Query) -> tuple[Listed, list[Reason]]:
        listed = self._entry(entry)
        return listed, list(listed.reasons(query.birth_date, query.countries, query.gender))

    def _entry(self, number: int) -> Listed:
        line = self._built.lines[self._line_starts[number] : self._line_starts[number + 1]]
        return Listed.from_line(line.tobytes())

    def _beside(self, place: int, listed: Listed, reasons: list[Reason]) -> list[Reason]:
        """The reasons beside the likeness of the name."""
        weak = place - self._first[self._owner(place)] >= listed.strong
        return [WEAK_NAME, *reasons] if weak else reasons

    def _hit(self, one: _Best, listed: Listed, reasons: list[Reason]) -> Hit:
        name = listed.names[one.place - self._first[self._owner(one.place)]]
        all_reasons = (*one.compared.reasons(), *self._beside(one.place, listed, reasons))
        likeness, content = score(one.points), listed.content()
        said = tuple(listed.birth_dates), tuple(listed.countries), listed.gender
        return Hit(listed.entry_id, listed.list_name, name, likeness, all_reasons, content, *said)

    def content(self) -> Iterator[bytes | memoryview]:
        """The index as bytes to keep, part after part; the same entries give the same bytes."""
        return index_file.content(self._built.arrays())

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index again from its file, which is read as it is needed. Raises WatchlistError for other bytes."""
        return cls.from_bytes(index_file.opened(path))

    def to_bytes(self) -> bytes:
        """The same in one."""
        return b"".join(self.content())

    @classmethod
    def from_bytes(cls, packed: bytes | mmap.mmap) -> Self:
        """The index again, from what ``to_bytes`` gave. Raises WatchlistError for other bytes."""
        return cls(Built.of(index_file.read(packed)))
