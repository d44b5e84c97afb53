"""How alike a name that is searched for (*asked*) and a listed one are, part by part.

First come parts that are spellings of one, then parts written as one or apart, then initials and parts cut off; each
counts by its weight. Parts left over on both sides contradict; on one side only, they were left out or added.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from lambdas.shared.watchlists.candidates import Names, Part
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.reasons import PLACES, Reason
from lambdas.shared.watchlists.spelling import likeness, skeleton

_Left = TypeVar("_Left")


class Compared(NamedTuple):
    """The weight of what two names share, and of parts that are spelled otherwise, contradict, were added or left out.

    All in nats. ``points``: what the likeness of the name adds to the score.
    """

    shared: float
    altered: float
    differing: float
    added: float
    left_out: float

    @property
    def points(self) -> float:
        lost = self._lost()
        loss = CONFIG.nothing_shared * lost / max(self.shared + lost, 1e-9)
        return CONFIG.same_name - loss - self._common() + self._rare(lost)

    def reasons(self) -> Iterator[Reason]:
        """The same points, each gain and loss with its code."""
        lost = self._lost()
        yield Reason("NAME_ALIKE" if lost else "NAME_SAME", CONFIG.same_name)
        for code, loss in zip(_CODES, self._losses(), strict=True):
            if loss:
                yield Reason(code, round(-CONFIG.nothing_shared * loss / (self.shared + lost), PLACES))
        if common := round(self._common(), PLACES):
            yield Reason("NAME_COMMON", -common)
        if rare := round(self._rare(lost), PLACES):
            yield Reason("NAME_RARE", rare)

    def _losses(self) -> tuple[float, float, float, float]:
        return (
            CONFIG.altered * self.altered,
            CONFIG.differing * self.differing,
            CONFIG.added * self.added,
            CONFIG.left_out * self.left_out,
        )

    def _lost(self) -> float:
        return sum(self._losses())

    def _common(self) -> float:
        return CONFIG.says_nothing * math.exp(-self.shared / CONFIG.says_enough)

    def _rare(self, lost: float) -> float:
        """A rare name in full is a possible match even where birth date and country are others."""
        if lost > CONFIG.nearly_same * self.shared:
            return 0.0
        share = (self.shared - CONFIG.rare_from) / (CONFIG.rare_to - CONFIG.rare_from)
        return CONFIG.rare_name * min(max(share, 0.0), 1.0)


_CODES = ("SPELLED_OTHERWISE", "PARTS_DIFFER", "PARTS_ADDED", "PARTS_LEFT_OUT")


def compare(asked: Sequence[Part], listed: Sequence[int], names: Names) -> Compared:
    """Compare the parts that are searched for with a listed name, by the numbers of its words."""
    pairing = _Pairing(asked, listed, names)
    pairing.spellings(CONFIG.one_part_from)
    if pairing.asked and pairing.listed:
        pairing.joined()
        pairing.spellings(0)
        pairing.remnants()
    return pairing.compared()


class _Pairing:
    """Which parts belong together. ``asked`` and ``listed`` hold the parts that are left over, by their places."""

    def __init__(self, asked: Sequence[Part], listed: Sequence[int], names: Names) -> None:
        self._parts, self._words, self._names = asked, listed, names
        self.asked, self.listed = dict(enumerate(asked)), dict(enumerate(listed))
        self._shared = self._altered = 0.0

    def spellings(self, least: float) -> None:
        """Pair the parts that are more alike than ``least``: best pairs first, each part in one pair at most."""
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
        """Take out the parts that the other name writes as one with a neighbour, or apart."""
        texts, words = [part.text for part in self._parts], [self._names.words[word] for word in self._words]
        for i, part in list(self.asked.items()):
            if _take_run(part.text, words, self.listed):
                del self.asked[i]
                self._count(part.weight, CONFIG.joined)
        for j, word in list(self.listed.items()):
            if _take_run(words[j], texts, self.asked):
                del self.listed[j]
                self._count(self._names.weights[word], CONFIG.joined)

    def remnants(self) -> None:
        """Pair initials, parts that a field had no room for, and short parts with another letter."""
        for i, part in list(self.asked.items()):
            for j, word in list(self.listed.items()):
                if credit := _remnant(part.text, self._names.words[word], last=i == len(self._parts) - 1):
                    del self.asked[i], self.listed[j]
                    initial = len(part.text) == 1 or len(self._names.words[word]) == 1
                    weight = CONFIG.initial_weight if initial else max(part.weight, self._names.weights[word])
                    self._count(weight, credit)
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
    """The share of its weight that a pair of parts so alike counts."""
    return math.pow(max((alike - CONFIG.unlike) / (1 - CONFIG.unlike), 0.0), CONFIG.credit_exponent)


def _remnant(one: str, two: str, *, last: bool) -> float:
    """The share that a part counts which begins the other one or differs from it by a letter; 0 for other parts."""
    short, long = sorted((one, two), key=len)
    if long.startswith(short):
        if len(short) == 1:
            return CONFIG.initial
        return CONFIG.cut * len(short) / len(long) if last or len(short) >= CONFIG.shortest_cut else 0.0
    return CONFIG.slip if 1 < len(long) <= CONFIG.slip_length and OSA.distance(one, two) == 1 else 0.0


def _take_run(whole: str, texts: Sequence[str], free: dict[int, _Left]) -> bool:
    """Whether ``whole`` is neighbours written as one, at least one of them free; then it removes them from ``free``."""
    if len(whole) < CONFIG.shortest_whole or len(texts) <= 1:
        return False
    first, sound = whole[0], skeleton(whole)[0]
    for start, text in enumerate(texts):
        if text[0] != first and skeleton(text)[0] != sound:
            continue
        for end in range(start + 2, min(start + CONFIG.longest_run, len(texts)) + 1):
            run = range(start, end)
            if any(place in free for place in run) and _is_whole(whole, texts[start:end]):
                for place in run:
                    free.pop(place, None)
                return True
    return False


def _is_whole(whole: str, texts: Sequence[str]) -> bool:
    apart = sum(map(len, texts)) - len(whole)
    return abs(apart) <= CONFIG.run_lengths and likeness(whole, "".join(texts)) >= CONFIG.one_part_from
