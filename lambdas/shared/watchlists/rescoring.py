"""How alike a name that is searched for (*asked*) and a listed one are, part by part.

First come parts that are spellings of one, then parts written as one or apart, then initials and parts cut off; each
counts by its weight. Parts left over on both sides contradict; on one side only, they were left out or added.
"""

from collections.abc import Sequence, Set
from typing import TypeVar

from rapidfuzz.distance import OSA

from lambdas.shared.names.customs.east_asian import readings, run_readings
from lambdas.shared.names.customs.rewriting import compiled
from lambdas.shared.names.customs.words import PATRONYMIC
from lambdas.shared.watchlists.candidates import Names, Part
from lambdas.shared.watchlists.compared import Compared, credit
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.spelling import is_initial, likeness, skeleton

_Left = TypeVar("_Left")


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
                self._count(weight, credit(alike))

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
        """Pair initials, parts that a field had no room for, short parts with another letter, and mistyped titles."""
        for i, part in list(self.asked.items()):
            for j, word in list(self.listed.items()):
                text, weight = self._names.words[word], self._names.weights[word]
                is_title = weight <= CONFIG.no_name < part.weight and is_mistyped_title(part.text, text)
                share = 1.0 if is_title else remnant(part.text, text, last=i == len(self._parts) - 1)
                if share:
                    del self.asked[i], self.listed[j]
                    initial = is_initial(part.text) or is_initial(text)
                    self._count(CONFIG.initial_weight if initial else weight, share)
                    break

    def compared(self) -> Compared:
        added = sum(part.weight * self._share_added(place) for place, part in self.asked.items())
        left_out = self._left_out()
        differing = min(added, left_out)
        return Compared(self._shared, self._altered, differing, added - differing, left_out - differing)

    def _share_added(self, place: int) -> float:
        """What a part counts that the listed name lacks: less between parts that it has, or for a father's name, and
        next to nothing where it says again what another part says.
        """
        text, paired = self._parts[place].text, self._paired
        if any(self._parts[other].text == text for other in paired):
            return CONFIG.repeated
        is_middle = any(other < place for other in paired) and any(other > place for other in paired)
        is_fathers = len(paired) > 1 and bool(compiled(PATRONYMIC).search(text))
        return CONFIG.middle_name if is_middle or is_fathers else 1.0

    def _left_out(self) -> float:
        """What the parts count that only the listed name has: less between shared ones, as middle names are."""
        paired = [place for place in range(len(self._words)) if place not in self.listed]
        between = range(min(paired, default=0) + 1, max(paired, default=0))
        return sum(
            self._names.weights[word] * (CONFIG.left_out_between if place in between else 1.0)
            for place, word in self.listed.items()
        )

    @property
    def _paired(self) -> Set[int]:
        return set(range(len(self._parts))) - self.asked.keys()

    def _count(self, weight: float, share: float) -> None:
        self._shared += share * weight
        self._altered += (1 - share) * weight


def _best_first(pair: tuple[float, int, int, float]) -> tuple[float, int, int]:
    return -pair[0], pair[1], pair[2]


def is_mistyped_title(one: str, title: str) -> bool:
    """Whether a part and a title or rank differ by a letter."""
    return min(len(one), len(title)) >= CONFIG.shortest_title and OSA.distance(one, title) == 1


def remnant(one: str, two: str, *, last: bool) -> float:
    """The share that a part counts which begins the other one or differs from it by a letter; 0 for other parts.

    ``last``: whether it is the last part of its name, which may be cut off anywhere.
    """
    short, long = sorted((one, two), key=len)
    if long.startswith(short):
        if is_initial(short):
            return CONFIG.initial
        return CONFIG.cut * len(short) / len(long) if last or len(short) >= CONFIG.shortest_cut else 0.0
    return CONFIG.slip if 1 < len(long) <= CONFIG.slip_length and OSA.distance(one, two) == 1 else 0.0


def _take_run(whole: str, texts: Sequence[str], free: dict[int, _Left]) -> bool:
    """Whether ``whole`` is neighbours written as one, all of them free; then it removes them from ``free``."""
    if len(whole) < CONFIG.shortest_whole or len(texts) <= 1:
        return False
    first, sound, read = whole[0], skeleton(whole)[0], readings(whole)
    for start, text in enumerate(texts[:-1]):
        if text[0] != first and not read and skeleton(text)[0] != sound:
            continue
        for end in range(start + 2, min(start + CONFIG.longest_run, len(texts)) + 1):
            run = range(start, end)
            if all(place in free for place in run) and is_whole(whole, texts[start:end]):
                for place in run:
                    free.pop(place, None)
                return True
    return False


def is_whole(whole: str, texts: Sequence[str]) -> bool:
    """Whether a part is these neighbours written as one."""
    read = readings(whole)
    if read and read & run_readings(texts):
        return True
    run = "".join(texts)
    return abs(len(run) - len(whole)) <= CONFIG.run_lengths and likeness(whole, run) >= CONFIG.one_part_from
