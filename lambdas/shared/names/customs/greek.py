"""Names that are written in Greek letters: their spellings in Latin letters."""

from functools import lru_cache

from lambdas.shared.names.customs.rewriting import compiled, rewrite, rules

_SOUND = rules(
    "PH>F", "KH|CH>H", "(?<=.)MP>B", "^MP>B", "NT|ND>D", "GK>G", "OU>U", "G(?=[IY][AEO])>", "[EO]I>I", "[YJ]>I", "AI>E",
    "([AEI])U>\\1V", "AF>AV", "EF>EV", "W>O", r"(.)\1+>\1",
)  # fmt: skip
"""The sound of a name as ELOT 743, ISO 843 and older documents write it, in one spelling."""
_NAMES = "(?:[AIT]OS|OULOS|OULOU|I[DT]IS|AKIS|IOU|IADIS|IADOU|TZIS)$"
"""Endings of Greek family names."""


def includes(part: str) -> bool:
    """Whether the part looks like a Greek family name."""
    return bool(compiled(_NAMES).search(part))


def is_one_name(one: str, two: str) -> bool:
    """Whether both parts sound the same in Greek."""
    return _sound(one) == _sound(two)


@lru_cache(8192)
def _sound(part: str) -> str:
    return rewrite(_SOUND, part)
