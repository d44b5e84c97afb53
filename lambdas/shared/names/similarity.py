"""Names of people, compared as a careful clerk would compare them.

One name has many spellings: an umlaut with and without its dots, a language's way to write Cyrillic or
Arabic, a middle name, second surname or particle left out, a zone that is too short. What contradicts
counts against it: two names of which each has a part that the other lacks are two persons' names, and a
part that is only much like another is for a person to judge.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from lambdas.shared.names import customs
from lambdas.shared.names.customs import Fold, flat
from lambdas.shared.names.transliteration import to_latin

Parts = tuple[str, ...]

_CUSTOM, _CUT = 0.98, 0.95
"""Likeness of two spellings of one part, and of a part and its initial or what a zone had room for."""
_MISSING_PART = 0.02
"""What each part that only one of the two names has takes off."""
_SAME, _REVIEW, _OTHER = (0.9, 1.0), (0.6, 0.89), (0.0, 0.59)
"""From where to where the scores go of one name, of names that a person must judge, and of two names."""
_SYSTEM = 0.95
"""Score of a Chinese name in pinyin and in Wade-Giles; ..."""
_AMBIGUOUS = 0.8
"""... where what may be Wade-Giles is pinyin of another name too (CHANG WEI)."""
_ONE_PART = 0.75
"""Score of names that share one part and contradict in none."""
_WORTH_A_FOLD, _WORTH_A_LOOK = 40, 55
"""Percent of likeness below which no custom makes two parts one (ZHUKOV and JOUKOV: 67), or much alike."""
_SHORT, _MIDDLE, _LONG = 3, 6, 8
"""Letters of a part: up to the first none may be mistaken, from the last two; ..."""
_MOSTLY = 80
"""... and percent of likeness from which more may be, from the middle length."""
_INITIALS = 2
"""Letters of a part cut off that say as little as an initial."""
_LENGTHS_APART = 4
"""Letters more or fewer that a part has in another spelling, at most (SCHTSCH is the longest letter)."""
_ZONE_LENGTHS = frozenset((28, 29, 30, 37, 38))
"""Letters and single spaces of a name that fills 30, 31 or 39 characters, or all but the last."""

_READINGS = tuple(
    str.maketrans(dict(pair.split("=") for pair in table.split()))
    for table in (
        "Г=H И=Y Ё=IO Й=I",  # Ukrainian and Belarusian
        "Г=G Ж=Z Х=H Ц=C Ч=C Ш=S Ђ=DJ Џ=DZ Щ=SHT Ъ=A Ѓ=GJ Ќ=KJ",  # Serbian, Macedonian, Bulgarian
        "Г=H Ж=Z Х=H Ц=C Ч=C Ш=S Ђ=D",  # Serbian by the standard
        "Щ=SHT Ъ=A Х=H",  # Bulgarian
    )
)
"""What the standard and national laws have for letters of some languages, instead of the first choice."""
_MARKED = str.maketrans({"Š": "SH", "Č": "CH", "Ć": "C", "Ž": "ZH", "Đ": "DJ", "Ü": "YU"})
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")


class _Reading(NamedTuple):
    """One way to read a name: its parts, the customs they are under, and whether its script says so."""

    parts: Parts
    customs: frozenset[Fold]
    script: frozenset[Fold] = frozenset()


def comparable_parts(name: str) -> list[str]:
    """The parts of a name as they are indexed: hyphens separate, apostrophes vanish, particles stay.

    Of the ways to write Ä, Ø and Ü it is one.
    """
    return [flat(part) for word in _words(name) for part in _indexed(word).split()]


def _indexed(word: str) -> str:
    """In Arabic script, without the X that marks letters which the standard has no Latin one for."""
    return to_latin(word).replace("X", "") if customs.in_arabic(word) else to_latin(word)


def similarity(left: str, right: str) -> float:
    """How alike two names are, 0 to 1, whatever the order of their parts and of the arguments.

    From 0.9 one name, from 0.6 names that a person must judge, below names of two persons. A name without
    letters is like no other.
    """
    return max((_compare(one, two) for one, two in product(_readings(left), _readings(right))), default=0.0)


def _readings(name: str) -> tuple[_Reading, ...]:
    """The first is the standard's. None of a name without letters."""
    scripts = ((customs.cyrillic, _CYRILLIC_LETTER.search(name)), (customs.arabic, customs.in_arabic(name)))
    script = frozenset(custom for custom, found in scripts if found)
    parts = dict.fromkeys(_parts(text) for text in _texts(name))
    return tuple(_Reading(one, customs.customs_of(one) | script, script) for one in parts if one)


