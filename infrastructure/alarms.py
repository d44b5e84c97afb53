"""When the bank's operators are alerted: by alarms on what happened, and on what did not happen in its time.

Each says in its description what happened, and which line of the table in ``infrastructure/README.md`` says what to do.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from math import ceil
from typing import Any

from infrastructure import intervals, measured, queues, schedules
from infrastructure.alerts import NOT_SENT, TOPIC
from infrastructure.functions import Function
from infrastructure.measured import FUNCTIONS_THROTTLED, TRANSITIONS_THROTTLED, Measured, own
from infrastructure.permissions import ref
from infrastructure.project import Project
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from lambdas.shared.monitoring.goals import What
from lambdas.shared.runtime.metrics import Metric

_FAILURES = {
    "ExecutionsFailed": "failed",
    "ExecutionsTimedOut": "timed out",
    "ExecutionsAborted": "were aborted",
}
_PERIOD, _HOUR = 300, 3600
_SWEEP = 2 * _HOUR
"""How much longer than yesterday a sweep may take, which waits where another run of the monitoring is at work."""


class Passage(StrEnum):
    """The lines of the table of alarms in ``infrastructure/README.md``."""

    EXECUTIONS = "executions ended badly"
    NOT_TAKEN = "messages that nobody could take"
    NOT_SENT = "calls and alerts that did not arrive"
    QUEUE = "messages wait"
    RUN_FAILED = "a scheduled run failed"
    RUN_MISSING = "a scheduled run is missing"
    SWEEP = "no sweep is certified"
    REFUSED = "lists are refused"
    LISTS = "lists are late"
    API = "the API has faults"
    SIGN_IN = "nobody can sign in"
    THROTTLED = "AWS throttles"


def alarms(project: Project, machines: Iterable[str], monitoring: str, tables: Iterable[str]) -> Resources:
    """For these state machines, that of the monitoring among them, and tables (logical ids)."""
    scheduled = [function for function in project.functions if function.schedule]
    return {
        **{
            name: _failure_alarm(machine, metric)
            for machine in machines
            for name, metric in failure_alarms(machine).items()
        },
        **_of_queues(scheduled, monitoring),
        **dict(_of_runs(scheduled, project.settings)),
        "NoSweepCertified": _absence(
            Passage.SWEEP,
            "No customer was certified as screened in its time",
            intervals.longest(project.settings.limits.monitoring_schedule) + _SWEEP,
            own(Metric.CERTIFIED, what=What.SWEEP),
            ComparisonOperator="LessThanThreshold",
        ),
        **_of_lists(),
        "ApiFaults": _alarm(Passage.API, "The API had a fault", measured.of_api("5XXError")),
        "SignInFaults": _alarm(Passage.SIGN_IN, "Tokens could not be judged", own(Metric.SIGN_IN_FAULTS)),
        **_of_throttles(tables),
    }


def failure_alarms(machine: str) -> dict[str, str]:
    """The alarms (logical ids) of a state machine's executions that end badly, each with its metric."""
    return {f"{machine}{metric}": metric for metric in _FAILURES}


def _failure_alarm(machine: str, metric: str) -> dict[str, Any]:
    said = f"Executions of {machine} {_FAILURES[metric]}"
    return _alarm(Passage.EXECUTIONS, said, measured.of_machine(machine, metric))


def _of_queues(scheduled: Iterable[Function], monitoring: str) -> Resources:
    left = "ApproximateNumberOfMessagesVisible"
    found = [
        *((queue, left, 1, Passage.NOT_TAKEN, said) for queue, said in queues.untaken()),
        *((queue, "ApproximateAgeOfOldestMessage", most, Passage.QUEUE, said) for queue, most, said in queues.late()),
        *(
            (f"{one.slot}DeadLetters", left, 1, Passage.NOT_SENT, f"The call of {one.name} did not arrive")
            for one in scheduled
        ),
        (f"{monitoring}DeadLetters", left, 1, Passage.NOT_SENT, "The daily sweep was not started"),
        (NOT_SENT, left, 1, Passage.NOT_SENT, "A failed onboarding's alert was not sent"),
    ]
    return {
        f"{queue}Alarm": _alarm(passage, said, measured.of_queue(queue, metric), most)
        for queue, metric, most, passage, said in found
    }


def _of_runs(functions: Iterable[Function], settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each scheduled function: that a run ended badly, and that none ended well in its time."""
    for one in functions:
        if one.schedule:
            failed = measured.of_function(one.slot, "Errors")
            yield f"{one.slot}Errors", _alarm(Passage.RUN_FAILED, f"A run of {one.name} failed", failed)
            said, most = f"No run of {one.name} ended well in its time", intervals.longest(one.schedule.when(settings))
            # A call that ends well counts as 0 errors: where the least is 1, all of them failed.
            all_failed = measured.of_function(one.slot, "Errors", "Minimum")
            yield f"{one.slot}Missing", _absence(Passage.RUN_MISSING, said, most + one.timeout, all_failed)


def _of_lists() -> Resources:
    late = _alarm(Passage.LISTS, "Required watchlists are missing or old", own(Metric.LISTS_LATE, "Maximum"))
    # Until the next refresh says otherwise; that there was none is an alarm of its own.
    late["Properties"]["TreatMissingData"] = "ignore"
    return {
        "WatchlistsRefusals": _alarm(Passage.REFUSED, "New watchlists were refused", own(Metric.WATCHLISTS_REFUSED)),
        "WatchlistsLate": late,
    }


def _of_throttles(tables: Iterable[str]) -> Resources:
    found = {
        "FunctionsThrottled": _alarm(Passage.THROTTLED, "Functions were not run at once", FUNCTIONS_THROTTLED),
        "TransitionsThrottled": _alarm(Passage.THROTTLED, "Workflows were slowed down", TRANSITIONS_THROTTLED),
    }
    for table in tables:
        for what in ("Read", "Write"):
            metric = measured.of_table(table, f"{what}ThrottleEvents")
            said = f"{table} refused to be {'read' if what == 'Read' else 'written'} for a while"
            found[f"{table}{what}sThrottled"] = _alarm(Passage.THROTTLED, said, metric)
    return found


def _absence(passage: Passage, said: str, most: int, one: Measured, **more: Any) -> dict[str, Any]:
    """An alarm that goes when for ``most`` seconds nothing was as it should be, also where nothing is reported.

    Each period of that time has to be without a good value.
    """
    period = _PERIOD if most < _HOUR else _HOUR
    # One period more, since what happens at the end of one may come at the beginning of another.
    periods = ceil((most + schedules.MOST_LATE) / period) + 1
    found = _alarm(passage, said, one)
    found["Properties"] |= {"Period": period, "EvaluationPeriods": periods, "TreatMissingData": "breaching", **more}
    return found


def _alarm(passage: Passage, said: str, one: Measured, threshold: int = 1) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": f'{said}. What to do: infrastructure/README.md, Alarms, "{passage}"',
            "Namespace": one.namespace,
            "MetricName": one.name,
            "Dimensions": [{"Name": name, "Value": value} for name, value in one.dimensions.items()],
            "Statistic": one.statistic,
            "Period": _PERIOD,
            "EvaluationPeriods": 1,
            "Threshold": threshold,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [ref(TOPIC)],
        },
    }
