"""How many cases wait for people, and for how long: what operators see on the dashboard."""

from contextlib import suppress
from datetime import UTC, datetime

from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.status import Status
from lambdas.shared.reviews import conditions
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.metrics import Metric, measure

APPLICANT = "applicant"
"""The queue of what applicants are asked for."""
_HOUR = 3600


class Waits:
    """The cases that wait, by queue; ``add`` each open case, then ``report``."""

    def __init__(self) -> None:
        self._since: dict[str, list[datetime]] = {name: [] for name in (*conditions.queues(), APPLICANT)}

    def add(self, row: Row) -> None:
        """Take a case into account by its item; one that cannot be read is a finding of the watchdog's, not a wait."""
        with suppress(ValueError, TypeError, AttributeError):
            meta = Meta.in_a_list(row)
            queue = meta.queue if meta.status is Status.AWAITING_REVIEW else APPLICANT
            if meta.status.is_waiting and queue:
                self._since.setdefault(queue, []).append(moment(meta.updated_at).astimezone(UTC))

    def report(self, now: datetime) -> None:
        """Measure each queue, an empty one as well, so that the dashboard shows when it became empty."""
        for queue, begun in self._since.items():
            hours = max(0, (now - min(begun)).total_seconds() / _HOUR) if begun else 0
            measure(Metric.WAITING, len(begun), queue=queue)
            measure(Metric.LONGEST_WAIT, hours, queue=queue)
