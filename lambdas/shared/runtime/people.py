"""Who somebody is: the people who submit, review, clear and refresh, and whether two of them are one.

A name is written in one alphabet (Latin, Greek or Cyrillic, those of the European Union's languages), with digits,
spaces and ``.-'_@+,:/``. All else is refused: invisible and control characters, letters that only look like others,
two alphabets in one name, a Greek or Cyrillic name that looks Latin all over.

Two names are one person's where they differ only in what people spell one way or the other, or cannot tell apart: case,
width, accents, spaces, punctuation, the order of words, ``ae`` for ``ä``, ``aa`` for ``å``, ``ss`` for ``ß``,
digits for the letters that they look like, ``rn`` for ``m``, ``vv`` for ``w``, ``cl`` for ``d``. That may take two
people for one, who then cannot be each other's second pair of eyes. A name alone cannot show that its bearer has more.

Where AWS knows who calls (in ``principal``: the ARN of GetCallerIdentity), that decides too: one principal under two
names is one person, and so is one name under two principals. Of a role the ARN ends with the name of the session: the
role's trust policy has to fix it (``sts:RoleSessionName``, or a source identity), or its user chooses who to be.

Somebody may have both AWS credentials and a token, under different names. Whose an ARN is, the bank's settings say. Of
any other nobody knows that its bearer is not whoever has a token: they are the same person, so no two of them count as
two, and neither decides what the other has submitted.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.json_text import own
from lambdas.shared.runtime.letters import ALPHABETS, LOOKS_LIKE, SPELLED, alphabet

DIRECT = "direct:"
"""Begins the principal of whoever acts by AWS credentials, not through the API; the ARN of the caller follows."""
TOKEN = "token:"  # noqa: S105 - the word, and no secret
"""Begins the principal of whoever calls the API; the subject of the token follows."""
STAFF_PRINCIPALS = "STAFF_PRINCIPALS"
"""The variable that says whose AWS credentials are whose: JSON, the token's subject by the ARN."""
LONGEST = 80
"""Characters of a name."""
_PUNCTUATION = " .-'_@+,:/"
_DIGITS = "0123456789"
_SPELLED = str.maketrans(SPELLED)
_LOOKS_LATIN = frozenset(
    letter
    for letter in ALPHABETS["Greek"] + ALPHABETS["Cyrillic"]
    if any(letter in others or letter.upper() in others for others in LOOKS_LIKE.values())
)
"""Greek and Cyrillic letters of which the small or the capital one looks like a Latin letter."""
_LOOKS_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "2": "z", "5": "s", "6": "g", "8": "b"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Two letters that look like one."""
_UMLAUT = re.compile("(?<=[aou])e+|(?<=a)a+")
_BETWEEN_WORDS = re.compile("[ ,]+")


class InvalidName(InvalidInput):
    """The name is none under which somebody may act."""

    status = 400


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: a name, and what the caller is known as; empty where nobody knows.

    ``principal``: ``token:`` and the subject through the API; ``direct:`` and the ARN by AWS credentials, without an
    ARN on the local cloud, where everybody is its root.
    """

    name: str
    principal: str = ""

    def checked(self) -> Self:
        """With the name as it is kept. Raises InvalidName."""
        return replace(self, name=normal(self.name))

    def is_same(self, other: "Person") -> bool:
        """Raises InvalidName."""
        by_principal = bool(self._known_as) and self._known_as == other._known_as
        # One of them may be the other, as far as anybody knows.
        by_principal |= (self._is_anybody and other._has_token) or (self._has_token and other._is_anybody)
        return by_principal or compared(self.name) == compared(other.name) or _words(self.name) == _words(other.name)

    @property
    def _known_as(self) -> str:
        found = self.principal.removeprefix(DIRECT).casefold()
        return _subjects(os.environ.get(STAFF_PRINCIPALS, "{}")).get(found, found)

    @property
    def _has_token(self) -> bool:
        return self._known_as.startswith(TOKEN)

    @property
    def _is_anybody(self) -> bool:
        """Whether it is an ARN of which the settings do not say whose it is."""
        return self.principal.startswith(DIRECT) and bool(self._known_as) and not self._has_token

    def is_among(self, others: Iterable["Person"]) -> bool:
        """Whether one of the others is the same person. Raises InvalidName."""
        return any(self.is_same(one) for one in others)


@cache
def _subjects(given: str) -> Mapping[str, str]:
    """By the ARN, what whoever bears it is known as by a token."""
    return {arn.casefold(): f"{TOKEN}{subject}".casefold() for arn, subject in own(given).items()}


def normal(name: str) -> str:
    """The name as it is kept: NFKC, spaces collapsed. Raises InvalidName, which names the character at fault."""
    compared(name)
    return re.sub(" +", " ", unicodedata.normalize("NFKC", name)).strip()


def is_name(name: str) -> bool:
    """Whether somebody may act under this name."""
    try:
        return bool(compared(name))
    except InvalidName:
        return False


def compared(name: str) -> str:
    """What is the same for all spellings of one name. Raises InvalidName."""
    if len(name) > LONGEST:
        raise InvalidName(f"a name has at most {LONGEST} characters; this one has {len(name)}")
    letters = [character for character in _folded(name) if character not in _PUNCTUATION]
    alphabets = {_alphabet(letter) for letter in letters if letter not in _DIGITS}
    if not alphabets:
        raise InvalidName("say who it is: a name has letters")
    if len(alphabets) > 1:
        raise InvalidName(
            f"a name is written in one alphabet; this one mixes {' and '.join(sorted(alphabets))} letters"
        )
    if alphabets != {"Latin"} and _LOOKS_LATIN.issuperset(one for one in letters if one not in _DIGITS):
        raise InvalidName(
            f"each letter of this {alphabets.pop()} name looks like a Latin one: write it in Latin letters"
        )
    return _seen("".join(letters))


def distinct(people: Iterable[Person], *, besides: Iterable[Person] = ()) -> int:
    """How many different people these are, without those of ``besides`` and whoever is the same as one of them."""
    groups: list[list[Person]] = []
    others = [*besides]
    for one in [*others, *people]:
        apart = [group for group in groups if not any(one.is_same(other) for other in group)]
        joined = [other for group in groups if group not in apart for other in group]
        groups = [*apart, [one, *joined]]
    return sum(not any(one in others for one in group) for group in groups)


def _words(name: str) -> list[str]:
    """The words of a good name in one order, as ``compared`` has the name."""
    words = ("".join(one for one in word if one not in _PUNCTUATION) for word in _BETWEEN_WORDS.split(_folded(name)))
    return sorted(_seen(word) for word in words if word)


def _seen(letters: str) -> str:
    """What people see who do not look twice."""
    seen = _UMLAUT.sub("", letters.translate(_LOOKS_ALIKE))
    for two, one in _PAIRS:
        seen = seen.replace(two, one)
    return seen


def _folded(name: str) -> str:
    """Without case, width and accents; what is refused is left in it."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).translate(_SPELLED)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(one for one in decomposed if not _is_accent(one)).translate(_SPELLED)


def _is_accent(character: str) -> bool:
    """A mark that is seen: variation selectors and joiners are marks too, of combining class 0."""
    return unicodedata.category(character) == "Mn" and unicodedata.combining(character) > 0


def _alphabet(letter: str) -> str:
    found = alphabet(letter)
    if found is None:
        code = f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"
        raise InvalidName(
            f"{code} is in no name: write it in the letters of one alphabet (Latin, Greek or Cyrillic), "
            f"with digits, spaces and {_PUNCTUATION.strip()}"
        )
    return found
