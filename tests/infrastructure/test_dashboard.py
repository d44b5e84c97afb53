"""The dashboard shows what there is, and each metric on it has values."""

import json
import re
from collections.abc import Iterator
from typing import Any

from infrastructure.dashboard import dashboard
from infrastructure.functions import FUNCTIONS, Function
from infrastructure.measured import SERVICE
from infrastructure.project import KYC
from infrastructure.queues import QUEUES
from lambdas.shared.runtime.metrics import DIMENSIONS, NAMESPACE, Metric
from tests.benchmarks import custom_metrics
from tests.infrastructure.conftest import alarms_of

Resources = dict[str, dict[str, Any]]
BY_AWS = {
    "AWS/ApiGateway": {"5XXError", "Latency"},
    "AWS/Billing": {"EstimatedCharges"},
    "AWS/DynamoDB": {"ReadThrottleEvents", "WriteThrottleEvents"},
    "AWS/Lambda": {"Duration", "Errors", "Throttles"},
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    "AWS/States": {
        "ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted",
        "ExecutionThrottled", "ThrottledEvents",
    },
}  # fmt: skip
"""Metrics in the words of AWS's own documentation of each service."""
SEARCH = re.compile(
    r"SEARCH\('\{(\w+),service((?:,\w+)*)\} MetricName=\"(\w+)\" service=\"\$\{AWS::StackName\}\"', '(\w+)', \d+\)"
)


def widgets(resources: Resources) -> list[dict[str, Any]]:
    body = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    found: list[dict[str, Any]] = json.loads(body)["widgets"]
    return found


def shown(resources: Resources) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Namespace, name and dimensions of each metric on the dashboard, the stack left out."""
    for widget in widgets(resources):
        for line in widget["properties"].get("metrics", []):
            if isinstance(line[0], dict):
                found = SEARCH.fullmatch(line[0]["expression"])
                assert found, line
                yield found[1], found[3], tuple(found[2].split(",")[1:])
            else:
                namespace, name, *dimensions, _ = line
                yield namespace, name, tuple(one for one in dimensions[::2] if one != SERVICE)


def test_every_metric_that_is_emitted_is_shown_and_nothing_else(resources: Resources) -> None:
    """``test_metrics.py`` says that each of the table is emitted, with these dimensions."""
    ours = {(name, dimensions) for namespace, name, dimensions in shown(resources) if namespace == NAMESPACE}
    assert ours == {(metric.value, names) for metric, names in DIMENSIONS.items()}


def test_every_metric_of_aws_is_one_that_aws_has(resources: Resources) -> None:
    watched = {(one.namespace, one.name) for one in alarms_of(resources).values()}
    used = {(namespace, name) for namespace, name, _ in shown(resources)} | watched
    known = {(namespace, name) for namespace, names in BY_AWS.items() for name in names}
    assert {one for one in used if one[0] != NAMESPACE} == known


def test_what_an_alarm_goes_by_is_shown(resources: Resources) -> None:
    names = {(namespace, name) for namespace, name, _ in shown(resources)}
    assert {(one.namespace, one.name) for one in alarms_of(resources).values()} <= names


def test_every_function_queue_workflow_and_alarm_is_on_it(resources: Resources) -> None:
    body = json.dumps(widgets(resources))
    machines = [name for name, one in resources.items() if one["Type"] == "AWS::StepFunctions::StateMachine"]
    for name in (*(function.slot for function in FUNCTIONS), *machines):
        assert f'"${{{name}}}"' in body, name
    for queue in QUEUES:
        assert f"${{{queue.name}.QueueName}}" in body
        assert f"${{{queue.dead_letters}.QueueName}}" in body
    for alarm in alarms_of(resources):
        assert f"${{{alarm}.Arn}}" in body


def test_a_function_of_the_bank_s_own_is_on_it() -> None:
    project = KYC.extended(functions=[Function("check_email", 256, 15, (), module="acme_bank.check_email.handler")])
    assert "${CheckEmailFunction}" in json.dumps(dashboard(project, [], "Top", "Alert", [], []))


def test_every_row_says_what_to_do_and_no_title_is_there_twice(resources: Resources) -> None:
    found = widgets(resources)
    texts = [one["properties"]["markdown"] for one in found if one["type"] == "text"]
    assert all(re.fullmatch(r"## [A-Z][^\n]+\n[A-Z`][^\n]{30,}\.", text) for text in texts), texts
    titles = [one["properties"]["title"] for one in found if one["type"] == "metric"]
    assert len({*titles}) == len(titles)
    assert found[0]["type"] == "text"


def test_the_metrics_of_our_own_cost_no_more_than_they_may() -> None:
    counted = custom_metrics.counted()
    assert sum(counted.values()) <= custom_metrics.MOST
    assert all(counted.values())
    assert counted.keys() < {*Metric}
