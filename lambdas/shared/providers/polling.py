"""How long to wait for a service that answers late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

_SHARE = 4
"""Each wait is at least a quarter of the time that has passed, so that fewer than 60 polls reach into days."""


def seconds_until_next_poll(hint: int, asked_at: datetime, now: datetime, limits: dict[str, Any]) -> int:
    """The service's hint within the policy's limits; 0 once ``late_after_hours`` have passed since it was asked."""
    passed = max(0, int((now - asked_at).total_seconds()))
    left = limits["late_after_hours"] * 3600 - passed
    if left <= 0:
        return 0
    wanted = max(hint, passed // _SHARE, limits["shortest_wait_seconds"])
    return int(min(wanted, limits["longest_wait_seconds"], max(left, limits["shortest_wait_seconds"])))


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """``answer`` is None while the service still works on it; ask again in ``wait_seconds``."""

    answer: str | None
    wait_seconds: int
