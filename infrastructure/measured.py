"""The metrics that alarms and the dashboard look at: the functions' own, and those that AWS measures by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infrastructure.permissions import ref
from lambdas.shared.runtime.metrics import DIMENSIONS, NAMESPACE, Metric

SERVICE = "service"
"""The dimension of the functions' own metrics that has the stack's name."""


@dataclass(frozen=True)
class Measured:
    """A metric, and how its values within a period become one."""

    namespace: str
    name: str
    dimensions: Mapping[str, Any]
    statistic: str = "Sum"


def own(metric: Metric, statistic: str = "Sum", **dimensions: str) -> Measured:
    """A metric that functions emit. Raises ValueError for dimensions with which nobody emits it."""
    if tuple(dimensions) != DIMENSIONS[metric]:
        raise ValueError(f"{metric} has the dimensions {DIMENSIONS[metric]}, and not {tuple(dimensions)}")
    return Measured(NAMESPACE, metric.value, {SERVICE: ref("AWS::StackName"), **dimensions}, statistic)


def of_function(slot: str, name: str, statistic: str = "Sum") -> Measured:
    return Measured("AWS/Lambda", name, {"FunctionName": ref(slot)}, statistic)


def of_machine(slot: str, name: str, statistic: str = "Sum") -> Measured:
    return Measured("AWS/States", name, {"StateMachineArn": ref(slot)}, statistic)


def of_queue(logical_id: str, name: str, statistic: str = "Maximum") -> Measured:
    return Measured("AWS/SQS", name, {"QueueName": {"Fn::GetAtt": [logical_id, "QueueName"]}}, statistic)


def of_table(logical_id: str, name: str) -> Measured:
    return Measured("AWS/DynamoDB", name, {"TableName": ref(logical_id)})


def of_api(name: str, statistic: str = "Sum") -> Measured:
    return Measured("AWS/ApiGateway", name, {"ApiName": ref("AWS::StackName")}, statistic)


TRANSITIONS_THROTTLED = Measured("AWS/States", "ThrottledEvents", {"ServiceMetric": "StateTransition"})
"""Of all state machines of the account in this region."""
FUNCTIONS_THROTTLED = Measured("AWS/Lambda", "Throttles", {})
"""Of all functions of the account in this region, which share how many may run at once."""
