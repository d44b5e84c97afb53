"""Services that answer late: they are asked once, and then polled until they answer or are too late."""

from dataclasses import dataclass
from datetime import datetime

_SHARE = 4
"""Each wait is at least a quarter of the time that has passed, so that fewer than 60 polls reach into days."""


@dataclass(frozen=True, slots=True)
class PollingLimits:
    """How long to wait for a service, as a policy says it, whose names these are: ``PollingLimits(**policy(…)[…])``.

    ``late_after_hours``: how long after it was asked the service is polled no more. The other two bound the wait before
    each poll, in seconds, whatever the service itself suggests.
    """

    late_after_hours: int
    shortest_wait_seconds: int
    longest_wait_seconds: int


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """What a poll found.

    ``answer``: the answer, in the words of the port's protocol, or None while the service still works on it.
    ``wait_seconds``: after how many seconds the service suggests the next poll; meaningless once there is an answer.
    """

    answer: str | None
    wait_seconds: int


def seconds_until_next_poll(hint: int, asked_at: datetime, now: datetime, limits: PollingLimits) -> int:
    """The service's ``hint`` in seconds, kept within the limits; 0 once the service is late.

    ``asked_at``: when the service was asked, ``now``: the time, both with a time zone.
    """
    passed = max(0, int((now - asked_at).total_seconds()))
    left = limits.late_after_hours * 3600 - passed
    if left <= 0:
        return 0
    wanted = max(hint, passed // _SHARE, limits.shortest_wait_seconds)
    return int(min(wanted, limits.longest_wait_seconds, max(left, limits.shortest_wait_seconds)))
