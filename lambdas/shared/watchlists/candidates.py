"""The words that listed names are made of, and which names have them.

A part of the name that is searched for finds the words that share a key with it; these are compared by their letters.
So a search compares a few hundred words, of the tens of thousands of a list.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, pairwise
from typing import Self

from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.index_file import Keys, Rows
from lambdas.shared.watchlists.spelling import alike, keys, likeness, skeleton

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the name that is searched for, its weight (nats), and the likeness of each word that it may be."""

    text: str
    weight: float
    words: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list; words and names are numbered.

    ``words``: the distinct parts of all names; ``weights``: of each word (nats); ``by_key``: words by what their
    spellings share; ``parts``: the words of each name; ``weighing``: the weight of each whole name; ``places``: the
    names of each word; ``joined``: names by neighbouring parts written as one.
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
            joined=Keys.of((skeleton(whole), place) for place, parts in enumerate(names) for whole in _wholes(parts)),
        )

    def part(self, text: str) -> Part:
        """What the list knows of a part of the name that is searched for."""
        unknown = rarity.weight(text, len(self.parts), 0)
        found = {number for key in keys(text) for number in self.by_key.find(key)}
        # A name is no spelling of an article: ALI is not AL.
        no_name = CONFIG.no_name
        near = [one for one in found if (self.weights[one] <= no_name) == (unknown <= no_name)]
        compared = alike(text, [self.words[number] for number in near], CONFIG.alike_from)
        words = {near[place]: like for place, like in compared}
        nearest = max(words, key=lambda number: (words[number], -number), default=0)
        is_known = words.get(nearest, 0) >= CONFIG.one_part_from
        return Part(text, self.weights[nearest] if is_known else unknown, words)

    def nearest(self, parts: Sequence[Part], favoured: Mapping[int, float]) -> list[int]:
        """The names that have most in common with ``parts``, at most ``CONFIG.kept_names``, the nearest first.

        ``favoured``: the nats that something else than its parts adds to a name.
        """
        found = self._in_common(parts)
        for place in favoured.keys() & found.keys():
            found[place] += favoured[place]
        floor = CONFIG.kept_share * max(found.values(), default=0)
        asked = CONFIG.short_name + sum(part.weight for part in parts)
        near = ((gain / (asked + self.weighing[place]), place) for place, gain in found.items() if gain >= floor)
        return [place for _, place in nlargest(CONFIG.kept_names, near)]

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
        sounding = self.by_key.find(skeleton(text))
        words = (word for word in sounding if likeness(text, self.words[word]) >= CONFIG.one_part_from)
        return chain.from_iterable(self.places[word] for word in words)


def _wholes(parts: Parts) -> Iterator[str]:
    """Neighbours written as one: two of them, or as many as are compared."""
    for length in range(2, CONFIG.longest_run + 1):
        yield from ("".join(parts[start : start + length]) for start in range(len(parts) - length + 1))


def _weights(words: list[str], having: list[int], names: int) -> "array[float]":
    """The weight of each word. ``having``: how many names have it; spellings of one word are counted together."""
    sounding: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        sounding[skeleton(word)].append(number)
    weights = array("f", bytes(4 * len(words)))
    for numbers in sounding.values():
        for number in numbers:
            spellings = alike(words[number], [words[other] for other in numbers], CONFIG.one_part_from)
            weights[number] = rarity.weight(words[number], names, sum(having[numbers[place]] for place, _ in spellings))
    return weights
