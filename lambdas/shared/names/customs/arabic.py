"""Arabic names in Latin letters: many spellings of a consonant, vowels that hardly count, joined articles."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from lambdas.shared.names.customs.arabic_script import LATIN_NAMES, without_article
from lambdas.shared.names.customs.rewriting import rewrite, rules, words

# Folded, a part has consonants in capitals, vowels in small letters, y for AI and w for AU.
_FOLD = rules(
    "^OU(?=[AEI])>W", "OU|OO>u", "AEE|AII>AI", "EE>i", "SCH|SH|CH>$", "TH>T", "DH>D", "KH>X", "PH>F", "DJ>J", "Q>K",
    "C(?=[EIY])>S", "C>K", "GH>R", r"([A-Z$])\1+>\1", "(?<=[AEIOUaiu])H$>", "(?<=[AI]N)E$>", "[AE][IY](?![AEIOU])>y",
    "A[UW](?![AEIOU])>w", "Y(?![AEIOUaiu])>i", "A>a", "E>e", "I>i", "[OU]>u", r"(.)\1+>\1",
)  # fmt: skip
_VOWELS = {frozenset(pair) for pair in ("ae", "ei", "yi", "ye", "wu")}
"""Vowels that are written for each other. A and I, A and U are not (HASSAN and HUSSEIN, JAMAL and JAMIL are two names),
nor are A and E at the start (ANAS and ENAS)."""
_ABD = r"^ABD[EUAO]?U?(?:L(?=.)|(?=([RSNDTZ])\1))?"
_IRREGULAR = {
    "YuSeF": "YuSuF", "YuSiF": "YuSuF", "uSMaN": "uTMaN", "uSMeN": "uTMaN", "FaHaD": "FaHD", "FaHeD": "FaHD",
    "BaDeR": "BaDR", "BaDaR": "BaDR", "FaTMa": "FaTiMa",
}  # fmt: skip
"""YOUSSEF, OSMAN, FAHAD and others, whose spellings differ more than the rules allow."""
_ABD_WORDS = words("ABD ABDEL ABDUL ABDAL ABDOL ABDOUL ABDU ABDER ABDUR ABDES ABDUS ABDEN ABDUN")
_ABDALLAH = "ABD[AEUO]U?L{1,2}AH?"
_DIN = "(...+?)(?:[AEUI]?DDINE?|[AEU]LDINE?)"
_ARTICLES = words("AL EL UL UD ED AD UR ER AR US ES AS ASH ESH ECH ACH AN EN UN AZ EZ AT ET")
_ELSEWHERE = words(
    "SARA NADIA LAYLA NUR ISA ALI DIN AMR SAMIRA HAMID RAMI SAMI HANI ADIL RANIA MUNA HUDA RIDA SALMA AMNA"
)
"""Common names that other peoples have too: they do not show that a name is Arabic."""
_ARABIC_WORDS = words("AL EL BIN IBN BINT ABU ABOU OULD DIN EDDIN EDDINE UDDIN ALDIN ELDIN")


def joined_words(parts: Iterable[str]) -> list[str]:
    """The parts, with ABD and what follows it as one part, and what precedes DIN with it; both without the article."""
    joined: list[str] = []
    articles: list[str] = []
    for part in parts:
        if joined and joined[-1] == "ABD" and part in _ARTICLES:
            continue
        if part in _ARTICLES:
            articles.append(part)
        elif joined and joined[-1] == "ABD":
            joined[-1] = "ABDALLAH" if part in ("ALLAH", "ALLA", "LLAH") else f"ABD{part}"
        elif joined and part in ("DIN", "DINE", "DDIN", "EDDINE", "EDDIN", "UDDIN", "ADDIN", "ELDIN", "ALDIN"):
            joined[-1], articles = f"{joined[-1]}DIN", []
        else:
            joined, articles = [*joined, *articles, _word(part)], []
    return [*joined, *articles]


def _word(part: str) -> str:
    if part in _ABD_WORDS:
        return "ABD"
    if re.fullmatch(_ABDALLAH, part):
        return "ABDALLAH"
    if part.startswith("ABD") and (rest := re.sub(_ABD, "", part)):
        return f"ABD{rest}"
    found = re.fullmatch(_DIN, part)
    return f"{found[1]}DIN" if found else part


def includes(part: str) -> bool:
    """Whether the part is a common Arabic name, also in its form for a family or a place (MANSOURI)."""
    if part in _ARABIC_WORDS or part.startswith("ABD") or part.endswith(("DDIN", "DDINE")):
        return True
    forms = {form for folded in _folded(part) for form in (folded, folded.removesuffix("i"))}
    return any(_is_alike(form, known) for form in forms for known in _known().get(_consonants(form), ()))


def is_one_name(one: str, two: str) -> bool:
    """Whether both parts are spellings of one name."""
    return any(_is_alike(left, right) for left, right in product(_folded(one), _folded(two)))


def has_other_vowels(one: str, two: str) -> bool:
    """Whether the parts differ by their vowels alone, and by more than one vowel more (as FAHD and FAHAD do)."""
    return any(
        _is_alike(left, right) is False and (len(left) == len(right) or OSA.distance(left, right) > 1)
        for left, right in product(_folded(one), _folded(two))
    )


def without_abd(one: str, two: str) -> tuple[str, str]:
    """What is compared of two compounds with ABD ("servant of"): the second half, since all share the first."""
    both = one.startswith("ABD") and two.startswith("ABD")
    return (one.removeprefix("ABD"), two.removeprefix("ABD")) if both else (one, two)


@lru_cache(8192)
def _folded(part: str) -> frozenset[str]:
    """The folded part, with and without the article that is joined to it."""
    folded = (rewrite(_FOLD, word) for word in {part, without_article(part)})
    return frozenset(_IRREGULAR.get(one, one) for one in folded)


def _is_alike(one: str, two: str) -> bool | None:
    """Whether two folded parts are one name; None where their consonants differ already."""
    if _consonants(one) != _consonants(two):
        return None
    if len(one) != len(two) or {one[0], two[0]} == {"a", "e"}:
        return False
    return all(left == right or frozenset((left, right)) in _VOWELS for left, right in zip(one, two, strict=True))


def _consonants(folded: str) -> str:
    return "".join(letter for letter in folded if letter.isupper() or letter == "$")


@cache
def _known() -> dict[str, list[str]]:
    """Common names, folded, by their consonants."""
    known: dict[str, list[str]] = {}
    for name in frozenset(LATIN_NAMES.values()) - _ELSEWHERE:
        for folded in _folded(name):
            known.setdefault(_consonants(folded), []).append(folded)
    return known
