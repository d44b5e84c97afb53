"""Names that are written in Cyrillic letters: their spellings in Latin letters.

Each language writes the sounds in its own letters: ЩЕРБАКОВ is SHCHERBAKOV in English, SCHTSCHERBAKOW in German.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs.rewriting import compiled, rewrite, rules

# In the rules ž stands for the sound ZH, č for CH, š for SH, q for SHCH, x for KH and c for TS.
_WRITERS = (
    rules("SHCH|SHTCH>q", "ZH>ž", "KH>x", "TS|TZ>c", "TCH|CH>č", "SH>š"),  # ICAO, BGN/PCGN
    rules("SCHTSCH>q", "TSCH>č", "SCH>š", "CH>x", "TZ|Z>c", "(?<=[AEIOU])S(?=[AEIOUN])>Z"),  # Duden
    rules("SCHTSCH>q", "TSCH>č", "SCH>ž", "CH>x", "TZ|Z>c"),  # German also writes the sound ZH as SCH
    rules("CHTCH>q", "TCH>č", "KH>x", "CH>š", "J>ž", "TS>c", "SS>S", "INE$>IN", "GU(?=[EI])>G"),  # French
    rules("SZCZ>q", "CZ>č", "SZ>š", "CH>x", "RZ>ž", "C>c"),  # Polish
    rules("SC>q", "C>č", "Z>ž"),  # ISO 9 and Serbian without their marks: S stands for S and Š
)
"""How each language writes these sounds."""
_COMMON = rules(
    "W>V", "FF$>V", "X>KS", "DJ|GJ>D", "KJ>C", "(?<!^)G>H", "OU>U", "(?<=[žčšq])O>E", "[IYJ][OE]>E",
    "[IYJ]+>I", "(?<=[AE])IE>E", r"([A-Z])\1+>\1",
)  # fmt: skip
"""What is written in several ways in all of these languages."""
_UNHUSHED = str.maketrans({"š": "S", "č": "C", "ž": "Z", "q": "SC", "x": "H", "c": "C"})
"""Those sounds as ISO 9 and Serbian documents write them once their marks are left out."""
_NAMES = (
    "..(?:[OE](?:V|W|FF)A?|ENKO|[AO][IYJ]A|OI|[SC]K[IY][IYJ]?|SK[AY]?[IYJ]?A|[UY]K|[IY]TS?CH|VI?TS?CH|[KPUYTSV]INE?A?|KO|LJ.*|CHUK)$"
    "|^(?:I[GH]OR|OLE[GHK]|SERH?GE?[IYJ]*|DM[IY]TR.*|ALE(?:KS|X)[ADE].*|[IYJ]U?[RL][IYJ].*|VLADIM.*|VOLODY.*|EVGEN.*"
    "|[MN]I[CK]H?A.*|[KC]H?R?USC.*|ANDRE[IYJ]|NATAL.*|SVETLANA|NIKITA|TARAS|P[IYJ]?[OE]TR|F[IYJ]?[OE]DOR)$"
)
"""Endings of Slavic family names, and common given names."""

_READINGS = tuple(
    str.maketrans(dict(pair.split("=") for pair in table.split()))
    for table in (
        "Г=H И=Y Ё=IO Й=I",  # Ukrainian and Belarusian
        "Г=G Ж=Z Х=H Ц=C Ч=C Ш=S Ђ=DJ Џ=DZ Щ=SHT Ъ=A Ѓ=GJ Ќ=KJ",  # Serbian, Macedonian, Bulgarian
        "Г=H Ж=Z Х=H Ц=C Ч=C Ш=S Ђ=D",  # Serbian by the standard
        "Щ=SHT Ъ=A Х=H",  # Bulgarian
    )
)
"""How the national standards of these languages write letters for which ICAO names another spelling first."""
_MARKED = str.maketrans({"Š": "SH", "Č": "CH", "Ć": "C", "Ž": "ZH", "Đ": "DJ", "Ü": "YU"})
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")


def is_in_cyrillic(name: str) -> bool:
    """Whether the name has a letter in Cyrillic script."""
    return bool(_CYRILLIC_LETTER.search(name))


def spellings(name: str) -> Iterator[str]:
    """The name, and how it reads where its letters follow other standards than ICAO's; in any script."""
    yield name
    capitals = unicodedata.normalize("NFC", name).upper()
    if capitals.translate(_MARKED) != capitals:
        yield capitals.translate(_MARKED)
    if is_in_cyrillic(name):
        yield from map(capitals.translate, _READINGS)


def includes(part: str) -> bool:
    """Whether the part looks like a Slavic name."""
    return bool(compiled(_NAMES).search(part))


def is_one_name(one: str, two: str) -> bool:
    """Whether some Cyrillic name is written as either part."""
    return not _keys(one).isdisjoint(_keys(two))


@lru_cache(8192)
def _keys(part: str) -> frozenset[str]:
    """The Cyrillic letters that the part may stand for, one key for each language that may have written it."""
    keys = [rewrite(_COMMON, rewrite(writer, part)) for writer in _WRITERS]
    if len(part) < CONFIG.shortest_across:
        return frozenset(keys[:1])
    return frozenset([*keys, keys[0].translate(_UNHUSHED).lower(), keys[-1].translate(_UNHUSHED).lower()])
