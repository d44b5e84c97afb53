"""How long it is from one run of a schedule to the next at most: what an alarm on runs that did not happen goes by."""

import re
from collections.abc import Iterator
from itertools import pairwise

from infrastructure.errors import DeploymentError

_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
_DAY = _SECONDS["day"]
_RATE = re.compile(r"rate\((\d{1,4}) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) [*?] \* [*?] \*\)")
_PART = re.compile(r"(\*|\d{1,2})(?:-(\d{1,2}))?(?:/(\d{1,2}))?")


def longest(expression: str) -> int:
    """Seconds between two runs of ``rate(15 minutes)`` or ``cron(40 2 * * ? *)``, as EventBridge Scheduler has them.

    Raises DeploymentError for one that does not run every day: nothing that is scheduled here may wait longer.
    """
    found = _rate(expression) or _cron(expression)
    if not found or found > _DAY:
        raise DeploymentError(
            f"the schedule {expression} is not for every day: give a rate of at most a day, such as rate(15 minutes), "
            "or minutes and hours for each day, such as cron(40 2 * * ? *)"
        )
    return found


def _rate(expression: str) -> int:
    found = _RATE.fullmatch(expression)
    return int(found[1]) * _SECONDS[found[2]] if found else 0


def _cron(expression: str) -> int:
    """0 where it is no cron expression for every day."""
    found = _CRON.fullmatch(expression)
    if not found:
        return 0
    minutes, hours = _values(found[1], 60), _values(found[2], 24)
    runs = sorted(hour * 3600 + minute * 60 for hour in hours for minute in minutes)
    return max((later - earlier for earlier, later in pairwise([*runs, *(one + _DAY for one in runs[:1])])), default=0)


def _values(field: str, end: int) -> list[int]:
    """The values below ``end`` of a field such as ``5``, ``0,30``, ``8-18`` or ``0/15``; none of another form."""
    return [value for part in field.split(",") for value in _part(part, end) if value < end]


def _part(text: str, end: int) -> Iterator[int]:
    found = _PART.fullmatch(text)
    if not found or found[3] in ("0", "00"):
        return
    first, last, step = found.groups()
    begin = 0 if first == "*" else int(first)
    until = int(last) if last else end - 1 if first == "*" or step else begin
    yield from range(begin, until + 1, int(step or 1))
