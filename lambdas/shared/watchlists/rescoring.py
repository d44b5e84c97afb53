"""How alike a name asked for and a listed one are, part by part.

Parts that are spellings of one count by how much they say; then parts written as one or apart, initials and
parts cut off. What is left over on both sides contradicts; on one side only, it was left out or added.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from lambdas.shared.watchlists.candidates import ONE_NAME, Names, Part
from lambdas.shared.watchlists.reasons import PLACES, Reason
from lambdas.shared.watchlists.spelling import likeness, skeleton

_BASE = 1.35
"""Points of a name that is the same; from 0 on a person looks at it."""
_STEEPNESS = 8.0
"""Points that a name loses which has nothing in common."""
_ALTERED, _DIFFERING, _ADDED, _LEFT_OUT = 0.6, 2.5, 0.6, 0.22
"""What it weighs that a part is spelled otherwise, contradicts, is more, or is left out."""
_COMMON, _RARE = 2.0, 5.0
"""Points that a name loses which says nothing, and how much it must say (nats) to keep most of them."""
_RARITY, _RARE_FROM, _RARE_TO, _NEARLY_SAME = 1.5, 12.0, 15.0, 0.04
"""Points that a rare name gains: from how much it says (nats), all of them from where, and what share it may lose."""
_UNLIKE = 0.5
"""Likeness that is as good as none."""
_SHAPE = 0.75
_JOINED, _CUT = 0.9, 0.9
"""What a part counts that is written as one with its neighbour, or as much of it as was not cut off."""
_INITIAL, _INITIAL_CREDIT = 0.37, 0.67
"""What an initial says, in nats, and what it counts of it."""
_SLIP, _SHORT = 0.4, 3
"""What a part counts with another letter, and up to how many letters it is too short to be found by its likeness."""
_LONGEST_RUN, _LENGTHS_APART, _SHORTEST_WHOLE, _SHORTEST_CUT = 3, 2, 3, 3


_Left = TypeVar("_Left")


class Compared(NamedTuple):
    """How much of two names, in nats, is shared, spelled otherwise, contradicts, was added and was left out."""

    shared: float
    altered: float
    differing: float
    added: float
    left_out: float

    @property
    def points(self) -> float:
        lost = self._lost()
        return _BASE - _STEEPNESS * lost / max(self.shared + lost, 1e-9) - self._common() + self._rare(lost)

    def reasons(self) -> Iterator[Reason]:
        """The same points, each loss with its code."""
        lost = self._lost()
        yield Reason("NAME_ALIKE" if lost else "NAME_SAME", _BASE)
        for code, loss in zip(_CODES, self._losses(), strict=True):
            if loss:
                yield Reason(code, round(-_STEEPNESS * loss / (self.shared + lost), PLACES))
        if common := round(self._common(), PLACES):
            yield Reason("NAME_COMMON", -common)
        if rare := round(self._rare(lost), PLACES):
            yield Reason("NAME_RARE", rare)

    def _losses(self) -> tuple[float, float, float, float]:
        return _ALTERED * self.altered, _DIFFERING * self.differing, _ADDED * self.added, _LEFT_OUT * self.left_out

    def _lost(self) -> float:
        return sum(self._losses())

    def _common(self) -> float:
        return _COMMON * math.exp(-self.shared / _RARE)

    def _rare(self, lost: float) -> float:
        """Who has a rare name in full is looked at even where birth date and country are others."""
        if lost > _NEARLY_SAME * self.shared:
            return 0.0
        return _RARITY * min(max((self.shared - _RARE_FROM) / (_RARE_TO - _RARE_FROM), 0.0), 1.0)


_CODES = ("SPELLED_OTHERWISE", "PARTS_DIFFER", "PARTS_ADDED", "PARTS_LEFT_OUT")


def compare(asked: Sequence[Part], listed: Sequence[int], names: Names) -> Compared:
    """The parts asked for, and a listed name by the numbers of its words."""
    pairing = _Pairing(asked, listed, names)
    pairing.spellings(ONE_NAME)
    if pairing.asked and pairing.listed:
        pairing.joined()
        pairing.spellings(0)
        pairing.remnants()
    return pairing.compared()


class _Pairing:
    """Which parts belong together; ``asked`` and ``listed`` have what is left over, by its place."""

    def __init__(self, asked: Sequence[Part], listed: Sequence[int], names: Names) -> None:
        self._parts, self._words, self._names = asked, listed, names
        self.asked, self.listed = dict(enumerate(asked)), dict(enumerate(listed))
        self._shared = self._altered = 0.0

    def spellings(self, least: float) -> None:
        """Those at least so alike: best pairs first, each part in one pair at most."""
        weights = self._names.weights
        pairs = [
            (alike * (part.weight + weights[word]) / 2, i, j, alike)
            for i, part in self.asked.items()
            for j, word in self.listed.items()
            if (alike := part.words.get(word, 0.0)) > least
        ]
        for _, i, j, alike in sorted(pairs, key=_best_first):
            if i in self.asked and j in self.listed:
                weight = (self.asked.pop(i).weight + weights[self.listed.pop(j)]) / 2
                self._count(weight, _credit(alike))

    def joined(self) -> None:
        texts, words = [part.text for part in self._parts], [self._names.words[word] for word in self._words]
        for i, part in list(self.asked.items()):
            if _take_run(part.text, words, self.listed):
                del self.asked[i]
                self._count(part.weight, _JOINED)
        for j, word in list(self.listed.items()):
            if _take_run(words[j], texts, self.asked):
                del self.listed[j]
                self._count(self._names.weights[word], _JOINED)

    def remnants(self) -> None:
        """Initials, parts that a field had no room for, and short ones with another letter."""
        for i, part in list(self.asked.items()):
            for j, word in list(self.listed.items()):
                if credit := _remnant(part.text, self._names.words[word], last=i == len(self._parts) - 1):
                    del self.asked[i], self.listed[j]
                    initial = len(part.text) == 1 or len(self._names.words[word]) == 1
                    self._count(_INITIAL if initial else max(part.weight, self._names.weights[word]), credit)
                    break

    def compared(self) -> Compared:
        added = sum(part.weight for part in self.asked.values())
        left_out = sum(self._names.weights[word] for word in self.listed.values())
        differing = min(added, left_out)
        return Compared(self._shared, self._altered, differing, added - differing, left_out - differing)

    def _count(self, weight: float, credit: float) -> None:
        self._shared += credit * weight
        self._altered += (1 - credit) * weight


def _best_first(pair: tuple[float, int, int, float]) -> tuple[float, int, int]:
    return -pair[0], pair[1], pair[2]


def _credit(alike: float) -> float:
    return math.pow(max((alike - _UNLIKE) / (1 - _UNLIKE), 0.0), _SHAPE)


def _remnant(one: str, two: str, *, last: bool) -> float:
    """What a part counts of which the other one has the beginning, or which differs by a letter; 0 for others."""
    short, long = sorted((one, two), key=len)
    if long.startswith(short):
        if len(short) == 1:
            return _INITIAL_CREDIT
        return _CUT * len(short) / len(long) if last or len(short) >= _SHORTEST_CUT else 0.0
    return _SLIP if 1 < len(long) <= _SHORT and OSA.distance(one, two) == 1 else 0.0


def _take_run(whole: str, texts: Sequence[str], free: dict[int, _Left]) -> bool:
    """Whether neighbours, one of them at least free, are written as one here; they are free no more."""
    if len(whole) < _SHORTEST_WHOLE or len(texts) < 2:  # noqa: PLR2004
        return False
    first, sound = whole[0], skeleton(whole)[0]
    for start, text in enumerate(texts):
        if text[0] != first and skeleton(text)[0] != sound:
            continue
        for end in range(start + 2, min(start + _LONGEST_RUN, len(texts)) + 1):
            run = range(start, end)
            if any(place in free for place in run) and _is_whole(whole, texts[start:end]):
                for place in run:
                    free.pop(place, None)
                return True
    return False


def _is_whole(whole: str, texts: Sequence[str]) -> bool:
    apart = sum(map(len, texts)) - len(whole)
    return abs(apart) <= _LENGTHS_APART and likeness(whole, "".join(texts)) >= ONE_NAME