def _texts(name: str) -> Iterator[str]:
    yield name
    capitals = unicodedata.normalize("NFC", name).upper()
    if capitals.translate(_MARKED) != capitals:
        yield capitals.translate(_MARKED)
    if _CYRILLIC_LETTER.search(name):
        yield from map(capitals.translate, _READINGS)


def _parts(text: str) -> Parts:
    """Without titles, abbreviations written out. Words in Arabic script stay as they are."""
    parts = [part for word in _words(text) for part in ([word] if customs.in_arabic(word) else to_latin(word).split())]
    named = [part for part in parts if part not in customs.TITLES]
    return tuple(customs.ABBREVIATIONS.get(part, part) for part in (named if len(named) > 1 else parts))


def _words(text: str) -> list[str]:
    text = text.replace("Mª", "Maria")
    if not customs.in_arabic(text):
        return [text]
    letters = filter(_is_written, unicodedata.normalize("NFKC", text))
    return list(customs.arabic_readings(re.sub(r"[\W\d_]+", " ", "".join(letters))))


def _is_written(letter: str) -> bool:
    """Not a vowel's mark, nor what only makes a word longer."""
    return unicodedata.category(letter) not in ("Mn", "Lm")


def _compare(one: _Reading, two: _Reading) -> float:
    """The score of two readings."""
    if sorted(one.parts) == sorted(two.parts):
        return 1.0
    shared = (one.customs & two.customs) | one.script | two.script
    left, right = sorted((one.parts, two.parts), key=lambda parts: (len(parts), sorted(parts), parts))
    return max(_chinese(left, right), _Pairing.of(left, right, shared).score())


def _chinese(left: Parts, right: Parts) -> float:
    """Of one name in pinyin and in Wade-Giles; 0 of others."""
    for pinyin, other in ((left, right), (right, left)):
        syllables = [syllable for part in pinyin for syllable in customs.syllables(part)]
        spelled = sorted(map(customs.wade_giles, syllables)) == sorted(map(customs.relaxed, other))
        if spelled and all(map(customs.syllables, pinyin)):
            return _AMBIGUOUS if all(len(customs.syllables(part)) == 1 for part in other) else _SYSTEM
    return 0.0


class _Pairing(NamedTuple):
    """Which parts of two names belong together: (likeness, length, left, right), and what is left over."""

    pairs: list[tuple[float, int, str, str]]
    left: list[str]
    right: list[str]

    @classmethod
    def of(cls, left: Parts, right: Parts, shared: frozenset[Fold]) -> "_Pairing":
        """Best pairs first, each part in one pair at most."""
        cut = tuple(len(" ".join(parts)) in _ZONE_LENGTHS for parts in (left, right))
        pinyin = all(map(customs.syllables, (*left, *right)))
        if customs.arabic in shared:
            left, right = tuple(customs.arabic_words(left)), tuple(customs.arabic_words(right))
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
        near = [(one, two) for likeness, _, one, two in self.pairs if likeness < _CUT]
        sure = [pair for pair in self.pairs if pair[0] > _CUT or (pair[0] == _CUT and pair[1] > _INITIALS)]
        same = _names([one for _, _, one, _ in sure])
        if near or self._other_particles():
            couple = bool(near) and not same and all(_feminine(one, two) for one, two in near)
            return _between(_OTHER if couple else _REVIEW, self._mean(left, right))
        if len(same) < 2 and (left or right or len(self.pairs) > len(same)):  # noqa: PLR2004
            return _ONE_PART
        return _between(_SAME, self._mean() - _MISSING_PART * len(left + right))

    def _contradicts(self) -> bool:
        both = {frozenset(pair) for pair in product(self.left, self.right)}
        return bool(both.intersection(customs.CONTRADICTIONS)) or any(pair <= customs.SUFFIXES for pair in both)

    def _other_particles(self) -> bool:
        """Whether each name has particles that the other lacks, and they are not one word's forms."""
        left, right = (customs.PARTICLES.intersection(parts) for parts in (self.left, self.right))
        return bool(left and right) and not any(left | right <= family for family in customs.FAMILIES)

    def _mean(self, *leftovers: list[str]) -> float:
        """The likeness of the pairs, weighted by length; parts left over are unlike."""
        weights = sum(length for _, length, _, _ in self.pairs)
        over = max((sum(map(len, parts)) for parts in leftovers), default=0)
        return sum(likeness * length for likeness, length, _, _ in self.pairs) / max(weights + over, 1)


