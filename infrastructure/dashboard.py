"""What operators look at: one CloudWatch dashboard of all that alarms go by, and of how the work goes.

Its rows follow from the project's functions, workflows and queues. Each begins with a text that says what to do.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from infrastructure import measured
from infrastructure.measured import FUNCTIONS_THROTTLED, SERVICE, TRANSITIONS_THROTTLED, Measured, own
from infrastructure.permissions import ref, sub
from infrastructure.project import Project
from infrastructure.queues import QUEUES, Resources
from lambdas.shared.runtime.metrics import DIMENSIONS, NAMESPACE, Metric

NAME = "Dashboard"
_WIDE, _HIGH, _TEXT_HIGH = 8, 6, 2
_PERIOD = 300
_BILLING_REGION = "us-east-1"
"""Where AWS has the charges of all regions."""

Widget = dict[str, Any]


def dashboard(
    project: Project, machines: Iterable[str], top: str, alert: str, tables: Iterable[str], alarms: Iterable[str]
) -> Resources:
    """Of these state machines, tables and alarms (logical ids).

    ``top``: the state machine whose executions people start; ``alert``: that of the monitoring's cases.
    """
    rows = chain(
        _alarms(alarms),
        _applications(top, machines),
        _waits(),
        _failures(machines),
        _steps(project),
        _throttles(machines, tables),
        _queues(),
        _screening(alert),
        _api(),
        _cost(),
    )
    body = json.dumps({"widgets": [*rows]}, ensure_ascii=False)
    properties = {"DashboardName": ref("AWS::StackName"), "DashboardBody": sub(body)}
    return {NAME: {"Type": "AWS::CloudWatch::Dashboard", "Properties": properties}}


def _alarms(alarms: Iterable[str]) -> Iterator[Widget]:
    yield _text("Alarms", "The description of each says what happened, and which line of the README says what to do.")
    arns = [f"${{{name}.Arn}}" for name in alarms]
    yield {"type": "alarm", "width": 3 * _WIDE, "height": _HIGH, "properties": {"title": "Alarms", "alarms": arns}}


def _applications(top: str, machines: Iterable[str]) -> Iterator[Widget]:
    yield _text(
        "Applications",
        "Where applications begin and none ends, look at what waits and at what fails. Many declines after a "
        "deployment: compare what checks found before and after it, and go back with `python deploy.py rollback`.",
    )
    yield _graph("Applications started", [measured.of_machine(top, "ExecutionsStarted")])
    yield _graph("Outcomes", [own_by_all(Metric.OUTCOMES)])
    yield _graph("What checks found", [own_by_all(Metric.VERDICTS)])
    yield _graph("Executions that ended well", [measured.of_machine(one, "ExecutionsSucceeded") for one in machines])


def _waits() -> Iterator[Widget]:
    yield _text(
        "Waiting for people",
        "As the watchdog's last run saw it. A queue that grows needs more reviewers: `kyc list --queue NAME`. "
        "Applicants who do not answer are reminded, and declined when their time is over.",
    )
    yield _graph("Cases that wait, by queue", [own_by_all(Metric.WAITING, "Maximum")])
    yield _graph("Hours that the first of them has waited", [own_by_all(Metric.LONGEST_WAIT, "Maximum")])
    yield _graph("What was stuck", [own_by_all(Metric.WATCHDOG_FINDINGS)])


def _failures(machines: Iterable[str]) -> Iterator[Widget]:
    yield _text(
        "Failures",
        "`kyc list --status failed` names the applications, `kyc show ID` says what to do. Events that could not be "
        "published are published by the watchdog.",
    )
    ended = [
        measured.of_machine(one, name)
        for one in machines
        for name in ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted")
    ]
    yield _graph("Errors of functions, by name", [own_by_all(Metric.FAILURES)])
    yield _graph("Executions that ended badly", ended)
    yield _graph("Events not published at once", [own_by_all(Metric.EVENTS_LEFT)])


def _steps(project: Project) -> Iterator[Widget]:
    yield _text(
        "Steps",
        "How long functions take, and calls that failed: a workflow tries them again, as its definition says. A step "
        "that became slow waits for whom it asks, or for a processor: compare it with its memory and time limit.",
    )
    slots = [function.slot for function in project.functions]
    for statistic in ("p50", "p99"):
        title = f"Duration of functions in milliseconds, {statistic}"
        yield _graph(title, [measured.of_function(slot, "Duration", statistic) for slot in slots])
    yield _graph("Calls that failed and are tried again", [measured.of_function(slot, "Errors") for slot in slots])


def _throttles(machines: Iterable[str], tables: Iterable[str]) -> Iterator[Widget]:
    yield _text("Throttles", "What AWS slowed down. Where it lasts, ask for a higher quota in Service Quotas.")
    yield _graph("Functions of this account", [FUNCTIONS_THROTTLED])
    slowed = [measured.of_machine(one, "ExecutionThrottled") for one in machines]
    yield _graph("Workflows", [TRANSITIONS_THROTTLED, *slowed])
    kinds = ("ReadThrottleEvents", "WriteThrottleEvents")
    yield _graph("Tables", [measured.of_table(table, kind) for table in tables for kind in kinds])


def _queues() -> Iterator[Widget]:
    yield _text("Queues", "`kyc queues` shows the same. After what failed is mended: `kyc queues redrive NAME`.")
    visible, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    yield _graph("Messages that wait", [measured.of_queue(one.name, visible) for one in QUEUES])
    yield _graph("Dead letters", [measured.of_queue(one.dead_letters, visible) for one in QUEUES])
    yield _graph("Age of the oldest message in seconds", [measured.of_queue(one.name, age) for one in QUEUES])


def _screening(alert: str) -> Iterator[Widget]:
    yield _text(
        "Screening",
        "A list that grows old sends every case to a person: `kyc watchlists`. Many alerts at once mostly follow a "
        "new version of a list: `kyc list` has the cases. A record that is not as it was: `kyc audit ID`.",
    )
    yield _graph("Age of the lists in force in hours", [own_by_all(Metric.LIST_AGE, "Maximum")])
    refused: list[Measured | str] = [own(Metric.LISTS_LATE, "Maximum"), own(Metric.WATCHLISTS_REFUSED)]
    yield _graph("Required lists that are late; refreshes that refused one", refused)
    yield _graph("Customers who may be on a list", [measured.of_machine(alert, "ExecutionsStarted")])
    yield _graph("Runs that reached every customer", [own_by_all(Metric.CERTIFIED)])
    yield _graph("Records that are not as they were", [own_by_all(Metric.SEAL_FINDINGS)])


def _api() -> Iterator[Widget]:
    yield _text(
        "API",
        "The access log has the route of each request. Refusals of sign-ins that rise: see from where, in the "
        "authorizer's log by its reason.",
    )
    yield _graph("Answers by status", [own_by_all(Metric.REQUESTS), measured.of_api("5XXError")])
    yield _graph("Latency in milliseconds", [measured.of_api("Latency", one) for one in ("p50", "p99")])
    signing: list[Measured | str] = [own_by_all(Metric.SIGN_INS_REFUSED), own(Metric.SIGN_IN_FAULTS)]
    yield _graph("Tokens that were refused, or not judged", signing)
    yield _graph("Pictures that nobody asked for", [own_by_all(Metric.UPLOADS_NOT_TAKEN)])


def _cost() -> Iterator[Widget]:
    yield _text(
        "Cost",
        "Of the whole account in this month, where its owner has switched on billing alerts. A service that rises "
        "faster than the applications is worth a look in Cost Explorer.",
    )
    services = (
        "AWSLambda",
        "AmazonStates",
        "AmazonDynamoDB",
        "AmazonRekognition",
        "AmazonTextract",
        "AmazonCloudWatch",
    )
    charges = [
        Measured("AWS/Billing", "EstimatedCharges", {"ServiceName": name, "Currency": "USD"}, "Maximum")
        for name in services
    ]
    widget = _graph("Charges of the month so far in USD", charges, period=21_600)  # AWS has them every six hours
    widget["properties"]["region"] = _BILLING_REGION
    yield widget


def own_by_all(metric: Metric, statistic: str = "Sum") -> str:
    """A search for the metric with whatever its dimensions say: nobody has to list the codes."""
    schema = ",".join((NAMESPACE, SERVICE, *DIMENSIONS[metric]))
    terms = f'MetricName="{metric}" {SERVICE}="${{AWS::StackName}}"'
    return f"SEARCH('{{{schema}}} {terms}', '{statistic}', {_PERIOD})"


def _text(title: str, said: str) -> Widget:
    markdown = f"## {title}\n{said}"
    return {"type": "text", "width": 3 * _WIDE, "height": _TEXT_HIGH, "properties": {"markdown": markdown}}


def _graph(title: str, lines: Iterable[Measured | str], period: int = _PERIOD) -> Widget:
    return {
        "type": "metric",
        "width": _WIDE,
        "height": _HIGH,
        "properties": {
            "title": title,
            "view": "timeSeries",
            "region": "${AWS::Region}",
            "period": period,
            "metrics": [[{"expression": one}] if isinstance(one, str) else _line(one) for one in lines],
        },
    }


def _line(one: Measured) -> list[Any]:
    named = [part for name, value in one.dimensions.items() for part in (name, _filled(value))]
    return [one.namespace, one.name, *named, {"stat": one.statistic}]


def _filled(value: str | Mapping[str, Any]) -> str:
    """A dimension's value as a slot, which CloudFormation fills."""
    if isinstance(value, str):
        return value
    return f"${{{value['Ref']}}}" if "Ref" in value else f"${{{'.'.join(value['Fn::GetAtt'])}}}"
