"""The parts of a name: how it may be read, and how it is indexed."""

from collections.abc import Iterator
from typing import NamedTuple

from lambdas.shared.names.customs import ARABIC, CYRILLIC, Custom, arabic_script, customs_of, cyrillic
from lambdas.shared.names.customs.western import flat
from lambdas.shared.names.customs.words import ABBREVIATIONS, TITLES
from lambdas.shared.names.transliteration import to_latin

Parts = tuple[str, ...]


class Reading(NamedTuple):
    """One way to read a name: its parts, the customs it falls under, and of these the ones that its script proves."""

    parts: Parts
    customs: frozenset[Custom]
    script: frozenset[Custom] = frozenset()


def comparable_parts(name: str) -> list[str]:
    """The parts of a name as they are indexed, in capital Latin letters.

    Hyphens separate, apostrophes vanish, particles stay. Ä, Ø and Ü are written in one of their ways.
    """
    return [flat(part) for word in _words(name) for part in _indexed(word).split()]


def _indexed(word: str) -> str:
    """Without the X that marks Arabic letters for which the standard has no Latin letter."""
    return to_latin(word).replace("X", "") if arabic_script.is_in_arabic(word) else to_latin(word)


def readings(name: str) -> tuple[Reading, ...]:
    """The ways to read a name, the standard's first; none of a name without letters."""
    scripts = ((CYRILLIC, cyrillic.is_in_cyrillic(name)), (ARABIC, arabic_script.is_in_arabic(name)))
    script = frozenset(custom for custom, found in scripts if found)
    parts = dict.fromkeys(_parts(text) for text in cyrillic.spellings(name))
    return tuple(Reading(one, customs_of(one) | script, script) for one in parts if one)


def _parts(text: str) -> Parts:
    """Without titles, and with abbreviations written out. Words in Arabic script stay as they are."""
    parts = [part for word in _words(text) for part in _latin(word)]
    named = [part for part in parts if part not in TITLES]
    return tuple(ABBREVIATIONS.get(part, part) for part in (named if len(named) > 1 else parts))


def _latin(word: str) -> list[str]:
    return [word] if arabic_script.is_in_arabic(word) else to_latin(word).split()


def _words(text: str) -> Iterator[str]:
    """The words of a text in Arabic script, or the text as a whole."""
    text = text.replace("Mª", "Maria")
    return arabic_script.words_of(text) if arabic_script.is_in_arabic(text) else iter((text,))
