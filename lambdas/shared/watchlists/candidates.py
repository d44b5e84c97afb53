"""The words that listed names are made of, and which names have them.

A part of the name that is searched for finds the words that share a key with it; these are compared by their letters.
So a search compares a few hundred words, of the hundreds of thousands of a list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.compared import credit, least_shared
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.index_file import Keys, Numbers, Rows, distinct
from lambdas.shared.watchlists.spelling import alike, keys, likeness, skeleton

Parts = tuple[str, ...]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the name that is searched for, its weight (nats), and the likeness of each word that it may be."""

    text: str
    weight: float
    words: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Beside:
    """The points that are possible beside a name: of the names that are ``favoured``, and of all ``others``."""

    others: float
    favoured: Mapping[float, Numbers]

    @property
    def most(self) -> float:
        return max((self.others, *self.favoured))


@dataclass(frozen=True, slots=True)
class Names:
    """The distinct names of a list; words and names are numbered.

    ``words``: the distinct parts of all names; ``sounds``: the skeleton of each; ``weights``: of each word (nats);
    ``by_key``: words by what their spellings share; ``parts``: the words of each name; ``weighing``: the weight of each
    whole name; ``places``: the names of each word; ``joined``: names by neighbouring parts written as one.
    """

    words: list[str]
    sounds: list[str]
    weights: Sequence[float]
    by_key: Keys
    parts: Rows
    weighing: Weights
    places: Rows
    joined: Keys

    def part(self, text: str) -> Part:
        """What the list knows of a part of the name that is searched for."""
        unknown = rarity.weight(text, len(self.parts), 0)
        found = self.by_key.find(*keys(text))
        # A name is no spelling of an article: ALI is not AL.
        no_name = CONFIG.no_name
        near = found[(np.asarray(self.weights)[found] <= no_name) == (unknown <= no_name)].tolist()
        texts, sounds = ([of_words[number] for number in near] for of_words in (self.words, self.sounds))
        words = {near[place]: like for place, like in alike(text, texts, sounds, CONFIG.alike_from)}
        nearest = max(words, key=lambda number: (words[number], -number), default=0)
        is_known = words.get(nearest, 0) >= CONFIG.one_part_from
        return Part(text, self.weights[nearest] if is_known else unknown, words)

    def nearest(self, parts: Sequence[Part], least: float, beside: Beside) -> list[int]:
        """The names that may have ``least`` points, however many they are, and those that come closest to it.

        The others are for initials and parts cut off, which no word is found by: ``CONFIG.kept_names`` or, where some
        are equally close, a few more.
        """
        shared, names = self._in_common(parts)
        if not len(names):
            return []
        asked = sum(part.weight for part in parts)
        floors = {points: least_shared(asked, least - points) for points in (beside.others, *beside.favoured)}
        lowest = CONFIG.kept_share * shared[names].max()
        found = distinct(names[shared[names] >= min(lowest, *floors.values())])
        weights = shared[found]
        is_near = weights >= floors[beside.others]
        for points, favoured in beside.favoured.items():
            is_favoured = np.zeros(len(self.parts), bool)
            is_favoured[favoured] = True
            is_near |= (weights >= floors[points]) & is_favoured[found]
        near = np.where(weights >= lowest, weights / (CONFIG.short_name + asked + self.weighing[found]), 0)
        if len(near) > CONFIG.kept_names:
            closest = max(np.partition(near, -CONFIG.kept_names)[-CONFIG.kept_names], np.finfo(near.dtype).tiny)
            is_near |= near >= closest
        else:
            is_near |= near > 0
        nearest: list[int] = found[is_near].tolist()
        return nearest

    def _in_common(self, parts: Sequence[Part]) -> tuple[Weights, Numbers]:
        """The weight that each name of the list shares with these parts, of each part that of the word which is most
        like it; and the names that share any, of which some repeat.
        """
        having = [list(self._names_with(part)) for part in parts]
        for place, (one, two) in enumerate(pairwise(parts)):
            names = self._written_as_one(one.text + two.text)
            having[place].append((CONFIG.joined * one.weight, names))
            having[place + 1].append((CONFIG.joined * two.weight, names))
        shared, most = (np.zeros(len(self.parts), np.float32) for _ in range(2))
        found = [self.places.values[:0]]
        for rows in having:
            rows.sort(key=lambda row: row[0])
            names = np.concatenate([row[1] for row in rows])
            # Of a name that repeats the last weight stays, which is the most; and it is added once.
            most[names] = np.repeat(np.array([row[0] for row in rows], np.float32), [len(row[1]) for row in rows])
            shared[names] += most[names]
            found.append(names)
        return shared, np.concatenate(found)

    def _names_with(self, part: Part) -> Iterator[tuple[float, Numbers]]:
        """The weights that names share by a word that is like this part, with the names."""
        yield CONFIG.joined * part.weight, self.joined.find(skeleton(part.text))
        for word, like in part.words.items():
            yield credit(like) * (part.weight + self.weights[word]) / 2, self.places[word]

    def _written_as_one(self, text: str) -> Numbers:
        sounding = self.by_key.find(skeleton(text)).tolist()
        words = [word for word in sounding if likeness(text, self.words[word]) >= CONFIG.one_part_from]
        return np.concatenate([np.empty(0, np.uint32), *(self.places[word] for word in words)])