def _between(bounds: tuple[float, float], score: float) -> float:
    return min(max(score, bounds[0]), bounds[1])


def _names(parts: list[str]) -> list[str]:
    return [part for part in parts if part not in customs.PARTICLES]


def _joined(parts: Parts, other: Parts, shared: frozenset[Fold]) -> Parts:
    """Neighbours that the other name writes as one, written as one: ANNE MARIE as ANNEMARIE."""
    for length in (3, 2):
        for start in range(len(parts) - length + 1):
            run = parts[start : start + length]
            whole = "".join(run)
            if set(run) <= set(other) or customs.in_arabic(whole):
                continue
            if any(_spelling(whole, part, shared) for part in other if abs(len(whole) - len(part)) <= _LENGTHS_APART):
                return _joined((*parts[:start], whole, *parts[start + length :]), other, shared)
    return parts


def _likeness(one: str, two: str, shared: frozenset[Fold], cut: tuple[bool, ...], pinyin: bool) -> float:
    """Of two parts: 1 one, 0.95 or more two spellings of one, less much alike, 0 two parts."""
    if spelling := _spelling(one, two, shared):
        return spelling
    short, long = sorted((one, two), key=len)
    if long.startswith(short) and (len(short) == 1 or cut[0 if short == one else 1]):
        return _CUT
    return 0.0 if pinyin else _near(one, two, shared)


@lru_cache(16384)
def _spelling(one: str, two: str, shared: frozenset[Fold]) -> float:
    """Whether two parts are spellings of one, under one of the customs."""
    if one == two or flat(one) == flat(two):
        return 1.0
    if customs.in_arabic(one) or customs.in_arabic(two):
        return _CUSTOM if customs.spells(one, two) else 0.0
    if fuzz.ratio(one, two) < _WORTH_A_FOLD:
        return 0.0
    return _CUSTOM if any(_one_name(one, two, custom) for custom in shared) else 0.0


def _one_name(one: str, two: str, custom: Fold) -> bool:
    if custom is customs.arabic:
        return any(customs.arabic_alike(left, right) for left, right in product(custom(one), custom(two)))
    return not custom(one).isdisjoint(custom(two))


@lru_cache(16384)
def _near(one: str, two: str, shared: frozenset[Fold]) -> float:
    """How alike two parts are that a clerk would ask about; 0 where it is another name at once."""
    if customs.in_arabic(one) or customs.in_arabic(two):
        return _ONE_PART if customs.almost_spells(one, two) else 0.0
    if customs.arabic in shared:
        if _other_vowels(one, two):
            return 0.0
        one, two = _without_abd(one, two)
    near = fuzz.ratio(one, two) >= _WORTH_A_LOOK and (
        _sounds_like(one, two) or _mistyped(one, two) or _feminine(one, two)
    )
    return min(max(fuzz.ratio(one, two) / 100, _REVIEW[0]), _REVIEW[1]) if near else 0.0


def _without_abd(one: str, two: str) -> tuple[str, str]:
    """What tells compounds apart: two servants of God have the first half of their names in common."""
    both = one.startswith("ABD") and two.startswith("ABD")
    return (one.removeprefix("ABD"), two.removeprefix("ABD")) if both else (one, two)


def _other_vowels(one: str, two: str) -> bool:
    """Whether Arabic parts have other vowels, and not only one more (FAHD and FAHAD, KARIM and KARIMA)."""
    return any(
        customs.arabic_alike(left, right) is False and (len(left) == len(right) or OSA.distance(left, right) > 1)
        for left, right in product(customs.arabic(one), customs.arabic(two))
    )


def _sounds_like(one: str, two: str) -> bool:
    return customs.sound(one) == customs.sound(two) and min(len(one), len(two)) >= _SHORT


def _mistyped(one: str, two: str) -> bool:
    """A letter too many, too few, another or in another place: seldom the first, in short names never."""
    shortest, apart = min(len(one), len(two)), OSA.distance(one, two)
    left, right = customs.sound(one), customs.sound(two)
    if shortest <= _SHORT or (left[:1] != right[:1] and (shortest < _LONG or apart > 1)):
        return False
    mistakes = 2 if shortest >= _LONG else 1
    return min(apart, OSA.distance(left, right)) <= mistakes or (
        shortest >= _MIDDLE and fuzz.ratio(one, two) >= _MOSTLY
    )


def _feminine(one: str, two: str) -> bool:
    return any(
        his.endswith(ending) and his[: len(his) - len(ending)] + other == hers and len(his) >= _SHORT
        for his, hers in ((one, two), (two, one))
        for ending, other in customs.FEMININE
    )
