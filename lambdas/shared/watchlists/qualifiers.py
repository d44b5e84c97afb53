"""What is known of a person beside the name: it raises or lowers what a name's likeness says.

A sign is only held against somebody where both sides have it: lists know few birth dates, and some of them wrongly.
"""

import re
from collections.abc import Iterable, Iterator

from lambdas.shared.watchlists.reasons import Reason

_SAME = Reason("BIRTH_DATE_SAME", 3.0)
_SWAPPED = Reason("BIRTH_DATE_SWAPPED", 2.5)
_YEAR_SAME = Reason("BIRTH_YEAR_SAME", 1.5)
"""Where one side knows no more than the year."""
_YEAR_NEAR = Reason("BIRTH_YEAR_NEAR", 0.3)
_DAY_SAME = Reason("BIRTH_DAY_SAME", 1.5)
"""Day and month, in a year close by."""
_DAY_DIFFERS = Reason("BIRTH_DAY_DIFFERS", -0.5)
_YEAR_DIFFERS = Reason("BIRTH_YEAR_DIFFERS", -1.2)
_YEAR_FAR = Reason("BIRTH_YEAR_FAR", -2.0)
YEARS_APART, YEARS_FAR = 2, 10
"""Listed birth years are often estimates: up to the first they may be one, from the second on hardly."""

_COUNTRY_SAME = Reason("COUNTRY_SAME", 0.8)
_COUNTRY_DIFFERS = Reason("COUNTRY_DIFFERS", -0.5)
_GENDER_DIFFERS = Reason("GENDER_DIFFERS", -1.5)
SECOND_SIGNS = frozenset(("BIRTH_DATE_SAME", "BIRTH_DATE_SWAPPED", "BIRTH_YEAR_SAME", "COUNTRY_SAME"))
"""What makes a namesake the person meant."""

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?")


def of_birth(told: str | None, listed: Iterable[str]) -> Iterator[Reason]:
    """What the birth date says; nothing where one of both is unknown."""
    found = [reason for one in listed if (reason := _of_dates(told or "", one))]
    if found:
        yield max(found, key=lambda reason: reason.points)


def _of_dates(told: str, listed: str) -> Reason | None:
    one, two = _DATE.fullmatch(told), _DATE.fullmatch(listed)
    if not one or not two:
        return None
    apart = abs(int(one[1]) - int(two[1]))
    if apart > YEARS_APART:
        return _YEAR_FAR if apart >= YEARS_FAR else _YEAR_DIFFERS
    if told == listed and one[2]:
        return _SAME
    if _is_year(told) or _is_year(listed):
        return _YEAR_NEAR if apart else _YEAR_SAME
    if one[2] == two[2] and one[3] == two[3]:
        return _DAY_SAME
    return _SWAPPED if swapped(told) == listed else _DAY_DIFFERS


def _is_year(date: str) -> bool:
    """Whether no more than the year is known, for which documents and lists have its first day too."""
    return len(date) == len("YYYY") or date.endswith("-01-01")


def swapped(date: str) -> str:
    """YYYY-MM-DD with day and month in each other's place; what is no full date as it is."""
    found = _DATE.fullmatch(date)
    return f"{found[1]}-{found[3]}-{found[2]}" if found and found[2] else date


def of_countries(told: Iterable[str], listed: Iterable[str]) -> Iterator[Reason]:
    """Whether one of the countries is one of the listed; nothing where one of both has none."""
    one, two = set(told), set(listed)
    if one and two:
        yield _COUNTRY_SAME if one & two else _COUNTRY_DIFFERS


def of_gender(told: str | None, listed: str | None) -> Iterator[Reason]:
    if told and listed and told != listed:
        yield _GENDER_DIFFERS
