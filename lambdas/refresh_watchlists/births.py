"""Birth dates as lists write them: a full date as YYYY-MM-DD, anything vaguer as the years it may mean."""

import re
from datetime import datetime

from lambdas.shared.runtime.dates import iso_date

_YEAR = re.compile(r"\b(?:18|19|20)[0-9]{2}\b")
"""Years of other calendars, 1390 of the Persian one, are none that anybody could be compared by."""
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})?)")
"""A day of XML Schema, which may have the time and the time zone of whoever wrote it."""
_IN_WORDS = re.compile(r"\b([0-9]{1,2})\s*([A-Z][a-z]{2})[a-z]*\.?\s*([0-9]{4})\b")
_NOTED = re.compile(r"\b(?:born|DP?OB)\b(.*?)(?=\bPOB\b|\bpassport\b|\bnationality\b|;|\Z)", re.IGNORECASE | re.DOTALL)
_AROUND = ("circa", "approximately", "about")
_LONGEST_NOTE = 5_000
"""Characters of a note that are looked at."""
_LONGEST_SPAN = 20
"""Years of a range of birth dates that may still help to tell people apart."""


def years(first: int, last: int | None = None, *, around: int = 0) -> list[str]:
    """The years from ``first`` to ``last``, ``around`` more on both sides; none where the span is too long to help."""
    first, last = sorted((first, last or first))
    if last - first > _LONGEST_SPAN:
        return []
    return [str(year) for year in range(first - around, last + around + 1)]


def written(text: str, *forms: str, around: int = 0) -> list[str]:
    """The day or years in ``text``, which is YYYY-MM-DD, in one of ``forms`` (strptime's), or words (circa 1971).

    ``around``: so many years more on both sides of years, where the list calls them estimates elsewhere.
    """
    day = match[1] if (match := _DAY.fullmatch(text)) else text
    if iso_date(day):
        return [day]
    for form in forms:
        try:
            return [datetime.strptime(text, form).date().isoformat()]  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    found = _years(text)
    if any(word in text.casefold() for word in _AROUND):
        around = 1
    return years(min(found), max(found), around=around) if found else []


def is_long(text: str) -> bool:
    """Whether it has years, but so many that they help nobody."""
    return bool(_years(text))


def _years(text: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(text)]


def noted(text: str) -> list[str]:
    """The days and years in which a note in words says that somebody was born ("born 16 Dec. 1948, in Izo")."""
    found = []
    for said in _NOTED.findall(text[:_LONGEST_NOTE]):
        days = [" ".join(parts) for parts in _IN_WORDS.findall(said)]
        found += [day for one in days or [said] for day in written(one, "%d %b %Y")]
    return found
