"""The one folding of names. Comparing, searching watchlists and finding duplicate customers all go by it.

Names that are folded alike are one name, so what somebody is known under for one of the three is known to the others.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from lambdas.shared.names.customs import arabic_script
from lambdas.shared.names.customs.western import flat
from lambdas.shared.names.customs.words import ABBREVIATIONS, TITLES
from lambdas.shared.names.transliteration import to_latin, visible

Parts = tuple[str, ...]

_ALIKE = (
    "а=a с=c е=e о=o р=p х=x у=y і=i ј=j ѕ=s һ=h А=A В=B Е=E К=K М=M Н=H О=O Р=P С=C Т=T Х=X У=Y І=I Ј=J Ѕ=S"
    " Α=A Β=B Ε=E Ζ=Z Η=H Ι=I Κ=K Μ=M Ν=N Ο=O Ρ=P Τ=T Υ=Y Χ=X ο=o"
)
_LOOKALIKES = str.maketrans(dict(pair.split("=") for pair in _ALIKE.split()))
"""Cyrillic and Greek letters that look like Latin ones."""
_LATIN, _OTHER = re.compile("[A-Za-z]"), re.compile("[Ͱ-ӿ]")
_WORD = re.compile(r"[^\s-]+")
_SMALL_L = re.compile("(?<=[A-Z][A-Z])l|(?<=[A-Z])l(?=[A-Z])")
"""Among capitals it is an I."""
_DIAERESIS = re.compile("(?<=[AEOaeo])[Üü]")
"""After these vowels the dots only say that U is read apart (Raül)."""
_MISREAD = str.maketrans("015826", "OLSBZG")
"""Digits, and the letters that a machine misreads as them."""
_NUMBER_IN_WORD = re.compile(r"(?<=[A-Z])[015826](?=[A-Z0-9]|\Z)|^[015826](?=[A-Z])")


def folded(name: str) -> Parts:
    """The parts of a name in capital Latin letters, in their order; none of a name without letters and digits.

    Case, accents, width, invisible characters, apostrophes, titles and what stands between the parts make no
    difference; nor does whether Ä, Ö, Ø, Ü or Å is written with one letter or two, or a saint is abbreviated.
    """
    return tuple(map(flat, parts_of(readable(name), _by_sound)))


def readable(name: str) -> str:
    """The name as people read it: nothing invisible, full width made plain, look-alikes of other scripts put right."""
    seen = unicodedata.normalize("NFKC", visible(name.replace("Mª", "Maria")))
    if is_mixed(seen):
        seen = _WORD.sub(_put_right, seen)
    return _DIAERESIS.sub("u", _SMALL_L.sub("I", seen))


def is_mixed(name: str) -> bool:
    """Whether the name has letters of the Latin script and of one with letters that look like them."""
    return bool(_LATIN.search(name) and _OTHER.search(name))


def _put_right(word: re.Match[str]) -> str:
    """A word that mixes scripts, or that looks Latin all over beside words that are: its look-alikes made Latin.

    A word of another script stays, to be spelled in Latin letters: Виктор is VIKTOR, beside Volkov too.
    """
    plain = word[0].translate(_LOOKALIKES)
    return plain if _LATIN.search(word[0]) or not _OTHER.search(plain) else word[0]


def parts_of(name: str, latin: Callable[[str], Iterable[str]]) -> Parts:
    """The parts of a readable name, without titles and with abbreviations written out.

    ``latin``: the parts of a word in Arabic script, or of a whole name in any other.
    """
    parts = [_NUMBER_IN_WORD.sub(_letter, part) for word in _words(name) for part in latin(word)]
    named = [part for part in parts if part not in TITLES]
    return tuple(ABBREVIATIONS.get(part, part) for part in (named if len(named) > 1 else parts))


def _by_sound(word: str) -> list[str]:
    """Without the X that marks Arabic letters for which the standard has no Latin letter."""
    return (to_latin(word).replace("X", "") if arabic_script.is_in_arabic(word) else to_latin(word)).split()


def _words(name: str) -> Iterator[str]:
    return arabic_script.words_of(name) if arabic_script.is_in_arabic(name) else iter((name,))


def _letter(digit: re.Match[str]) -> str:
    return digit[0].translate(_MISREAD)
