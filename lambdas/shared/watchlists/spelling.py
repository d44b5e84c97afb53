"""The parts of names that are searched for, and how alike two parts are.

A part's *skeleton* is what stays of it in most spellings: its consonants, by the sound they have in common
(SERGEI, SERGEY and SERGEJ are one; MOHAMMED, MUHAMMAD and MEHMET too). Parts that may be one share a key.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz, process

from lambdas.shared.names.customs import syllables, wade_giles
from lambdas.shared.names.similarity import comparable_parts

_ALIKE = (
    "а=a с=c е=e о=o р=p х=x у=y і=i ј=j ѕ=s һ=h А=A В=B Е=E К=K М=M Н=H О=O Р=P С=C Т=T Х=X У=Y І=I Ј=J Ѕ=S"
    " Α=A Β=B Ε=E Ζ=Z Η=H Ι=I Κ=K Μ=M Ν=N Ο=O Ρ=P Τ=T Υ=Y Χ=X ο=o"
)
_LOOKALIKES = str.maketrans(dict(pair.split("=") for pair in _ALIKE.split()))
"""Cyrillic and Greek letters that nobody tells from Latin ones, where a name has both."""
_MISREAD = str.maketrans("015826", "OLSBZG")
"""Digits that a reader of pictures takes for letters."""
_LATIN, _OTHER = re.compile("[A-Za-z]"), re.compile("[Ͱ-ӿ]")
_SMALL_L = re.compile("(?<=[A-Z][A-Z])l")
"""Among capitals it is an I."""
_TWO_FOR_ONE = (("RN", "M"), ("CL", "D"))
"""Letters that such a reader takes for one."""
_NUMBER_IN_WORD = re.compile(r"(?<=[A-Z])[015826](?=[A-Z0-9]|$)|^[015826](?=[A-Z])")

_AS_ONE = "PH>F SCHTSCH>S SHCH>S TSCH>S TCH>S SCH>S SH>S CH>S ZH>S CZ>S SZ>S TS>S HS>S KH>H GH>H DJ>J DZH>J"
_SOUNDS = tuple(pair.split(">") for pair in _AS_ONE.split())
_CLASSES = str.maketrans("VWCQGZXDB", "FFKKKSSTP", "AEIOUY")
_BARE = 0.97
"""Likeness of a part and itself without its vowels, or misread."""
_NO_VOWELS = str.maketrans("", "", "AEIOU")
_REPEATED = re.compile(r"(.)\1+")
_LONG_SKELETON, _LONG_PART = 4, 3
"""Consonants, and letters, from which one may be wrong."""
_LONGEST_SYLLABLE = 6
_SAME_SYLLABLE, _OTHER_SYLLABLE = 0.95, 0.66
"""Likeness of a Chinese syllable in pinyin and in Wade-Giles (ZHANG and CHANG), and at most of two (HUANG)."""
_LEAST_LETTERS, _EQUAL = 50, 100
"""Percent of letters in common below which no sound makes two parts alike."""
_SOUND_SHARE, _MOST_SOUND = 0.12, 0.6
"""What the sound says of two parts' likeness: a share for each consonant, and at most."""


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name in capital Latin letters, without what is not seen, and with what looks like them."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    if _LATIN.search(seen) and _OTHER.search(seen):
        seen = seen.translate(_LOOKALIKES)
    seen = _SMALL_L.sub("I", seen)
    return tuple(_NUMBER_IN_WORD.sub(_letter, part) for part in comparable_parts(seen))


def _letter(digit: re.Match[str]) -> str:
    return digit[0].translate(_MISREAD)


@lru_cache(32768)
def skeleton(part: str) -> str:
    """The consonants of a part by their common sounds; a part without any as it is."""
    sound = part
    for letters, one in _SOUNDS:
        sound = sound.replace(letters, one)
    single = _REPEATED.sub(r"\1", sound)
    return f"{single[:1]}{single[1:].replace('H', '').removesuffix('J')}".translate(_CLASSES) or part


def keys(part: str) -> Iterator[str]:
    """What parts that may be spellings of one have in common; keys may repeat."""
    sound = skeleton(part)
    yield sound
    if len(sound) >= _LONG_SKELETON:
        yield from _shortened(sound)
    yield f"-{_without_vowels(part)}"
    if len(part) >= _LONG_PART:
        yield from (f"={shorter}" for shorter in (part, *_shortened(part)))
    if _seen(part) != part:
        yield skeleton(_seen(part))


def _shortened(text: str) -> Iterator[str]:
    """The text with each one of its letters left out."""
    return (text[:place] + text[place + 1 :] for place in range(len(text)))


def likeness(one: str, two: str) -> float:
    """How alike two parts are, 0 to 1: by their letters and, the more consonants there are, by their sound."""
    return _with_sound(fuzz.ratio(one, two) / 100, skeleton(one), skeleton(two))


def alike(part: str, words: list[str], least: float) -> Iterator[tuple[int, float]]:
    """The places of those of ``words`` that are at least so alike, and how much."""
    sound, bare, seen = skeleton(part), _without_vowels(part), _seen(part)
    for word, letters, place in process.extract(
        part, words, scorer=fuzz.ratio, score_cutoff=_LEAST_LETTERS, limit=None
    ):
        found = _with_sound(letters / 100, sound, skeleton(word))
        if found < _BARE and (_is_bare(part, word, bare) or seen == _seen(word)):
            found = _BARE
        if found < least:
            continue
        if letters < _EQUAL and _are_syllables(part, word):
            same = word == wade_giles(part) or part == wade_giles(word)
            found = _SAME_SYLLABLE if same else min(found, _OTHER_SYLLABLE)
        yield place, found


def _with_sound(letters: float, one: str, two: str) -> float:
    if letters == 1:
        return 1.0
    share = min(_SOUND_SHARE * min(len(one), len(two)), _MOST_SOUND)
    return max(letters, (1 - share) * letters + share * fuzz.ratio(one, two) / 100)


def _without_vowels(part: str) -> str:
    """As those shorten a part who want it to be read, and not to be found: MONTOYA as MNTYA."""
    return part[:1] + part[1:].translate(_NO_VOWELS)


def _is_bare(one: str, two: str, bare: str) -> bool:
    """Whether two parts are one without vowels, which one of them has not within, and the other one has."""
    if len(bare) < _LONG_PART or len(one) == len(two) or bare != _without_vowels(two):
        return False
    return any(text == text.translate(_NO_VOWELS) for text in (one[1:-1], two[1:-1]))


def _seen(part: str) -> str:
    """As a reader of pictures may have it."""
    for two, one in _TWO_FOR_ONE:
        part = part.replace(two, one)
    return part


def _are_syllables(one: str, two: str) -> bool:
    """Whether each is one syllable of Chinese in pinyin."""
    return max(len(one), len(two)) <= _LONGEST_SYLLABLE and syllables(one) == (one,) and syllables(two) == (two,)
