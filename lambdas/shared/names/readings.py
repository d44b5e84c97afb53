"""The ways in which a name may be read, for comparing it part by part."""

from typing import NamedTuple

from lambdas.shared.names.customs import ARABIC, CYRILLIC, Custom, arabic_script, customs_of, cyrillic
from lambdas.shared.names.folding import Parts, parts_of, readable
from lambdas.shared.names.transliteration import to_latin


class Reading(NamedTuple):
    """One way to read a name: its parts, the customs it falls under, and of these the ones that its script proves."""

    parts: Parts
    customs: frozenset[Custom]
    script: frozenset[Custom] = frozenset()


def readings(name: str) -> tuple[Reading, ...]:
    """The ways to read a name, the standard's first; none of a name without letters."""
    name = readable(name)
    scripts = ((CYRILLIC, cyrillic.is_in_cyrillic(name)), (ARABIC, arabic_script.is_in_arabic(name)))
    script = frozenset(custom for custom, found in scripts if found)
    parts = dict.fromkeys(parts_of(text, _latin) for text in cyrillic.spellings(name))
    return tuple(Reading(one, customs_of(one) | script, script) for one in parts if one)


def _latin(word: str) -> list[str]:
    """Words in Arabic script stay as they are."""
    return [word] if arabic_script.is_in_arabic(word) else to_latin(word).split()
