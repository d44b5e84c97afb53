"""The words that listed names are made of, and which names have them.

A part of the name asked for is looked up by the keys it shares with words; what is found is compared by its
letters. So a search looks at a few hundred words, of the tens of thousands of a list.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, pairwise
from typing import Self

from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.index_file import Keys, Rows
from lambdas.shared.watchlists.spelling import alike, keys, likeness, skeleton

Parts = tuple[str, ...]

ONE_NAME = 0.85
"""Likeness from which words are counted as one, for how rare they are."""
_ALIKE = 0.62
"""Likeness from which a part may be a spelling of a word."""
_NO_NAME = rarity.PARTICLE + 0.01
"""Weight (nats, of four bytes) up to which a word is none of those that names are told by."""
_KEPT = 28
"""Names that are compared with care, for each name asked for."""
_FLOOR = 0.4
"""What a name has in common at least to be kept, as a share of what the best one has."""
_SHORT = 4.0
"""In nats: what keeps names of one short part from being the nearest."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the name asked for: what it says (nats), and how alike the words are that it may be, by number."""

    text: str
    weight: float
    words: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list.

    ``words``: the distinct parts of all names; ``weights``: what each says; ``by_key``: words by what their spellings
    share; ``parts``: the words of each name; ``weighing``: what the whole name says; ``places``: the names of each
    word; ``joined``: names by two neighbours written as one.
    """

    words: list[str]
    weights: "array[float]"
    by_key: Keys
    parts: Rows
    weighing: "array[float]"
    places: Rows
    joined: Keys

    @classmethod
    def of(cls, names: Sequence[Parts]) -> Self:
        words = sorted(set(chain.from_iterable(names)))
        numbers = {word: number for number, word in enumerate(words)}
        parts = Rows.of([numbers[part] for part in one] for one in names)
        places: list[list[int]] = [[] for _ in words]
        for place, one in enumerate(names):
            for part in set(one):
                places[numbers[part]].append(place)
        weights = _weights(words, [len(one) for one in places], len(names))
        return cls(
            words=words,
            weights=weights,
            by_key=Keys.of((key, number) for number, word in enumerate(words) for key in keys(word)),
            parts=parts,
            weighing=array("f", (sum(weights[numbers[part]] for part in one) for one in names)),
            places=Rows.of(places),
            joined=Keys.of(
                (skeleton(one + two), place) for place, parts in enumerate(names) for one, two in pairwise(parts)
            ),
        )

    def part(self, text: str) -> Part:
        told = rarity.said_by(text, len(self.parts), 0)
        found = {number for key in keys(text) for number in self.by_key.find(key)}
        # A name is no spelling of an article: ALI is not AL.
        near = [one for one in found if (self.weights[one] <= _NO_NAME) == (told <= _NO_NAME)]
        words = {near[place]: like for place, like in alike(text, [self.words[number] for number in near], _ALIKE)}
        nearest = max(words, key=lambda number: (words[number], -number), default=0)
        known = words.get(nearest, 0) >= ONE_NAME
        return Part(text, self.weights[nearest] if known else told, words)

    def nearest(self, parts: Sequence[Part], favoured: Mapping[int, float]) -> list[int]:
        """The names that have most in common with ``parts``. ``favoured``: what else speaks for a name (nats)."""
        found = self._in_common(parts)
        for place in favoured.keys() & found.keys():
            found[place] += favoured[place]
        floor = _FLOOR * max(found.values(), default=0)
        asked = _SHORT + sum(part.weight for part in parts)
        near = ((gain / (asked + self.weighing[place]), place) for place, gain in found.items() if gain >= floor)
        return [place for _, place in nlargest(_KEPT, near)]

    def _in_common(self, parts: Sequence[Part]) -> dict[int, float]:
        found: dict[int, float] = defaultdict(float)
        for part in parts:
            for word, like in part.words.items():
                gain = part.weight * like * like
                for place in self.places[word]:
                    found[place] += gain
            for place in self.joined.find(skeleton(part.text)):
                found[place] += part.weight
        for one, two in pairwise(parts):
            for place in self._written_as_one(one.text + two.text):
                found[place] += one.weight + two.weight
        return found

    def _written_as_one(self, text: str) -> Iterable[int]:
        words = (word for word in self.by_key.find(skeleton(text)) if likeness(text, self.words[word]) >= ONE_NAME)
        return chain.from_iterable(self.places[word] for word in words)


def _weights(words: list[str], having: list[int], names: int) -> "array[float]":
    """What each word says: spellings of one are counted together."""
    sounding: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        sounding[skeleton(word)].append(number)
    weights = array("f", bytes(4 * len(words)))
    for numbers in sounding.values():
        for number in numbers:
            spellings = alike(words[number], [words[other] for other in numbers], ONE_NAME)
            weights[number] = rarity.said_by(
                words[number], names, sum(having[numbers[place]] for place, _ in spellings)
            )
    return weights
