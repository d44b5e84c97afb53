"""Waiting for what somebody asked for and does not get at once."""

import time
from collections.abc import Callable
from typing import TypeVar

from backoffice.bank import Json
from backoffice.errors import BackOfficeError

_POLL_SECONDS = 1.0
_REFRESH_SECONDS = 960
"""A refresh may take 15 minutes."""
_Found = TypeVar("_Found")


def until(look: Callable[[], _Found | None], longest: float, late: str) -> _Found:
    """What ``look`` finds, once it finds something. Raises BackOfficeError, which says ``late``, after so many s."""
    deadline = time.monotonic() + longest
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise BackOfficeError(late)
        time.sleep(_POLL_SECONDS)
    return found


def refreshed(last: Callable[[], Json | None], run: str) -> Json:
    """The report of this refresh, once ``last`` (the report of the last one) is it. Raises BackOfficeError."""

    def look() -> Json | None:
        report = last() or {}
        return report if report.get("run") == run else None

    report = until(look, _REFRESH_SECONDS, "the refresh has not ended; look again with: kyc watchlists")
    if report["outcome"] == "failed":
        raise BackOfficeError(f"the refresh failed with {report['error']}; the lists are as they were")
    return report
