"""The parts of names that are searched for, and how alike two parts are.

A part's *skeleton* is what stays of it in most spellings: its consonants, by the sound they have in common
(SERGEI, SERGEY and SERGEJ are one; MOHAMMED, MUHAMMAD and MEHMET too). Parts that may be one share a key.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from lambdas.shared.names.customs import east_asian, romanisation
from lambdas.shared.names.customs.chinese import syllables, wade_giles
from lambdas.shared.names.customs.western import derivations
from lambdas.shared.names.customs.words import INITIALS
from lambdas.shared.watchlists.config import CONFIG

_TWO_FOR_ONE = (("RN", "M"), ("CL", "D"))
"""Pairs of letters that a machine misreads as one."""
_MISREAD = re.compile("|".join(two for two, _ in _TWO_FOR_ONE))

_AS_ONE = "PH>F SCHTSCH>S SHCH>S TSCH>S TCH>S SCH>S SH>S CH>S ZH>S CZ>S SZ>S TS>S HS>S KH>H GH>H DJ>J DZH>J"
_SOUNDS = tuple(pair.split(">") for pair in _AS_ONE.split())
_CLASSES = str.maketrans("VWCQGZXDB", "FFKKKSSTP", "AEIOUY")
_VOWELS = "AEIOU"
_NO_VOWELS = str.maketrans("", "", _VOWELS)
_REPEATED = re.compile(r"(.)\1+")
_LONGEST_SYLLABLE = 6
"""Letters of a syllable in pinyin (ZHUANG)."""
_Array = NDArray[Any]
_ratios = partial(process.cdist, scorer=fuzz.ratio, dtype=np.float64)
"""How many letters each of some texts shares with each of others, in percent."""


def is_initial(part: str) -> bool:
    """Whether the part is one letter, of whatever script it was."""
    return len(part) == 1 or part in INITIALS


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


def listed_keys(part: str) -> Iterator[str]:
    """Keys of a listed part: those by its letters, and those by what it sounds like."""
    english, others = romanisation.sounds(part)
    yield from keys(part)
    yield from (f"~{sound}" for sound in english)
    yield from (f"^{sound}" for sound in others)
    yield from east_asian.readings(part)


def sound_keys(part: str) -> Iterator[str]:
    """Keys that find the listed parts which sound the same; one of the two must be spelled as English does."""
    english, others = romanisation.sounds(part)
    yield from (f"~{sound}" for sound in english | others)
    yield from (f"^{sound}" for sound in english)


def is_other_spelling(one: str, two: str) -> bool:
    """Whether two parts that share a sound have so many letters in common as spellings of one have."""
    return fuzz.ratio(one, two) >= CONFIG.spelling_letters


def _shortened(text: str) -> Iterator[str]:
    """The text with each one of its letters left out."""
    return (text[:place] + text[place + 1 :] for place in range(len(text)))


def likeness(one: str, two: str) -> float:
    """How alike two parts are, 0 to 1: by their letters and, the more consonants there are, by their sound."""
    return _with_sound(fuzz.ratio(one, two) / 100, skeleton(one), skeleton(two))


def alike(
    part: str, numbers: Sequence[int], words: Sequence[str], sounds: Sequence[str], least: float
) -> Iterator[tuple[int, float]]:
    """Those of the words with these ``numbers`` whose likeness to ``part`` is at least ``least``, with that likeness.

    ``words``, ``sounds``: all words of the list, and the skeleton of each.
    """
    letters = _ratios([part], list(map(words.__getitem__, numbers)), score_cutoff=CONFIG.least_letters)[0]
    places = np.flatnonzero(letters)
    if not len(places):
        return iter(())
    numbers, letters = [numbers[place] for place in places.tolist()], letters[places] / 100
    texts = list(map(words.__getitem__, numbers))
    heard = list(map(sounds.__getitem__, numbers))
    found, first = _sounding(part, letters, heard), skeleton(part)[:1]
    found[(letters < least) & np.array([sound[:1] != first for sound in heard], bool)] = (
        0  # neither look nor begin alike
    )
    seen = _seen(part)
    as_one = {seen, *_without_its_vowels(part)}
    one = [
        place for place, word in enumerate(texts) if word in as_one or (_MISREAD.search(word) and _seen(word) == seen)
    ]
    if not _has_vowels_inside(part):  # then the part may be what is left of the word
        one += [place for place, word in enumerate(texts) if part in _without_its_vowels(word)]
    found[one] = np.maximum(found[one], CONFIG.no_vowels)
    descent = derivations(part)
    derived = [place for place, word in enumerate(texts) if word in descent]
    found[derived] = np.minimum(found[derived], CONFIG.descent)
    kept = np.flatnonzero(found >= least)
    if _are_syllables(part, part):
        for place in kept[letters[kept] < 1].tolist():
            if _are_syllables(texts[place], texts[place]):
                same = _is_wade_giles(part, texts[place])
                found[place] = CONFIG.same_syllable if same else min(found[place], CONFIG.other_syllable)
    return zip([numbers[place] for place in kept.tolist()], found[kept].tolist(), strict=True)


def _sounding(part: str, letters: _Array, sounds: Sequence[str]) -> _Array:
    """The likeness of words of these sounds, which share these ``letters`` with a part (share of 1)."""
    sound = skeleton(part)
    shorter = np.minimum(len(sound), np.fromiter(map(len, sounds), np.float64))
    share = np.minimum(CONFIG.sound_share * shorter, CONFIG.most_sound)
    heard = _ratios([sound], sounds)[0] / 100
    whole: _Array = np.maximum(letters, (1 - share) * letters + share * heard)
    return whole


def letters_of_one_part(part: str) -> float:
    """How many letters, in percent, a spelling of this part shares with it at least, even if both sound the same."""
    share = min(CONFIG.sound_share * len(skeleton(part)), CONFIG.most_sound)
    return 100 * (CONFIG.one_part_from - share) / (1 - share)


def one_part(words: Sequence[str], others: Sequence[str], sound: str) -> NDArray[np.bool_]:
    """Whether each of ``words`` is a spelling of each of ``others``; all have the skeleton ``sound``."""
    letters = _ratios(words, others, score_cutoff=CONFIG.least_letters) / 100
    share = min(CONFIG.sound_share * len(sound), CONFIG.most_sound)
    same: NDArray[np.bool_] = (letters > 0) & ((1 - share) * letters + share >= CONFIG.one_part_from)
    for one in (place for place, word in enumerate(words) if _are_syllables(word, word)):
        for two in np.flatnonzero(same[one]).tolist():
            if _are_syllables(words[one], others[two]):
                same[one, two] = words[one] == others[two] or _is_wade_giles(words[one], others[two])
    return same


def _with_sound(letters: float, one: str, two: str) -> float:
    if letters == 1:
        return 1.0
    share = min(CONFIG.sound_share * min(len(one), len(two)), CONFIG.most_sound)
    return max(letters, (1 - share) * letters + share * fuzz.ratio(one, two) / 100)


def _without_vowels(part: str) -> str:
    """MONTOYA as MNTYA: some people shorten a name so that it can be read, but not be found."""
    return part[:1] + part[1:].translate(_NO_VOWELS)


def _has_vowels_inside(part: str) -> bool:
    return part[1:-1] != part[1:-1].translate(_NO_VOWELS)


def _without_its_vowels(part: str) -> Iterator[str]:
    """What else is left of a part without the vowels inside it; at its end there may be one, whichever it is."""
    bare = _without_vowels(part)
    left = (bare, *(bare + vowel for vowel in _VOWELS)) if len(bare) >= CONFIG.wrong_letter else ()
    return (one for one in left if len(one) != len(part))


def _seen(part: str) -> str:
    """The part as a machine may misread it."""
    for two, one in _TWO_FOR_ONE:
        if two in part:
            part = part.replace(two, one)
    return part


def _are_syllables(one: str, two: str) -> bool:
    """Whether each is one syllable of Chinese in pinyin."""
    return max(len(one), len(two)) <= _LONGEST_SYLLABLE and syllables(one) == (one,) and syllables(two) == (two,)


def _is_wade_giles(one: str, two: str) -> bool:
    return two == wade_giles(one) or one == wade_giles(two)
