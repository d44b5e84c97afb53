"""Search of a person's names in the watchlists.

First it finds the listed names that share parts with the name that is searched for, however spelled. Then it compares
each of these few part by part; birth date, countries and gender raise or lower the score.
"""

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from lambdas.shared.names.folding import folded
from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists import index_file, qualifiers
from lambdas.shared.watchlists.candidates import Beside, Names
from lambdas.shared.watchlists.compared import Compared
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.index_file import Keys, Rows, numbers
from lambdas.shared.watchlists.listed import WEAK_NAME, Listed
from lambdas.shared.watchlists.reasons import Reason, points_of, score, total
from lambdas.shared.watchlists.rescoring import compare

__all__ = ["Hit", "Query", "Reason", "WatchlistIndex"]

SCREENED = ("individual", "entity")


@dataclass(frozen=True, slots=True)
class Query:
    """Whom to look for: every name of the person (declared, on the document, former), and what else is known.

    Birth date YYYY-MM-DD or a year; countries alpha-3; gender F or M.
    """

    names: tuple[str, ...]
    birth_date: str | None = None
    countries: tuple[str, ...] = ()
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be the person: its best name, the score 0 to 1, and the reasons whose points make the score."""

    entry_id: str
    list_name: str
    name_matched: str
    score: float
    reasons: tuple[Reason, ...]
    entry_content: str
    """A hash of what the list says of the entry."""


class _Best(NamedTuple):
    """The name of an entry that fits best so far."""

    points: float
    place: int
    compared: Compared


class WatchlistIndex:
    """The names of the persons and entities of a list, ready to be searched.

    ``entries``: lines of JSON, of which a search reads only the few it needs; ``first``: the number of each entry's
    first name, and at the end how many names there are; ``born``: entries by birth date, by its year and by its day.
    """

    def __init__(self, kind: str, entries: list[bytes], names: Names, first: "array[int]", born: Keys) -> None:
        self.kind = kind
        self._entries, self._names, self._first, self._born = entries, names, first, born
        self._owners = [entry for entry in range(len(entries)) for _ in range(first[entry], first[entry + 1])]

    def __len__(self) -> int:
        """How many entries are searched."""
        return len(self._entries)

    @classmethod
    def build(cls, entries: Iterable[Entry], kind: str = "") -> Self:
        """An index of the individuals and entities among ``entries``, which are lists of this kind."""
        listed = [Listed.of(entry) for entry in entries if entry.entity_type in SCREENED]
        first = array("I", [0])
        for one in listed:
            first.append(first[-1] + len(one.names))
        dates = ((date, place) for place, one in enumerate(listed) for date in one.birth_dates)
        return cls(
            kind,
            [one.to_line() for one in listed],
            Names.of([folded(name) for one in listed for name in one.names]),
            first,
            Keys.of((key, place) for date, place in dates for key in (date, date[:4], date[4:])),
        )

    def search(self, query: Query, least: float) -> list[Hit]:
        """Every entry with a score of at least ``least``, best first; one hit an entry, however many there are."""
        wanted, beside = points_of(least), self._possible_beside(query)
        looked_up: dict[int, tuple[Listed, list[Reason]]] = {}
        best: dict[int, _Best] = {}
        for parts in dict.fromkeys(map(folded, query.names)):
            asked = [self._names.part(part) for part in parts]
            compared_names: dict[bytes, Compared] = {}
            for place in self._names.nearest(asked, wanted, beside):
                words = self._names.parts[place]
                compared = compared_names.get(key := words.tobytes()) or compare(asked, words, self._names)
                compared_names[key] = compared
                entry = self._owners[place]
                if entry not in looked_up:
                    looked_up[entry] = self._look_up(entry, query)
                points = compared.points + total(self._beside(place, *looked_up[entry]))
                if score(points) >= least and (entry not in best or points > best[entry].points):
                    best[entry] = _Best(points, place, compared)
        first = sorted(best.items(), key=lambda item: (-item[1].points, item[0]))
        return [self._hit(one, *looked_up[entry]) for entry, one in first]

    def _possible_beside(self, query: Query) -> Beside:
        """The most that birth date and countries can say for a name."""
        country = CONFIG.country_same if query.countries else 0.0
        if not query.birth_date:
            return Beside(country, {})
        favoured = {
            country + points: frozenset(
                place
                for key in keys
                for entry in self._born.find(key)
                for place in range(self._first[entry], self._first[entry + 1])
            )
            for points, keys in qualifiers.signs_of_birth(query.birth_date).items()
        }
        return Beside(country + CONFIG.birth_year_near, favoured)

    def _look_up(self, entry: int, query: Query) -> tuple[Listed, list[Reason]]:
        listed = Listed.from_line(self._entries[entry])
        return listed, list(listed.reasons(query.birth_date, query.countries, query.gender))

    def _beside(self, place: int, listed: Listed, reasons: list[Reason]) -> list[Reason]:
        """The reasons beside the likeness of the name."""
        weak = place - self._first[self._owners[place]] >= listed.strong
        return [WEAK_NAME, *reasons] if weak else reasons

    def _hit(self, one: _Best, listed: Listed, reasons: list[Reason]) -> Hit:
        name = listed.names[one.place - self._first[self._owners[one.place]]]
        all_reasons = (*one.compared.reasons(), *self._beside(one.place, listed, reasons))
        likeness, content = score(one.points), listed.content()
        return Hit(listed.entry_id, listed.list_name, name, likeness, all_reasons, content)

    def to_bytes(self) -> bytes:
        """The index as bytes to keep; the same entries give the same bytes."""
        names = self._names
        texts = (json.dumps(self.kind).encode(), b"\n".join(self._entries), "\n".join(names.words).encode())
        arrays = (self._first.tobytes(), names.weights.tobytes(), names.weighing.tobytes())
        pairs = [(one.sums, one.values) for one in (names.by_key, names.joined, self._born)]
        rows = [(one.starts, one.values) for one in (names.parts, names.places)]
        return index_file.pack([*texts, *arrays, *(column.tobytes() for pair in (*pairs, *rows) for column in pair)])

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        """The index again, from what ``to_bytes`` gave. Raises WatchlistError for other bytes."""
        kind, entries, words, first, weights, weighing, *columns = index_file.unpack(packed)
        pairs = list(zip(map(numbers, columns[::2]), map(numbers, columns[1::2]), strict=True))
        by_key, joined, born = (Keys(*pair) for pair in pairs[:3])
        parts, places = (Rows(*pair) for pair in pairs[3:])
        names = Names(
            words=words.decode().split("\n") if words else [],
            weights=index_file.weights(weights),
            by_key=by_key,
            parts=parts,
            weighing=index_file.weights(weighing),
            places=places,
            joined=joined,
        )
        return cls(own(kind), entries.split(b"\n") if entries else [], names, numbers(first), born)
