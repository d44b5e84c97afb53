"""Names in Latin letters: their umlauts, how they sound, and the feminine forms of family names."""

from functools import lru_cache

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs.rewriting import rewrite, rules

_FLAT = rules(
    r"([AONU])XX>\1", "AE(?!L$)>A", "OE(?!L$)>O", "UEUE>UU", "UEE>UE", "(?<![AEIOQX])UE(?!$)|(?<=^[LN])UE$>U",
    r"^(.*[AEIOUY].*[^AEIOQXYJ])UE$>\1U", "AA>A", "NXX>N",
)  # fmt: skip
"""Ä is written AE, AXX (in machine-readable zones) or A. The AE of MICHAEL, the OE of JOEL and the UE of BAUER and XUE
are no umlauts. A last UE is one where it is not the only vowel: of GUECLUE (Güçlü), not of SUE."""
_SOUND = rules(
    "CHS|CKS|X|QU>KS", "PH>F", "TH>T", "SCH>S", "CH>H", "CK|C|Q>K", "[EA][IY]>AI", "Y|J>I", "DT>T", "W>V", "TZ>Z",
    r"(.)\1+>\1", "(?<=[AEIOU])H(?![AEIOU])>",
)  # fmt: skip
"""Letters that sound alike in most of Europe: parts that sound alike are similar, not yet one name."""
FEMININE = (
    ("", "A"), ("", "E"), ("", "OVA"), ("SKI", "SKA"), ("SKI", "SKAIA"), ("SKI", "SKAYA"), ("SKII", "SKAIA"),
    ("SKIY", "SKAYA"), ("OS", "OU"), ("O", "A"), ("Y", "A"), ("IS", "I"), ("IS", "IENE"), ("AS", "IENE"),
)  # fmt: skip
"""Endings of a man's family name, and of his sister's or wife's."""

_DESCENT = ("I", "OV", "OVA", "EV", "EVA", "YAN", "IAN", "ZADEH", "ZADE", "PUR", "POUR")
"""Endings that make a family's name of an ancestor's, from Morocco to India and in the former Soviet Union."""


@lru_cache(8192)
def flat(part: str) -> str:
    """The part with one of the ways to write Ä, Å, Ø, Ü and Ñ."""
    return rewrite(_FLAT, part)


@lru_cache(8192)
def sound(part: str) -> str:
    """The part with one spelling for what sounds alike."""
    return rewrite(_SOUND, part)


def is_feminine_form(one: str, two: str) -> bool:
    """Whether one of the parts may be the feminine form of the other (IVANOV and IVANOVA)."""
    return any(
        his.endswith(ending) and his[: len(his) - len(ending)] + other == hers and len(his) >= CONFIG.longest_exact
        for his, hers in ((one, two), (two, one))
        for ending, other in FEMININE
    )


def derivations(part: str) -> frozenset[str]:
    """The parts that are this one with an ending of descent, and this one without its own: AHMADI and AHMAD, HASANOV
    and HASAN.
    """
    shorter = (part.removesuffix(ending) for ending in _DESCENT if part.endswith(ending))
    return frozenset([*(part + ending for ending in _DESCENT), *shorter])
