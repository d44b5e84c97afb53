"""Search of a person's names in the watchlists.

First the listed names that have parts in common with the name asked for, however spelled; then each of these few
is compared part by part, and birth date, countries and gender raise or lower what the name alone says.
"""

import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import NamedTuple, Self

from lambdas.shared.watchlists import index_file
from lambdas.shared.watchlists.candidates import Names
from lambdas.shared.watchlists.entries import Entry, ListKind
from lambdas.shared.watchlists.index_file import Keys, Rows, numbers
from lambdas.shared.watchlists.listed import WEAK_NAME, Listed
from lambdas.shared.watchlists.qualifiers import SECOND_SIGNS, swapped
from lambdas.shared.watchlists.reasons import Reason, score, total
from lambdas.shared.watchlists.rescoring import Compared, compare
from lambdas.shared.watchlists.spelling import parts_of

__all__ = ["POSSIBLE_MATCH", "POSSIBLE_PEP_MATCH", "Hit", "Query", "Reason", "WatchlistIndex", "alerts"]

POSSIBLE_MATCH = 0.5
"""Score from which a person must look at a hit in a sanctions list: 4 in 1,000 clean people have one."""
POSSIBLE_PEP_MATCH = 0.7
"""... and at one among politically exposed persons, who are many: 1 in 1,000, in a list as long as OFAC's."""

_BORN_THEN, _BORN_THAT_YEAR = 4.0, 2.5
"""In nats: what a birth date adds among the many who have the parts of a common name."""
_SCREENED = ("individual", "entity")


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
    """A possible match: the listed name that fits best, the score 0 to 1, and the reasons whose points make it."""

    entry_id: str
    list_name: str
    list_version: str
    name_matched: str
    score: float
    reasons: tuple[Reason, ...]
    entry_content: str
    """A hash of what the list says of the entry."""


def alerts(kind: ListKind, hits: Iterable[Hit]) -> list[Hit]:
    """The hits that a person must look at. Among PEPs a name alone is not enough: a second sign has to be there."""
    if kind == "sanctions":
        return [hit for hit in hits if hit.score >= POSSIBLE_MATCH]
    return [hit for hit in hits if hit.score >= POSSIBLE_PEP_MATCH and _has_second_sign(hit)]


def _has_second_sign(hit: Hit) -> bool:
    return any(reason.code in SECOND_SIGNS for reason in hit.reasons)


class _Best(NamedTuple):
    """The name of an entry that fits best so far."""

    points: float
    place: int
    compared: Compared


class WatchlistIndex:
    """The names of the persons and entities of a list, ready to be searched.

    ``entries``: lines of JSON, of which a search reads the few it needs; ``first``: the first name of each entry, and
    how many names there are; ``born``: entries by birth date, by its year and by its day.
    """

    def __init__(self, version: str, entries: list[bytes], names: Names, first: "array[int]", born: Keys) -> None:
        self.version = version
        self._entries, self._names, self._first, self._born = entries, names, first, born
        self._owners = [entry for entry in range(len(entries)) for _ in range(first[entry], first[entry + 1])]

    def __len__(self) -> int:
        """How many entries are searched."""
        return len(self._entries)

    @classmethod
    def build(cls, entries: Iterable[Entry], version: str = "") -> Self:
        """An index of the individuals and entities among ``entries``; each hit tells ``version``."""
        listed = [Listed.of(entry) for entry in entries if entry.entity_type in _SCREENED]
        first = array("I", [0])
        for one in listed:
            first.append(first[-1] + len(one.names))
        dates = ((date, place) for place, one in enumerate(listed) for date in one.birth_dates)
        return cls(
            version,
            [one.to_line() for one in listed],
            Names.of([parts_of(name) for one in listed for name in one.names]),
            first,
            Keys.of((key, place) for date, place in dates for key in (date, date[:4], date[4:])),
        )

    def search(self, query: Query, limit: int = 10, least: float = POSSIBLE_MATCH) -> list[Hit]:
        """The best possible matches, at most ``limit`` and none below ``least``, best first; one hit an entry."""
        favoured = self._favoured(query.birth_date)
        told: dict[int, tuple[Listed, list[Reason]]] = {}
        best: dict[int, _Best] = {}
        for parts in dict.fromkeys(map(parts_of, query.names)):
            asked = [self._names.part(part) for part in parts]
            for place in self._names.nearest(asked, favoured):
                entry = self._owners[place]
                if entry not in told:
                    told[entry] = self._told(entry, query)
                compared = compare(asked, self._names.parts[place], self._names)
                points = compared.points + total(self._beside(place, *told[entry]))
                if entry not in best or points > best[entry].points:
                    best[entry] = _Best(points, place, compared)
        first = nlargest(limit, best.items(), key=lambda item: (item[1].points, -item[0]))
        hits = (self._hit(one, *told[entry]) for entry, one in first)
        return [hit for hit in hits if hit.score >= least]

    def _favoured(self, birth_date: str | None) -> Mapping[int, float]:
        """The names of those who were born then or in that year, with what it adds."""
        if not birth_date:
            return {}
        exact = (birth_date[4:], swapped(birth_date), birth_date)
        keys = ((birth_date[:4], _BORN_THAT_YEAR), *((key, _BORN_THEN) for key in exact if len(key) > len("YYYY")))
        return {
            place: gain
            for key, gain in keys
            for entry in self._born.find(key)
            for place in range(self._first[entry], self._first[entry + 1])
        }

    def _told(self, entry: int, query: Query) -> tuple[Listed, list[Reason]]:
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
        return Hit(listed.entry_id, listed.list_name, self.version, name, likeness, all_reasons, content)

    def save(self, path: Path) -> None:
        """The same entries give the same file."""
        path.write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: Path) -> Self:
        """WatchlistError: not the file of an index, or damaged. OSError: no file that can be read."""
        return cls.from_bytes(path.read_bytes())

    def to_bytes(self) -> bytes:
        names = self._names
        texts = (json.dumps(self.version).encode(), b"\n".join(self._entries), "\n".join(names.words).encode())
        arrays = (self._first.tobytes(), names.weights.tobytes(), names.weighing.tobytes())
        pairs = [(one.sums, one.values) for one in (names.by_key, names.joined, self._born)]
        rows = [(one.starts, one.values) for one in (names.parts, names.places)]
        return index_file.pack([*texts, *arrays, *(column.tobytes() for pair in (*pairs, *rows) for column in pair)])

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        """What ``to_bytes`` gave. WatchlistError: other bytes."""
        version, entries, words, first, weights, weighing, *columns = index_file.unpack(packed)
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
        return cls(json.loads(version), entries.split(b"\n") if entries else [], names, numbers(first), born)
