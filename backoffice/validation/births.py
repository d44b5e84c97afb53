"""How a birth date comes to be told otherwise than a list has it.

Each way takes the listed date (YYYY-MM-DD, or a year) and a source of chance, and gives the date as it is then told,
"" for none at all, or None where the date is no such date: a year has no day that could be wrong.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Way = Callable[[str, random.Random], str | None]
BORN = range(1940, 2006)
"""The years in which people are born who were made up."""


def birth_date(chance: random.Random) -> str:
    return f"{chance.choice(BORN)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def year_alone(born: str, _: random.Random) -> str | None:
    return born[:4]


def year_beside(born: str, chance: random.Random) -> str | None:
    return f"{int(born[:4]) + chance.choice((-1, 1))}{born[4:]}"


def exchanged(born: str, _: random.Random) -> str | None:
    """Day and month in each other's place."""
    year, *rest = born.split("-")
    return "-".join([year, *reversed(rest)]) if rest and int(rest[1]) <= 12 else None  # noqa: PLR2004 - months


def _days_beside(born: str, chance: random.Random) -> str | None:
    if len(born) == len("YYYY"):
        return None
    return str(date.fromisoformat(born) + timedelta(days=chance.choice((-3, -2, -1, 1, 2, 3))))


def _wrong_digit(born: str, chance: random.Random) -> str | None:
    """The last digit of the day is another."""
    if len(born) == len("YYYY"):
        return None
    return born[:-1] + chance.choice([digit for digit in "123456789" if digit != born[-1]])


WAYS: Mapping[str, Way] = {
    "its year alone": year_alone,
    "a year beside": year_beside,
    "day and month exchanged": exchanged,
    "up to three days beside": _days_beside,
    "a digit of the day wrong": _wrong_digit,
    "not told": lambda *_: "",
}
