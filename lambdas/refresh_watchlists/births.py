"""Birth dates as lists write them: a full date as YYYY-MM-DD, anything vaguer as the years it may mean."""

import re
from datetime import datetime

from lambdas.shared.runtime.dates import iso_date

_YEAR = re.compile(r"\b[12][0-9]{3}\b")
_LONGEST_SPAN = 20
"""Years of a range of birth dates that may still help to tell people apart."""


def years(first: int, last: int | None = None, *, around: int = 0) -> list[str]:
    """The years from ``first`` to ``last``, ``around`` more on both sides; none where the span is too long to help."""
    first, last = sorted((first, last or first))
    if last - first > _LONGEST_SPAN:
        return []
    return [str(year) for year in range(first - around, last + around + 1)]


def written(text: str, *forms: str) -> list[str]:
    """The day or years in ``text``, which is YYYY-MM-DD, in one of ``forms`` (strptime's), or words (circa 1971)."""
    if iso_date(text):
        return [text]
    for form in forms:
        try:
            return [datetime.strptime(text, form).date().isoformat()]  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    found = [int(year) for year in _YEAR.findall(text)]
    return years(min(found), max(found), around=1 if "circa" in text.casefold() else 0) if found else []
