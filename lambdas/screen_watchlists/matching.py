"""Search of a person's names in the watchlists.

First the listed names that share a part, however spelled, with the name asked for, or look like it as a
whole; then each of these few is compared with care, and birth date and country raise or lower its score.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import Self

from rapidfuzz import fuzz, process

from lambdas.screen_watchlists.entries import Entry
from lambdas.shared.names import comparable_parts, similarity

POSSIBLE_MATCH = 0.85
"""Score from which a person must look. An equal name stays one against another birth year alone."""

BIRTH_DATE_SAME = 0.1
BIRTH_YEAR_SAME = 0.05
BIRTH_YEAR_DIFFERS = -0.15
COUNTRY_SAME = 0.03
COUNTRY_DIFFERS = -0.03
YEARS_APART = 2
"""Listed birth years are often estimates: up to so many years apart they say nothing."""

_PART_CUTOFF = 70
"""Percent of likeness from which two parts may be spellings of one."""
_CANDIDATES = 60
"""Names compared with care, of each way to find them."""
_SCREENED = ("individual", "entity")


@dataclass(frozen=True, slots=True)
class Query:
    """Whom to look for: present and former names, birth date YYYY-MM-DD, countries alpha-3."""

    names: tuple[str, ...]
    birth_date: str | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A possible match: the listed name that fits best, the score 0 to 1, and the codes of what made it."""

    entry_id: str
    list_name: str
    name_matched: str
    score: float
    reasons: tuple[str, ...]


class WatchlistIndex:
    """The names of persons and entities of a list, ready to be searched."""

    def __init__(self, names: list[tuple[Entry, str]]) -> None:
        self._names = names
        parts = [comparable_parts(name) for _, name in names]
        self._lengths = [len(one) for one in parts]
        self._joined = ["".join(one) for one in parts]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(parts):
            for part in set(one):
                self._places[part].append(place)
        self._vocabulary = list(self._places)

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> Self:
        """An index of the individuals and entities among ``entries``."""
        return cls([(entry, name) for entry in entries if entry.entity_type in _SCREENED for name in entry.names])

    def search(self, query: Query, limit: int = 5) -> list[Hit]:
        """The best possible matches, at most ``limit``, best first; one hit an entry."""
        best: dict[str, Hit] = {}
        for name in query.names:
            for place in self._candidates(name):
                hit = _hit(query, name, *self._names[place])
                if hit.score >= POSSIBLE_MATCH and (hit.entry_id not in best or hit.score > best[hit.entry_id].score):
                    best[hit.entry_id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.entry_id))[:limit]

    def _candidates(self, name: str) -> set[int]:
        parts = comparable_parts(name)
        alike = process.extract(
            "".join(parts), self._joined, scorer=fuzz.ratio, score_cutoff=_PART_CUTOFF, limit=_CANDIDATES
        )
        return {place for _, _, place in alike} | set(self._sharing_parts(parts))

    def _sharing_parts(self, parts: list[str]) -> list[int]:
        """The names that share most with ``parts``, relative to how many parts both have."""
        shared: dict[int, float] = defaultdict(float)
        for part in parts:
            for place, likeness in self._best_in_each_name(part).items():
                shared[place] += likeness
        return nlargest(_CANDIDATES, shared, key=lambda place: shared[place] / (len(parts) + self._lengths[place]))

    def _best_in_each_name(self, part: str) -> dict[int, float]:
        alike = process.extract(part, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_PART_CUTOFF, limit=None)
        # Worst first, so that of two parts of one name the better one stays.
        return {place: ratio for word, ratio, _ in reversed(alike) for place in self._places[word]}


def _hit(query: Query, name: str, entry: Entry, listed: str) -> Hit:
    likeness = similarity(name, listed)
    qualifiers = [*_birth(query.birth_date, entry), *_country(query.countries, entry)]
    score = min(max(likeness + sum(weight for _, weight in qualifiers), 0.0), 1.0)
    reasons = ("NAME_SAME" if likeness == 1 else "NAME_ALIKE", *(code for code, _ in qualifiers))
    return Hit(entry.entry_id, entry.list_name, listed, round(score, 4), reasons)


def _birth(birth_date: str | None, entry: Entry) -> Iterator[tuple[str, float]]:
    """What the birth date says; nothing where one of both is unknown."""
    if not birth_date or not entry.birth_dates:
        return
    apart = min(abs(int(birth_date[:4]) - int(listed[:4])) for listed in entry.birth_dates)
    if birth_date in entry.birth_dates:
        yield "BIRTH_DATE_SAME", BIRTH_DATE_SAME
    elif apart == 0:
        yield "BIRTH_YEAR_SAME", BIRTH_YEAR_SAME
    elif apart > YEARS_APART:
        yield "BIRTH_YEAR_DIFFERS", BIRTH_YEAR_DIFFERS


def _country(countries: tuple[str, ...], entry: Entry) -> Iterator[tuple[str, float]]:
    if not countries or not entry.countries:
        return
    if set(countries) & set(entry.countries):
        yield "COUNTRY_SAME", COUNTRY_SAME
    else:
        yield "COUNTRY_DIFFERS", COUNTRY_DIFFERS
