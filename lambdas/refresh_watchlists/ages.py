"""How old the lists in force are, for the dashboard and for an alarm that comes before nobody can be screened."""

from collections.abc import Iterable
from datetime import datetime

from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.metrics import Metric, measure
from lambdas.shared.watchlists.versions import Manifest

LATE = 0.5
"""The part of the time for which a required list may be used: past it, there is as much left to mend it."""
_HOUR = 3600


def report(sources: Iterable[Source], manifest: Manifest | None, now: datetime) -> None:
    """Measure the age of each list in force, and how many required ones are missing or late."""
    rows, late = {row["name"]: row for row in manifest["sources"]} if manifest else {}, 0
    for source in sources:
        row = rows.get(source.name)
        if row is None:
            late += source.required and not source.may_be_absent
            continue
        hours = (now - moment(row["refreshed_at"])).total_seconds() / _HOUR
        measure(Metric.LIST_AGE, max(0, hours), list=source.name)
        late += source.required and hours > LATE * source.oldest_hours
    measure(Metric.LISTS_LATE, late)
