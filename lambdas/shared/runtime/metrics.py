"""What is measured beside what AWS measures by itself: every metric, with its dimensions.

Metrics carry codes and counts alone, and the stack as ``service`` (``POWERTOOLS_SERVICE_NAME``). CloudWatch takes each
combination of dimensions as a metric of its own, so none of them is an id.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "KYC"


class Metric(StrEnum):
    """Counts, but for those that say hours.

    VERDICTS: what steps found. FAILURES: errors of functions. OUTCOMES: decided cases. WAITING: cases that wait for
    people, by the watchdog's last look. LONGEST_WAIT: for how many hours the first of them has. EVENTS_LEFT: events
    that could not be published at once. UPLOADS_NOT_TAKEN: pictures that nobody asked for. REQUESTS: answers of the
    API. SIGN_INS_REFUSED: tokens that do not count. SIGN_IN_FAULTS: requests whose token could not be judged.
    WATCHDOG_FINDINGS: what was stuck. SEAL_FINDINGS: records that are not as they were. WATCHLISTS_REFUSED: refreshes
    that refused a list. LIST_AGE: hours since a list in force was known to be the publisher's. LISTS_LATE: required
    lists that are missing, or soon too old. CERTIFIED: runs of the monitoring that reached every customer.
    """

    VERDICTS = "Verdicts"
    FAILURES = "Failures"
    OUTCOMES = "Outcomes"
    WAITING = "Waiting"
    LONGEST_WAIT = "LongestWait"
    EVENTS_LEFT = "EventsLeft"
    UPLOADS_NOT_TAKEN = "UploadsNotTaken"
    REQUESTS = "Requests"
    SIGN_INS_REFUSED = "SignInsRefused"
    SIGN_IN_FAULTS = "SignInFaults"
    WATCHDOG_FINDINGS = "WatchdogFindings"
    SEAL_FINDINGS = "SealFindings"
    WATCHLISTS_REFUSED = "WatchlistsRefused"
    LIST_AGE = "ListAge"
    LISTS_LATE = "ListsLate"
    CERTIFIED = "Certified"


DIMENSIONS: Mapping[Metric, tuple[str, ...]] = MappingProxyType(
    {
        Metric.VERDICTS: ("function", "verdict"),
        Metric.FAILURES: ("function", "error"),
        Metric.OUTCOMES: ("outcome",),
        Metric.WAITING: ("queue",),
        Metric.LONGEST_WAIT: ("queue",),
        Metric.EVENTS_LEFT: ("error",),
        Metric.UPLOADS_NOT_TAKEN: ("code",),
        Metric.REQUESTS: ("status",),
        Metric.SIGN_INS_REFUSED: ("reason",),
        Metric.SIGN_IN_FAULTS: (),
        Metric.WATCHDOG_FINDINGS: ("code",),
        Metric.SEAL_FINDINGS: ("code",),
        Metric.WATCHLISTS_REFUSED: (),
        Metric.LIST_AGE: ("list",),
        Metric.LISTS_LATE: (),
        Metric.CERTIFIED: ("what",),
    }
)
"""Beside ``service``, which all have."""


def count(metric: Metric, **dimensions: str) -> None:
    """Add one to the metric."""
    measure(metric, 1, **dimensions)


def measure(metric: Metric, value: float, **dimensions: str) -> None:
    """One value of the metric, whose dimensions are those of ``DIMENSIONS``."""
    with single_metric(name=metric.value, unit=MetricUnit.Count, value=value, namespace=NAMESPACE) as measured:
        for name, dimension in dimensions.items():
            measured.add_dimension(name, dimension)
