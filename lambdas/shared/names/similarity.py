"""Names of people, compared as a careful clerk would compare them.

One name has many spellings: an umlaut with and without its dots, a language's own way to write Cyrillic or Arabic, a
middle name, second surname or particle left out, a zone that was too short. What contradicts counts against it: where
each name has a part that the other lacks, they are two persons' names. Parts that are only much alike are for a person
to judge.
"""

from itertools import product
from typing import NamedTuple, Self

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs import ARABIC, arabic, arabic_script, chinese
from lambdas.shared.names.customs.western import flat, is_feminine_form
from lambdas.shared.names.customs.words import CONTRADICTIONS, FAMILIES, PARTICLES, SUFFIXES
from lambdas.shared.names.folding import Parts
from lambdas.shared.names.likeness import Customs, near, spelling
from lambdas.shared.names.readings import Reading, readings

_ONE = (CONFIG.one_name_from, 1.0)
_REVIEW = (CONFIG.review_from, CONFIG.review_to)
_OTHER = (0.0, CONFIG.other_to)
"""The lowest and highest score of one name, of names that a person must judge, and of two persons' names."""
_ZONE_LENGTHS = frozenset((28, 29, 30, 37, 38))
"""Letters and single spaces of a name that fills the 30, 31 or 39 characters of a machine-readable zone's name field,
or all but the last."""


def similarity(left: str, right: str) -> float:
    """How alike two names are, from 0 to 1, whatever the order of their parts and of the arguments.

    From ``CONFIG.one_name_from`` one name, from ``CONFIG.review_from`` names that a person must judge, below names of
    two persons. A name without letters is like no other.
    """
    return max((_compare(one, two) for one, two in product(readings(left), readings(right))), default=0.0)


def _compare(one: Reading, two: Reading) -> float:
    if sorted(map(flat, one.parts)) == sorted(map(flat, two.parts)):
        return 1.0
    shared = (one.customs & two.customs) | one.script | two.script
    left, right = sorted((one.parts, two.parts), key=lambda parts: (len(parts), sorted(parts), parts))
    return max(chinese.similarity(left, right), _Pairing.of(left, right, shared).score())


class _Pairing(NamedTuple):
    """Which parts of two names belong together: (likeness, length, left, right), and what is left over."""

    pairs: list[tuple[float, int, str, str]]
    left: list[str]
    right: list[str]

    @classmethod
    def of(cls, left: Parts, right: Parts, shared: Customs) -> Self:
        """Best pairs first, each part in one pair at most."""
        cut = tuple(len(" ".join(parts)) in _ZONE_LENGTHS for parts in (left, right))
        pinyin = all(map(chinese.syllables, (*left, *right)))
        if ARABIC in shared:
            left, right = tuple(arabic.joined_words(left)), tuple(arabic.joined_words(right))
        left, right = _joined(left, right, shared), _joined(right, left, shared)
        found = sorted(
            (
                (likeness, min(len(one), len(two)), i, j)
                for (i, one), (j, two) in product(enumerate(left), enumerate(right))
                if (likeness := _likeness(one, two, shared, cut, pinyin))
            ),
            key=lambda pair: (-pair[0], -pair[1], left[pair[2]], right[pair[3]]),
        )
        free, open_ = dict(enumerate(left)), dict(enumerate(right))
        pairs = [
            (likeness, length, free.pop(i), open_.pop(j))
            for likeness, length, i, j in found
            if i in free and j in open_
        ]
        return cls(pairs, list(free.values()), list(open_.values()))

    def score(self) -> float:
        left, right = _names(self.left), _names(self.right)
        if (left and right) or self._contradicts() or not self.pairs:
            return _between(_OTHER, self._mean(left, right))
        alike = [(one, two) for likeness, _, one, two in self.pairs if likeness < CONFIG.cut_off]
        same = _names([one for likeness, length, one, _ in self.pairs if _is_sure(likeness, length)])
        if alike or self._has_other_particles():
            is_couple = bool(alike) and not same and all(is_feminine_form(one, two) for one, two in alike)
            return _between(_OTHER if is_couple else _REVIEW, self._mean(left, right))
        if len(same) <= 1 and (left or right or len(self.pairs) > len(same)):
            return CONFIG.one_part
        return _between(_ONE, self._mean() - CONFIG.part_missing * len(left + right))

    def _contradicts(self) -> bool:
        both = {frozenset(pair) for pair in product(self.left, self.right)}
        return bool(both.intersection(CONTRADICTIONS)) or any(pair <= SUFFIXES for pair in both)

    def _has_other_particles(self) -> bool:
        """Whether each name has particles that the other lacks, and they are not forms of one word."""
        left, right = (PARTICLES.intersection(parts) for parts in (self.left, self.right))
        return bool(left and right) and not any(left | right <= family for family in FAMILIES)

    def _mean(self, *leftovers: list[str]) -> float:
        """The likeness of the pairs, weighted by their length; parts that are left over are unlike."""
        weights = sum(length for _, length, _, _ in self.pairs)
        over = max((sum(map(len, parts)) for parts in leftovers), default=0)
        return sum(likeness * length for likeness, length, _, _ in self.pairs) / max(weights + over, 1)


def _is_sure(likeness: float, length: int) -> bool:
    """Whether a pair is one part, and neither of both an initial."""
    return likeness > CONFIG.cut_off or (likeness == CONFIG.cut_off and length > CONFIG.initials)


def _between(band: tuple[float, float], score: float) -> float:
    return min(max(score, band[0]), band[1])


def _names(parts: list[str]) -> list[str]:
    return [part for part in parts if part not in PARTICLES]


def _joined(parts: Parts, other: Parts, shared: Customs) -> Parts:
    """Neighbours that the other name writes as one, written as one: ANNE MARIE as ANNEMARIE."""
    for length in (3, 2):
        for start in range(len(parts) - length + 1):
            run = parts[start : start + length]
            whole = "".join(run)
            if set(run) <= set(other) or arabic_script.is_in_arabic(whole):
                continue
            apart = {part: abs(len(flat(whole)) - len(flat(part))) for part in other}
            near_in_length = (part for part, letters in apart.items() if letters <= CONFIG.spelling_lengths)
            if any(spelling(whole, part, shared) for part in near_in_length):
                return _joined((*parts[:start], whole, *parts[start + length :]), other, shared)
    return parts


def _likeness(one: str, two: str, shared: Customs, cut: tuple[bool, ...], pinyin: bool) -> float:
    """Of a part of the left name and one of the right. ``cut``: whether each name filled its zone's name field;
    ``pinyin``: whether both may be pinyin, where other letters are another name.
    """
    if found := spelling(one, two, shared):
        return found
    short, long = sorted((one, two), key=len)
    if long.startswith(short) and (len(short) == 1 or cut[0 if short == one else 1]):
        return CONFIG.cut_off
    return 0.0 if pinyin else near(one, two, shared)
