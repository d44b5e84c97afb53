"""How alike two parts of names are, from 0 to 1: one part, two spellings of one, much alike, or two parts."""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs import ARABIC, Custom, arabic, arabic_script
from lambdas.shared.names.customs.western import flat, is_feminine_form, sound

Customs = frozenset[Custom]


@lru_cache(16384)
def spelling(one: str, two: str, shared: Customs) -> float:
    """The likeness of two spellings of one part, under one of the customs ``shared`` by both names; 0 of others."""
    if one == two or flat(one) == flat(two):
        return 1.0
    if arabic_script.is_in_arabic(one) or arabic_script.is_in_arabic(two):
        return CONFIG.other_spelling if arabic_script.is_one_name(one, two) else 0.0
    if fuzz.ratio(one, two) < CONFIG.spelling_letters:
        return 0.0
    return CONFIG.other_spelling if any(custom.is_one_name(one, two) for custom in shared) else 0.0


@lru_cache(16384)
def near(one: str, two: str, shared: Customs) -> float:
    """How alike two parts are that a person must judge; 0 where they are clearly two parts."""
    if arabic_script.is_in_arabic(one) or arabic_script.is_in_arabic(two):
        return CONFIG.arabic_script_alike if arabic_script.is_nearly_one_name(one, two) else 0.0
    if ARABIC in shared:
        if arabic.has_other_vowels(one, two):
            return 0.0
        one, two = arabic.without_abd(one, two)
    percent = fuzz.ratio(one, two)
    if percent < CONFIG.alike_letters:
        return 0.0
    if _sounds_alike(one, two) or _is_mistyped(one, two) or is_feminine_form(one, two):
        return min(max(percent / 100, CONFIG.review_from), CONFIG.review_to)
    return 0.0


def _sounds_alike(one: str, two: str) -> bool:
    return sound(one) == sound(two) and min(len(one), len(two)) >= CONFIG.longest_exact


def _is_mistyped(one: str, two: str) -> bool:
    """Whether letters were typed wrongly, swapped, left out or added: seldom the first one, in short parts none."""
    shortest, apart = min(len(one), len(two)), OSA.distance(one, two)
    left, right = sound(one), sound(two)
    is_long = shortest >= CONFIG.two_errors
    if shortest <= CONFIG.longest_exact or (left[:1] != right[:1] and (not is_long or apart > 1)):
        return False
    errors = 2 if is_long else 1
    return min(apart, OSA.distance(left, right)) <= errors or (
        shortest >= CONFIG.mistyped_length and fuzz.ratio(one, two) >= CONFIG.mistyped_letters
    )
