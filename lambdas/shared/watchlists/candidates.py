"""The words that listed names are made of, and which names have them.

A part of the name that is searched for finds the words that share a key with it; these are compared by their letters.
So a search compares a few hundred words, of the hundreds of thousands of a list.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lambdas.shared.names.customs import east_asian
from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.compared import credit_of_each, least_shared
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.index_file import Keys, Numbers, Rows, distinct
from lambdas.shared.watchlists.spelling import (
    alike,
    is_initial,
    is_other_spelling,
    keys,
    one_part,
    skeleton,
    sound_keys,
)

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


@dataclass(slots=True)
class _Gain:
    """What names gain by a part of the name that is searched for, in nats.

    ``words``: those that are like it, ``by_words``: what each gains, ``of_words``: the same for every word of the list;
    ``joined``: names that have the part written as one with a neighbour, or apart, and ``by_joined`` what they gain;
    ``names``: how many names have one of the words.
    """

    words: Numbers
    by_words: Weights
    of_words: Weights
    joined: Numbers
    by_joined: float
    names: int

    @property
    def most(self) -> float:
        return max(float(self.by_words.max(initial=0)), self.by_joined if len(self.joined) else 0.0)


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

    @property
    def all_weights(self) -> Weights:
        return np.asarray(self.weights, np.float32)

    def has(self, parts: Parts) -> bool:
        """Whether each of these parts is a word of the list."""
        places = ((part, bisect_left(self.words, part)) for part in parts)
        return all(self.words[place : place + 1] == [part] for part, place in places)

    def asked(self, parts: Parts) -> list[Part]:
        """What the list knows of the parts of a name that is searched for."""
        is_syllabic = all(map(east_asian.is_syllabic, parts))
        return [self.part(part, east_asian.readings(part) if is_syllabic else ()) for part in parts]

    def part(self, text: str, read: Collection[str] = ()) -> Part:
        """What the list knows of a part. ``read``: as Mandarin and Korean have it, where the whole name may be one."""
        words, unknown = self.likenesses(text, read), self.unknown(text)
        own, starts = bisect_left(self.words, text), self.places.starts
        if words.get(own) == 1 and starts[own + 1] - starts[own] >= CONFIG.own_names:
            words = self._others_apart(words)
        nearest = max(words, key=lambda number: (words[number], -number), default=0)
        is_known = words.get(nearest, 0) >= CONFIG.one_part_from
        return Part(text, self.weights[nearest] if is_known else unknown, words)

    def unknown(self, text: str) -> float:
        """The weight of a part that is no spelling of any word of the list."""
        return rarity.weight(text, len(self.parts), 0)

    def likenesses(self, text: str, read: Collection[str] = ()) -> dict[int, float]:
        """The words that a part may be, with the likeness of each by itself."""
        sounding, also_read = (self.by_key.find(*some) for some in (sound_keys(text), read))
        found = distinct(np.concatenate([self.by_key.find(*keys(text)), sounding, also_read]))
        if not len(found):
            return {}
        # A name is no spelling of an article: ALI is not AL.
        no_name = CONFIG.no_name
        near = found[(self.all_weights[found] <= no_name) == (self.unknown(text) <= no_name)].tolist()
        words = dict(alike(text, near, self.words, self.sounds, CONFIG.alike_from))
        for number in set(sounding.tolist()).intersection(near):
            if words.get(number, 0) < CONFIG.other_spelling and is_other_spelling(text, self.words[number]):
                words[number] = CONFIG.other_spelling
        if read:
            words = {number: self._as_syllable(text, number, likeness) for number, likeness in words.items()}
        return words | {
            number: max(words.get(number, 0), CONFIG.same_reading)
            for number in set(also_read.tolist()).intersection(near)
        }

    def _names_with(self, words: Numbers) -> Numbers:
        """How many names have each of these words."""
        having: Numbers = self.places.starts[words + 1] - self.places.starts[words]
        return having

    def _others_apart(self, words: Mapping[int, float]) -> dict[int, float]:
        """How alike these words and one that many names have are: HASSAN is seldom a slip for HUSSEIN, whom many are
        called too.
        """
        numbers, likes = np.fromiter(words, np.uint32), np.fromiter(words.values(), np.float64)
        apart = (likes < CONFIG.one_part_from) & (self._names_with(numbers) >= CONFIG.own_names)
        likes[apart] = CONFIG.unlike + (likes[apart] - CONFIG.unlike) * CONFIG.other_name
        return dict(zip(numbers.tolist(), likes.tolist(), strict=True))

    def _as_syllable(self, text: str, number: int, likeness: float) -> float:
        """How alike a syllable and this word are: two syllables are two names, however alike their letters."""
        is_other = self.words[number] != text and east_asian.is_syllabic(self.words[number])
        return min(likeness, CONFIG.other_syllable) if is_other else likeness

    def nearest(self, parts: Sequence[Part], least: float, beside: Beside) -> list[int]:
        """The names that may have ``least`` points, however many they are, and those that come closest to it.

        No word is found by an initial, so that each name may have one for it. The others are for parts cut off:
        ``CONFIG.kept_names`` or, where some are equally close, a few more.
        """
        initials = CONFIG.initial_weight * sum(is_initial(part.text) for part in parts)
        asked = sum(part.weight for part in parts if not is_initial(part.text)) + initials
        floors = {
            points: least_shared(asked, least - points) - CONFIG.initial * initials
            for points in (beside.others, *beside.favoured)
        }
        found, shared = self._in_common(parts, floors, beside)
        is_near = shared >= floors[beside.others]
        for points, favoured in beside.favoured.items():
            is_near |= (shared >= floors[points]) & np.isin(found, favoured, kind="table")
        closeness = shared / (CONFIG.short_name + asked + self.weighing[found])
        closeness[shared < CONFIG.kept_share * shared.max(initial=0)] = 0
        kept = min(CONFIG.kept_names, len(found))
        if kept:
            is_near |= (closeness > 0) & (closeness >= np.partition(closeness, -kept)[-kept])
        nearest: list[int] = found[is_near].tolist()
        return nearest

    def _in_common(
        self, parts: Sequence[Part], floors: Mapping[float, float], beside: Beside
    ) -> tuple[Numbers, Weights]:
        """Names in order, and the weight that each shares with these parts, of each part that of the word which is most
        like it. All names are among them that share the floor of what is possible beside them.
        """
        gains = [self._gain(part) for part in parts]
        for place, (one, two) in enumerate(pairwise(parts)):
            names = self._written_as_one(one.text, two.text)
            for gain in gains[place : place + 2]:
                gain.joined = np.concatenate([gain.joined, names])
        having = [self.places.values[:0], *self._having(gains, floors[beside.others])]
        if any(gain.names >= CONFIG.common_word for gain in gains):
            having += (self._favoured(gains, favoured, floors[points]) for points, favoured in beside.favoured.items())
        found = distinct(np.concatenate(having))
        words, starts = self._words_of(found)
        shared = np.zeros(len(found), np.float32)
        for gain in gains if len(found) else ():
            of_part = np.maximum.reduceat(gain.of_words[words], starts)
            joined = np.searchsorted(found, gain.joined)
            of_part[joined] = np.maximum(of_part[joined], gain.by_joined)
            shared += of_part
        return found, shared

    def _having(self, gains: Sequence["_Gain"], floor: float) -> Iterator[Numbers]:
        """The names that have words of these gains: all that may gain ``floor``, and of the others those with words
        that less than ``CONFIG.common_word`` names have, whose initials and remnants are worth a look.
        """
        most = sum(gain.most for gain in gains)
        unsearched = 0.0
        for gain in sorted(gains, key=lambda one: -one.names):
            yield gain.joined
            words = gain.words
            if gain.names >= CONFIG.common_word:
                if unsearched + gain.most < floor:
                    unsearched += gain.most
                    continue
                words = words[gain.by_words + (most - gain.most) >= floor]
            yield self.places.several(words)[0]

    def _favoured(self, gains: Sequence["_Gain"], favoured: Numbers, floor: float) -> Numbers:
        """Those of the favoured names that may gain ``floor``."""
        favoured = favoured[self.weighing[favoured] > 0]
        if not len(favoured) or not gains:
            return favoured[:0]
        words, starts = self._words_of(favoured)
        highest = np.maximum.reduce([gain.of_words for gain in gains])
        return favoured[np.add.reduceat(highest[words], starts) >= floor]

    def _words_of(self, names: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
        """The words of these names, one name after the other, and where each begins."""
        words, lengths = self.parts.several(names)
        return words, np.cumsum(lengths, dtype=np.int64) - lengths

    def _gain(self, part: Part) -> "_Gain":
        words, likes = np.fromiter(part.words, np.uint32), np.fromiter(part.words.values(), np.float64)
        by_words = (credit_of_each(likes) * (part.weight + self.all_weights[words]) / 2).astype(np.float32)
        of_words = np.zeros(len(self.words), np.float32)
        of_words[words] = by_words
        return _Gain(
            words=words,
            by_words=by_words,
            of_words=of_words,
            joined=self.joined.find(skeleton(part.text)),
            by_joined=CONFIG.joined * part.weight,
            names=int(self._names_with(words).sum()),
        )

    def _written_as_one(self, one: str, two: str) -> Numbers:
        whole, sound = one + two, skeleton(one + two)
        sounding = self.by_key.find(sound)
        words = sounding[one_part([whole], list(map(self.words.__getitem__, sounding.tolist())), sound)[0]]
        read = self.by_key.find(*east_asian.run_readings((one, two)))
        return self.places.several(distinct(np.concatenate([words, read])))[0]
