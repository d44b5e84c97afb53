"""What is known of a person beside the name: it raises or lowers the points of a similar name.

It counts only where both the person and the list have it: lists know few birth dates, and some of them wrongly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.reasons import Reason

_SAME = Reason("BIRTH_DATE_SAME", CONFIG.birth_date_same)
_SWAPPED = Reason("BIRTH_DATE_SWAPPED", CONFIG.birth_date_swapped)
_YEAR_SAME = Reason("BIRTH_YEAR_SAME", CONFIG.birth_year_same)
_YEAR_NEAR = Reason("BIRTH_YEAR_NEAR", CONFIG.birth_year_near)
_DAY_SAME = Reason("BIRTH_DAY_SAME", CONFIG.birth_day_same)
_DAY_DIFFERS = Reason("BIRTH_DAY_DIFFERS", CONFIG.birth_day_differs)
_YEAR_DIFFERS = Reason("BIRTH_YEAR_DIFFERS", CONFIG.birth_year_differs)
_YEAR_FAR = Reason("BIRTH_YEAR_FAR", CONFIG.birth_year_far)
_COUNTRY_SAME = Reason("COUNTRY_SAME", CONFIG.country_same)
_COUNTRY_DIFFERS = Reason("COUNTRY_DIFFERS", CONFIG.country_differs)
_GENDER_DIFFERS = Reason("GENDER_DIFFERS", CONFIG.gender_differs)
SECOND_SIGNS = frozenset(("BIRTH_DATE_SAME", "BIRTH_DATE_SWAPPED", "BIRTH_YEAR_SAME", "COUNTRY_SAME"))
"""Each of them makes it likely that a namesake is the listed person."""

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?")


def of_birth(asked: str | None, listed: Iterable[str]) -> Iterator[Reason]:
    """What the birth date says, by the listed date that fits best; nothing where either side has none."""
    found = [reason for one in listed if (reason := _of_dates(asked or "", one))]
    if found:
        yield max(found, key=lambda reason: reason.points)


def _of_dates(asked: str, listed: str) -> Reason | None:
    one, two = _DATE.fullmatch(asked), _DATE.fullmatch(listed)
    if not one or not two:
        return None
    apart = abs(int(one[1]) - int(two[1]))
    if apart > CONFIG.years_near:
        return _YEAR_FAR if apart >= CONFIG.years_far else _YEAR_DIFFERS
    if asked == listed and one[2]:
        return _SAME
    if _is_year(asked) or _is_year(listed):
        return _YEAR_NEAR if apart else _YEAR_SAME
    if one[2] == two[2] and one[3] == two[3]:
        return _DAY_SAME
    return _SWAPPED if swapped(asked) == listed else _DAY_DIFFERS


def _is_year(date: str) -> bool:
    """Whether only the year is known: documents and lists then also have its first day."""
    return len(date) == len("YYYY") or date.endswith("-01-01")


def swapped(date: str) -> str:
    """YYYY-MM-DD with day and month in each other's place; anything else unchanged."""
    found = _DATE.fullmatch(date)
    return f"{found[1]}-{found[3]}-{found[2]}" if found and found[2] else date


def signs_of_birth(date: str) -> Mapping[float, tuple[str, ...]]:
    """What births that are listed under these keys can say for a person born then, in points.

    Lists of births have dates, their years, and their days (-MM-DD) as keys.
    """
    same = {CONFIG.birth_year_same: (date[:4],)}
    return (
        same
        if len(date) == len("YYYY")
        else same
        | {
            CONFIG.birth_day_same: (date[:4], date[4:]),
            CONFIG.birth_date_same: (date, swapped(date)),
        }
    )


def of_countries(asked: Iterable[str], listed: Iterable[str]) -> Iterator[Reason]:
    """Whether one of the countries is listed; nothing where either side has none."""
    one, two = set(asked), set(listed)
    if one and two:
        yield _COUNTRY_SAME if one & two else _COUNTRY_DIFFERS


def of_gender(asked: str | None, listed: str | None) -> Iterator[Reason]:
    if asked and listed and asked != listed:
        yield _GENDER_DIFFERS
