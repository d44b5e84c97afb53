"""Words in a question to an applicant that may tip off: the policy's list, and words that nobody can be sure to read.

A word of the list is found in whatever case it is, with accents or without, with ``ae`` for ``ä``, with punctuation,
spaces or what is not seen between its letters, with Greek or Cyrillic letters or digits that look like its own, and
with symbols in their place (``s@nction``). A symbol is read as a letter or as punctuation, in all of the text alike.

A word of five letters or more is found within others too, a shorter one only as a whole, with an ending that makes the
plural or a case: ``PEP`` is in ``pepper``. Other misspellings, other words and pictures of words are not found.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from lambdas.shared.runtime.letters import ALPHABETS, LOOKS_LIKE, SPELLED, alphabet
from lambdas.shared.runtime.policies import policy

_LONGEST_WHOLE = 4
"""Letters of a word that counts only as a whole."""
_ENDINGS = ("s", "es", "e", "en", "n", "er", "i", "y", "a", "u")
_SYMBOLS = {"a": "@4", "b": "8", "e": "€3", "i": "!|", "l": "!|", "s": "$5", "t": "7"}
"""By letter, what is typed in its place; beside what looks like it anyway."""
_AS_LETTERS = re.compile("[@€!|$]")
_APART = r"(?:[^\w@€!|$]|_)*"
"""What may stand between two letters of a word: anything but letters, digits and what is typed for a letter."""
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_UMLAUT = re.compile("(?<=[aou])e")
_SPELLED = str.maketrans(SPELLED | {one.upper(): plain for one, plain in SPELLED.items() if not one.upper().isascii()})


def words(text: str) -> list[str]:
    """The words of the policy's list that are in the text, as the list has them, and each that is not to be trusted.

    That is a word with letters of two alphabets, or of one that no word of the list is written in, as it was written.
    """
    listed = dict.fromkeys(word for words in policy("review")["words_that_tip_off"].values() for word in words)
    seen = _seen(text)
    readings = (seen, _AS_LETTERS.sub(" ", seen))
    found = [word for word in listed if any(_pattern(word).search(reading) for reading in readings)]
    return [*found, *dict.fromkeys(_doubtful(text, {one for word in listed for one in _alphabets(word)}))]


@cache
def _pattern(word: str) -> re.Pattern[str]:
    letters = [one for one in _UMLAUT.sub("", _seen(word).casefold()) if one.isalnum()]
    found = _APART.join(map(_letter, letters))
    if len(letters) > _LONGEST_WHOLE:
        return re.compile(found)
    endings = "|".join(_APART.join(map(_letter, ending)) for ending in _ENDINGS)
    return re.compile(f"{_BEFORE}{found}(?:{_APART}(?:{endings}))?{_AFTER}")


def _letter(letter: str) -> str:
    """The pattern of a letter: all that stands for it, and the e of an umlaut."""
    found = f"[{re.escape(''.join(sorted(_alike(letter))))}]"
    return f"{found}(?:{_APART}{_letter('e')})?" if letter in {*"aou"} else found


def _alike(letter: str) -> set[str]:
    both = {letter, letter.upper()}
    if letter in ALPHABETS["Latin"]:
        return both.union(LOOKS_LIKE.get(letter, ""), _SYMBOLS.get(letter, ""))
    return both.union(*(_alike(latin) for latin, others in LOOKS_LIKE.items() if not both.isdisjoint(others)))


def _seen(text: str) -> str:
    """Without width, accents and what is not seen; in the case that it has, since an ``I`` looks like an ``l``."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if unicodedata.category(one) not in _NOT_SEEN).translate(_SPELLED)


_NOT_SEEN = ("Cf", "Mn", "Mc", "Me", "Lm")


def _doubtful(text: str, known: set[str]) -> Iterator[str]:
    for word in text.split():
        alphabets = _alphabets(word)
        if len(alphabets) > 1 or not alphabets <= known:
            yield word


def _alphabets(word: str) -> set[str]:
    """The alphabets of a word's letters, and of pictures of letters."""
    return {_alphabet(one) for one in _seen(word) if one.isalpha() or "LETTER" in unicodedata.name(one, "")}


def _alphabet(letter: str) -> str:
    name = unicodedata.name(letter, "UNKNOWN")
    script = name.split()[0]
    # A letter that is of none of these alphabets, though its name says so, is of no word that is listed.
    return alphabet(letter.lower()) or (name if script.title() in ALPHABETS else script)
