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

from lambdas.shared.names.customs.chinese import syllables, wade_giles
from lambdas.shared.names.readings import comparable_parts
from lambdas.shared.watchlists.config import CONFIG

_ALIKE = (
    "а=a с=c е=e о=o р=p х=x у=y і=i ј=j ѕ=s һ=h А=A В=B Е=E К=K М=M Н=H О=O Р=P С=C Т=T Х=X У=Y І=I Ј=J Ѕ=S"
    " Α=A Β=B Ε=E Ζ=Z Η=H Ι=I Κ=K Μ=M Ν=N Ο=O Ρ=P Τ=T Υ=Y Χ=X ο=o"
)
_LOOKALIKES = str.maketrans(dict(pair.split("=") for pair in _ALIKE.split()))
"""Cyrillic and Greek letters that look like Latin ones: in a name that has both they are taken for those."""
_MISREAD = str.maketrans("015826", "OLSBZG")
"""Digits, and the letters that a machine misreads as them."""
_LATIN, _OTHER = re.compile("[A-Za-z]"), re.compile("[Ͱ-ӿ]")
_SMALL_L = re.compile("(?<=[A-Z][A-Z])l")
"""Among capitals it is an I."""
_TWO_FOR_ONE = (("RN", "M"), ("CL", "D"))
"""Pairs of letters that a machine misreads as one."""
_NUMBER_IN_WORD = re.compile(r"(?<=[A-Z])[015826](?=[A-Z0-9]|\Z)|^[015826](?=[A-Z])")

_AS_ONE = "PH>F SCHTSCH>S SHCH>S TSCH>S TCH>S SCH>S SH>S CH>S ZH>S CZ>S SZ>S TS>S HS>S KH>H GH>H DJ>J DZH>J"
_SOUNDS = tuple(pair.split(">") for pair in _AS_ONE.split())
_CLASSES = str.maketrans("VWCQGZXDB", "FFKKKSSTP", "AEIOUY")
_NO_VOWELS = str.maketrans("", "", "AEIOU")
_REPEATED = re.compile(r"(.)\1+")
_LONGEST_SYLLABLE = 6
"""Letters of a syllable in pinyin (ZHUANG)."""
_ALL = 100
"""Percent."""


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name in capital Latin letters, invisible characters left out and look-alikes put right."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    if _LATIN.search(seen) and _OTHER.search(seen):
        seen = seen.translate(_LOOKALIKES)
    seen = _SMALL_L.sub("I", seen)
    return tuple(_NUMBER_IN_WORD.sub(_letter, part) for part in comparable_parts(seen))


def _letter(digit: re.Match[str]) -> str:
    return digit[0].translate(_MISREAD)


@lru_cache(32768)
def skeleton(part: str) -> str:
    """The consonants of a part by their common sounds; a part without consonants unchanged."""
    sound = part
    for letters, one in _SOUNDS:
        sound = sound.replace(letters, one)
    single = _REPEATED.sub(r"\1", sound)
    return f"{single[:1]}{single[1:].replace('H', '').removesuffix('J')}".translate(_CLASSES) or part


def keys(part: str) -> Iterator[str]:
    """Keys of a part: parts that may be spellings of one share a key. Keys may repeat."""
    sound = skeleton(part)
    yield sound
    if len(sound) >= CONFIG.wrong_consonant:
        yield from _shortened(sound)
    yield f"-{_without_vowels(part)}"
    if len(part) >= CONFIG.wrong_letter:
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
    """The places of those of ``words`` whose likeness to ``part`` is at least ``least``, with that likeness."""
    sound, bare, seen = skeleton(part), _without_vowels(part), _seen(part)
    for word, letters, place in process.extract(
        part, words, scorer=fuzz.ratio, score_cutoff=CONFIG.least_letters, limit=None
    ):
        found = _with_sound(letters / 100, sound, skeleton(word))
        if found < CONFIG.no_vowels and (_is_bare(part, word, bare) or seen == _seen(word)):
            found = CONFIG.no_vowels
        if found < least:
            continue
        if letters < _ALL and _are_syllables(part, word):
            same = word == wade_giles(part) or part == wade_giles(word)
            found = CONFIG.same_syllable if same else min(found, CONFIG.other_syllable)
        yield place, found


def _with_sound(letters: float, one: str, two: str) -> float:
    if letters == 1:
        return 1.0
    share = min(CONFIG.sound_share * min(len(one), len(two)), CONFIG.most_sound)
    return max(letters, (1 - share) * letters + share * fuzz.ratio(one, two) / 100)


def _without_vowels(part: str) -> str:
    """MONTOYA as MNTYA: some people shorten a name so that it can be read, but not be found."""
    return part[:1] + part[1:].translate(_NO_VOWELS)


def _is_bare(one: str, two: str, bare: str) -> bool:
    """Whether one of the parts is the other one without the vowels inside it."""
    if len(bare) < CONFIG.wrong_letter or len(one) == len(two) or bare != _without_vowels(two):
        return False
    return any(text == text.translate(_NO_VOWELS) for text in (one[1:-1], two[1:-1]))


def _seen(part: str) -> str:
    """The part as a machine may misread it."""
    for two, one in _TWO_FOR_ONE:
        part = part.replace(two, one)
    return part


def _are_syllables(one: str, two: str) -> bool:
    """Whether each is one syllable of Chinese in pinyin."""
    return max(len(one), len(two)) <= _LONGEST_SYLLABLE and syllables(one) == (one,) and syllables(two) == (two,)
