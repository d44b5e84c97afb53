"""Calendar dates as the checks need them."""

import re
from datetime import date

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_date(text: str) -> date | None:
    """The date of a YYYY-MM-DD text; None when the calendar has no such day."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Completed years on that day.

    Whoever was born on 29 February gets older on 1 March in other years: that day is never too early,
    whichever of the two days the law of the country names.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
