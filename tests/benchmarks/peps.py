"""Made-up politically exposed persons, as many as a licensed list has; the same seed gives the same ones.

Words are made of pieces of real names of each culture, and are as unevenly common as names are: of given
names the word of rank r is about 1/r as common as the first (Zipf), family names differ less. An entry has 3.7 names on
average, as OpenSanctions' list of PEPs has: other spellings, another order, a name left out.
"""

import csv
import random
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple

from backoffice.validation.people import CULTURES
from lambdas.refresh_watchlists.lists.pep import COLUMNS
from lambdas.shared.names.countries import country_of_alpha_2
from lambdas.shared.names.transliteration import to_latin

_GIVEN, _FAMILY = 3_000, 25_000
"""Words of each culture."""
_GIVEN_FALL, _FAMILY_FALL = 1.0, 0.75
"""How fast words become rare: the exponent of their rank."""
_OTHER_NAMES = (1, 2, 3, 4, 8)
"""How many other names an entry has: 2.7 on average, with these weights."""
_OTHER_NAMES_WEIGHTS = (18, 22, 20, 18, 26)
_SPELLINGS = (
    "ei>ey ey>ei y>i i>y ou>u u>ou oo>u ph>f f>ph k>c c>k kh>h q>k sh>ch ch>sh j>dj z>s s>ss ss>s v>w w>v"
    " a>e e>a o>u ll>l l>ll m>mm mm>m th>t t>th"
)
_RULES = [tuple(rule.split(">")) for rule in _SPELLINGS.split()]
_MIDDLE_NAMES, _BORN_KNOWN, _YEAR_ALONE, _TWO_COUNTRIES = 0.4, 0.6, 0.2, 0.1
_YEARS = range(1930, 2000)
_ALPHA_2 = {country_of_alpha_2(one + two): one + two for one, two in product(ascii_uppercase, repeat=2)}


class Pep(NamedTuple):
    """One person: every name, the birth date or its year or "", and countries (alpha-2)."""

    names: list[str]
    born: str
    countries: list[str]


def peps(number: int, seed: int = 1) -> Iterator[Pep]:
    """So many of them, one after the other: nothing is kept. Another seed gives other people with the same words."""
    cultures = [_Culture(*one) for one in CULTURES.items()]
    chance = random.Random(seed)  # noqa: S311 - the same every time
    for _ in range(number):
        culture = chance.choice(cultures)
        yield Pep(culture.names(chance), _birth_date(chance), culture.some_countries(chance))


def write(path: Path, number: int, seed: int = 1) -> None:
    """As a file that the bank's licensed list comes in (``opensanctions_csv``)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for place, (names, born, countries) in enumerate(peps(number, seed)):
            rows.writerow([f"Q{place}", "Person", names[0], ";".join(names[1:]), born, ";".join(countries)])


class _Culture:
    """The words of one culture, with how common they are."""

    def __init__(self, countries: str, words: tuple[str, str]) -> None:
        self._countries = [_ALPHA_2[country] for country in countries.split()]
        given, family = (to_latin(one.replace("-", "")).lower().split() for one in words)
        self._given, self._given_weights = _words(given, _GIVEN, _GIVEN_FALL)
        self._family, self._family_weights = _words(family, _FAMILY, _FAMILY_FALL)

    def names(self, chance: random.Random) -> list[str]:
        parts = [
            *chance.choices(self._given, cum_weights=self._given_weights, k=1 + (chance.random() < _MIDDLE_NAMES)),
            *chance.choices(self._family, cum_weights=self._family_weights),
        ]
        (others,) = chance.choices(_OTHER_NAMES, _OTHER_NAMES_WEIGHTS)
        others -= chance.random() < 0.5
        return [" ".join(parts).title(), *(" ".join(_otherwise(parts, chance)).title() for _ in range(others))]

    def some_countries(self, chance: random.Random) -> list[str]:
        return chance.sample(self._countries, min(len(self._countries), 1 + (chance.random() < _TWO_COUNTRIES)))


def _otherwise(parts: list[str], chance: random.Random) -> list[str]:
    """The same name, as another document may have it."""
    told = chance.random()
    if told < 0.15:
        return [parts[-1], *parts[:-1]]
    if told < 0.25 and len(parts) > 2:
        return [parts[0], parts[-1]]
    place = chance.randrange(len(parts))
    return [_respelled(part, chance) if place == at else part for at, part in enumerate(parts)]


def _respelled(word: str, chance: random.Random) -> str:
    fitting = [(one, other) for one, other in _RULES if one in word]
    if not fitting:
        return f"{word}h"
    one, other = chance.choice(fitting)
    return word.replace(one, other, 1)


def _words(real: list[str], number: int, fall: float) -> tuple[list[str], list[float]]:
    """The real words and made ones like them, the most common first, and their weights added up.

    There are fewer than ``number`` where the real ones are short, as Chinese family names are.
    """
    chance = random.Random(real[0])  # noqa: S311 - the same every time
    words = list(dict.fromkeys([*real, *(_made(real, chance) for _ in range(2 * number))]))[:number]
    return words, list(accumulate(rank**-fall for rank in range(1, len(words) + 1)))


def _made(real: list[str], chance: random.Random) -> str:
    """The beginning of one word, letters of a second and the end of a third."""
    beginning, middle, end = chance.choices(real, k=3)
    first, second, third = (int(chance.random() * 4) for _ in range(3))
    return f"{beginning[: first + 1]}{middle[first : first + second]}{end[-third - 1 :]}"


def _birth_date(chance: random.Random) -> str:
    if chance.random() > _BORN_KNOWN:
        return ""
    year = chance.choice(_YEARS)
    if chance.random() < _YEAR_ALONE:
        return str(year)
    return f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
