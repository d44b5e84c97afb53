"""Chinese names in Latin letters: the syllables of pinyin, and how Wade-Giles (Taiwan, older documents) writes them.

Wade-Giles can be made from pinyin; the other way round is ambiguous.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs.rewriting import rewrite, rules

_PINYIN = """
A AI AN ANG AO E EN ER OU; B A AI AN ANG AO EI EN ENG I IAN IAO IE IN ING O U; P A AI AN ANG AO EI EN ENG I IAN IAO IE
IN ING O OU U; M A AI AN ANG AO E EI EN ENG I IAN IAO IE IN ING IU O OU U; F A AN ANG EI EN ENG O OU U; D A AI AN ANG
AO E EI EN ENG I IA IAN IAO IE ING IU ONG OU U UAN UI UN UO; T A AI AN ANG AO E ENG I IAN IAO IE ING ONG OU U UAN UI
UN UO; N A AI AN ANG AO E EI EN ENG I IAN IANG IAO IE IN ING IU ONG OU U UAN UE UN UO YU; L A AI AN ANG AO E EI ENG I
IA IAN IANG IAO IE IN ING IU ONG OU U UAN UE UN UO YU; G A AI AN ANG AO E EI EN ENG ONG OU U UA UAI UAN UANG UI UN UO;
K A AI AN ANG AO E EN ENG ONG OU U UA UAI UAN UANG UI UN UO; H A AI AN ANG AO E EI EN ENG ONG OU U UA UAI UAN UANG UI
UN UO; J I IA IAN IANG IAO IE IN ING IONG IU U UAN UE UN; Q I IA IAN IANG IAO IE IN ING IONG IU U UAN UE UN; X I IA
IAN IANG IAO IE IN ING IONG IU U UAN UE UN; ZH A AI AN ANG AO E EI EN ENG I ONG OU U UA UAI UAN UANG UI UN UO; CH A AI
AN ANG AO E EN ENG I ONG OU U UA UAI UAN UANG UI UN UO; SH A AI AN ANG AO E EI EN ENG I OU U UA UAI UAN UANG UI UN UO;
R AN ANG AO E EN ENG I ONG OU U UA UAN UI UN UO; Z A AI AN ANG AO E EI EN ENG I ONG OU U UAN UI UN UO; C A AI AN ANG
AO E EN ENG I ONG OU U UAN UI UN UO; S A AI AN ANG AO E EN ENG I ONG OU U UAN UI UN UO; Y A AN ANG AO E I IN ING ONG
OU U UAN UE UN; W A AI AN ANG EI EN ENG O U
"""
"""The first line: syllables without an initial. The others: an initial, and the finals that follow it."""
_WADE_GILES = rules(
    "^ER$>ERH", "^([ZC])I$>TZU", "^SI$>SZU", "^(ZH|CH|SH|R)I$>\\1IH", "^([JQXY])U(?=E|AN|N|$)>\\1Ü", "^XI?>HSI",
    "^HSIÜ>HSÜ", "^[JQ]>CH", "^ZH>CH", "^R>J", "^[ZC](?!H)>TS", "^B>P", "^D>T", "^G>K", "IAN$>IEN", "^YAN$>YEN",
    "([IYÜ])E$>\\1EH", "ONG$>UNG", "^([KH])E$>\\1O", "^KUI$>KUEI", "^(?!KUO|HUO|SHUO)(.+)UO$>\\1O", "^YOU$>YU", "Ü>U",
)  # fmt: skip


@cache
def _pinyin() -> frozenset[str]:
    alone, *others = (line.split() for line in _PINYIN.split(";"))
    return frozenset([*alone, *(f"{initial}{final}" for initial, *finals in others for final in finals)])


@lru_cache(8192)
def syllables(part: str) -> tuple[str, ...]:
    """The one or two syllables of a part in pinyin; empty where it cannot be pinyin."""
    if part in _pinyin():
        return (part,)
    cuts = ((part[:place], part[place:]) for place in range(len(part) - 1, 0, -1))
    return next((cut for cut in cuts if set(cut) <= _pinyin() and len(cut[1]) > 1), ())


@lru_cache(8192)
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin as Wade-Giles writes it, without apostrophes and marks."""
    return without_silent(rewrite(_WADE_GILES, syllable))


def is_wade_giles(syllable: str) -> bool:
    """Whether it is a syllable in Wade-Giles."""
    return syllable in _wade_giles()


@cache
def _wade_giles() -> frozenset[str]:
    return frozenset(map(wade_giles, _pinyin()))


def without_silent(syllable: str) -> str:
    """Without the silent H of CHIH, as passports of Taiwan write Wade-Giles."""
    return syllable.removesuffix("H") if syllable.endswith("IH") else syllable


def similarity(left: Sequence[str], right: Sequence[str]) -> float:
    """The score of two names of which one is in pinyin and the other the same in Wade-Giles; 0 for others."""
    for pinyin, other in ((left, right), (right, left)):
        read = [syllable for part in pinyin for syllable in syllables(part)]
        same = sorted(map(wade_giles, read)) == sorted(map(without_silent, other))
        if same and all(map(syllables, pinyin)):
            is_pinyin_too = all(len(syllables(part)) == 1 for part in other)
            return CONFIG.ambiguous_romanisation if is_pinyin_too else CONFIG.other_romanisation
    return 0.0
