"""The words that listed names are made of, and which names have them.

A part of the name that is searched for finds the words that share a key with it; these are compared by their letters.
So a search compares a few hundred words, of the tens of thousands of a list.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, pairwise
from typing import Self

from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.compared import credit, least_shared
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
class Beside:
    """The points that are possible beside a name: of the names in a set of ``favoured``, and of all ``others``."""

    others: float
    favoured: Mapping[float, Set[int]]


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

    def nearest(self, parts: Sequence[Part], least: float, beside: Beside) -> list[int]:
        """The names that may have ``least`` points, however many they are, and those that come closest to it.

        The others are for initials and parts cut off, which no word is found by: at most ``CONFIG.kept_names``.
        """
        found, asked = self._in_common(parts), sum(part.weight for part in parts)
        floor = least_shared(asked, least - beside.others)
        places = [place for place, shared in found.items() if shared >= floor]
        for points, favoured in beside.favoured.items():
            floor = least_shared(asked, least - points)
            places += (place for place in favoured & found.keys() if found[place] >= floor)
        floor, whole = CONFIG.kept_share * max(found.values(), default=0), CONFIG.short_name + asked
        near = ((shared / (whole + self.weighing[place]), place) for place, shared in found.items() if shared >= floor)
        places += (place for _, place in nlargest(CONFIG.kept_names, near))
        return list(dict.fromkeys(places))

    def _in_common(self, parts: Sequence[Part]) -> dict[int, float]:
        """The weight that names share with these parts, of each part that of the word which is most like it."""
        shared = [self._names_with(part) for part in parts]
        for place, (one, two) in enumerate(pairwise(parts)):
            for name in self._written_as_one(one.text + two.text):
                for part, names in ((one, shared[place]), (two, shared[place + 1])):
                    names[name] = max(names.get(name, 0.0), CONFIG.joined * part.weight)
        found: dict[int, float] = {}
        for names in shared:
            found |= {place: found.get(place, 0.0) + weight for place, weight in names.items()}
        return found

    def _names_with(self, part: Part) -> dict[int, float]:
        """The names with a word that is like this part, and the weight that they share by it."""
        weights = self.weights
        gains = ((credit(like) * (part.weight + weights[word]) / 2, word) for word, like in part.words.items())
        found = dict.fromkeys(self.joined.find(skeleton(part.text)), CONFIG.joined * part.weight)
        for gain, word in sorted(gains):
            found |= dict.fromkeys(self.places[word], gain)
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
