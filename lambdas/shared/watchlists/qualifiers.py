"""What is known of a person beside the name: it raises or lowers the points of a similar name.

It counts only where both the person and the list have it: lists know few birth dates, and some of them wrongly.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta

from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.reasons import PLACES, Reason

_SAME = Reason("BIRTH_DATE_SAME", CONFIG.birth_date_same)
_SWAPPED = Reason("BIRTH_DATE_SWAPPED", CONFIG.birth_date_swapped)
_YEAR_SAME = Reason("BIRTH_YEAR_SAME", CONFIG.birth_year_same)
_YEAR_NEAR = Reason("BIRTH_YEAR_NEAR", CONFIG.birth_year_near)
_NEAR = Reason("BIRTH_DATE_NEAR", CONFIG.birth_date_near)
_DAY_DIFFERS = Reason("BIRTH_DAY_DIFFERS", CONFIG.birth_day_differs)
_YEAR_DIFFERS = Reason("BIRTH_YEAR_DIFFERS", CONFIG.birth_year_differs)
_YEAR_FAR = Reason("BIRTH_YEAR_FAR", CONFIG.birth_year_far)
_COUNTRY_SAME = Reason("COUNTRY_SAME", CONFIG.country_same)
_COUNTRY_DIFFERS = Reason("COUNTRY_DIFFERS", CONFIG.country_differs)
_GENDER_DIFFERS = Reason("GENDER_DIFFERS", CONFIG.gender_differs)
_AGAINST = (frozenset((_DAY_DIFFERS, _YEAR_DIFFERS, _YEAR_FAR)), frozenset((_COUNTRY_DIFFERS,)))
SECOND_SIGNS = frozenset(
    ("BIRTH_DATE_SAME", "BIRTH_DATE_SWAPPED", "BIRTH_DATE_NEAR", "BIRTH_YEAR_SAME", "COUNTRY_SAME")
)
"""Each of them makes it likely that a namesake is the listed person."""

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?")


def outweigh(reasons: Iterable[Reason]) -> bool:
    """Whether both birth and country speak against a person."""
    found = frozenset(reasons)
    return all(found & against for against in _AGAINST)


def of_birth(asked: str | None, listed: Iterable[str]) -> Iterator[Reason]:
    """What the birth date says, by the listed date that fits best; nothing where either side has none."""
    dates = list(listed)
    found = [reason for one in dates if (reason := _of_dates(asked or "", one))]
    if found:
        best = max(found, key=lambda reason: reason.points)
        yield _among_years(len({one[:4] for one in dates})) if best == _YEAR_SAME else best


def _among_years(count: int) -> Reason:
    """The same year as one of so many: the more years a list guesses, the likelier somebody else was born in one."""
    return Reason(_YEAR_SAME.code, max(_YEAR_SAME.points - round(math.log(count), PLACES), _YEAR_NEAR.points))


def _of_dates(asked: str, listed: str) -> Reason | None:
    one, two = _DATE.fullmatch(asked), _DATE.fullmatch(listed)
    if not one or not two:
        return None
    if asked == listed and one[2]:
        return _SAME
    apart = abs(int(one[1]) - int(two[1]))
    if _is_year(asked) or _is_year(listed):
        return _YEAR_SAME if not apart else _YEAR_NEAR if apart <= CONFIG.years_near else _of_years(apart)
    if swapped(asked) == listed:
        return _SWAPPED
    is_day = one[2] == two[2] and one[3] == two[3] and apart <= CONFIG.years_near
    if is_day or _is_digit_off(asked, listed) or _days_apart(asked, listed) <= CONFIG.days_near:
        return _NEAR
    return _DAY_DIFFERS if apart <= CONFIG.years_near else _of_years(apart)


def _of_years(apart: int) -> Reason:
    return _YEAR_FAR if apart >= CONFIG.years_far else _YEAR_DIFFERS


def _is_digit_off(one: str, two: str) -> bool:
    return sum(left != right for left, right in zip(one, two, strict=True)) == 1


def _days_apart(one: str, two: str) -> float:
    """Days between two dates; infinitely many from what is no date of a calendar."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(two)).days)
    except ValueError:
        return math.inf


def _is_year(date: str) -> bool:
    """Whether only the year is known: documents and lists then also have its first day."""
    return len(date) == len("YYYY") or date.endswith("-01-01")


def swapped(text: str) -> str:
    """YYYY-MM-DD with day and month in each other's place; anything else unchanged."""
    found = _DATE.fullmatch(text)
    return f"{found[1]}-{found[3]}-{found[2]}" if found and found[2] else text


def signs_of_birth(asked: str) -> Mapping[float, tuple[str, ...]]:
    """What births that are listed under these keys can say for a person born then, in points.

    Lists of births have dates, their years, and their days (-MM-DD) as keys.
    """
    if len(asked) == len("YYYY"):
        return {CONFIG.birth_year_same: (asked,)}
    return {
        max(CONFIG.birth_year_same, CONFIG.birth_date_near): (asked[:4], asked[4:], *_days_of_another_year(asked)),
        CONFIG.birth_date_same: (asked, swapped(asked)),
    }


def _days_of_another_year(asked: str) -> Iterator[str]:
    """The dates that are a few days off, before or after the turn of the year."""
    if asked[4:8] in {"-01-", "-12-"}:
        with suppress(ValueError, OverflowError):
            day = date.fromisoformat(asked)
            near = [day + timedelta(days) for days in range(-CONFIG.days_near, CONFIG.days_near + 1)]
            yield from (one.isoformat() for one in near if one.year != day.year)


def of_countries(asked: Iterable[str], listed: Iterable[str]) -> Iterator[Reason]:
    """Whether one of the countries is listed; nothing where either side has none."""
    one, two = set(asked), set(listed)
    if one and two:
        yield _COUNTRY_SAME if one & two else _COUNTRY_DIFFERS


def of_gender(asked: str | None, listed: str | None) -> Iterator[Reason]:
    if asked and listed and asked != listed:
        yield _GENDER_DIFFERS
