"""How the peoples of the world write their names: the words in a name, and the spellings that one name has.

Names differ by their parts, in capital Latin letters. MEYER and MEIER are one Russian name and two German
ones, so a *custom* has rules for the names of one group of languages, and ``customs_of`` says which customs a name
falls under. Two parts are compared under the customs that both of their names fall under.

===============  ====================================================================================================
module           what it knows
===============  ====================================================================================================
words            titles, suffixes, particles and abbreviations, of all languages
western          umlauts, sounds and feminine endings of names in Latin letters
cyrillic         the Latin spellings of Russian, Ukrainian, Serbian and other Cyrillic names
greek            the Latin spellings of Greek names
arabic           the Latin spellings of Arabic names, their articles and compounds
arabic_script    names in Arabic letters, read and compared with names in Latin letters
chinese          the syllables of pinyin, and their spellings in Wade-Giles
east_asian       Chinese and Korean syllables, in the spellings of Hong Kong, South and North Korea too
romanisation     foreign names as German, French, Polish, Hungarian, Turkish, Somali ... spell them
rewriting        the rewriting rules in which the other modules write this down
===============  ====================================================================================================

Sources: ICAO 9303-3 section 6, BGN/PCGN, ISO 9, ISO 843, Duden, the Library of Congress's pinyin conversion,
"A Guide to Names and Naming Practices" (UK, 2006).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from lambdas.shared.names.customs import arabic, cyrillic, greek


@dataclass(frozen=True, eq=False)
class Custom:
    """``includes``: whether a part looks like one of these names; ``is_one_name``: whether two parts are spellings of
    one name.
    """

    includes: Callable[[str], bool]
    is_one_name: Callable[[str, str], bool]


CYRILLIC = Custom(cyrillic.includes, cyrillic.is_one_name)
GREEK = Custom(greek.includes, greek.is_one_name)
ARABIC = Custom(arabic.includes, arabic.is_one_name)
CUSTOMS = (CYRILLIC, GREEK, ARABIC)


def customs_of(parts: Iterable[str]) -> frozenset[Custom]:
    """The customs that a name with these parts falls under; none for most names."""
    return frozenset(custom for part in parts for custom in _customs_of_part(part))


@lru_cache(8192)
def _customs_of_part(part: str) -> tuple[Custom, ...]:
    return tuple(custom for custom in CUSTOMS if custom.includes(part))
