"""What else a name may be: with its marks read, its syllables or letters put together otherwise, or turned round."""

import re
import unicodedata
from collections.abc import Iterator

from lambdas.shared.names.customs import east_asian
from lambdas.shared.names.customs.chinese import syllables
from lambdas.shared.names.folding import Parts, folded
from lambdas.shared.watchlists.config import CONFIG

_MARKED = str.maketrans({
    "Š": "SH", "Ş": "SH", "Ș": "SH", "Č": "CH", "Ç": "CH", "Ć": "CH", "Ž": "ZH", "Ż": "ZH", "Ț": "TS", "Ţ": "TS",
    "Đ": "DJ", "Ğ": "", "Ň": "NY", "Ñ": "NY", "Ý": "Y", "Ə": "E",
})  # fmt: skip
"""Letters with a mark, by their sound: folding only leaves the mark out."""
_WIDE = re.compile(r"\s{2,}")


def readings(name: str) -> Iterator[Parts]:
    """The parts of the name, then those of what else it may be."""
    parts = folded(name)
    yield parts
    capitals = unicodedata.normalize("NFC", name).upper()
    if capitals.translate(_MARKED) != capitals:
        yield folded(capitals.translate(_MARKED))
    if all(map(east_asian.is_syllabic, parts)) and any(len(syllables(part)) > 1 for part in parts):
        yield tuple(syllable for part in parts for syllable in syllables(part) or (part,))
    if sum(len(part) == 1 for part in parts) >= CONFIG.letters_apart:
        yield ("".join(parts),)
        yield tuple(filter(None, ("".join(folded(word)) for word in _words(name))))


def _words(name: str) -> list[str]:
    """The words of a name whose letters are set apart by signs, or by spaces and the words by wider ones."""
    words = name.split()
    return words if any(len("".join(folded(word))) > 1 for word in words) else _WIDE.split(name)


def turned_round(parts: Parts) -> Parts:
    """The parts read from right to left; none of a name too short to tell."""
    long = [part for part in parts if len(part) >= CONFIG.shortest_whole]
    return tuple(part[::-1] for part in reversed(parts)) if len(long) > 1 else ()
