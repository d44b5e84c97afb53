"""What Step Functions says of the onboardings' executions."""

from collections.abc import Iterable, Mapping
from typing import Any

from lambdas.shared.cases.items import Meta
from lambdas.shared.runtime.aws import machine_of

ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")
"""The statuses of an execution that ended without an outcome."""
EXPIRED = "EXPIRED"
"""What Step Functions has forgotten."""
_MACHINES = {False: "OnboardingStateMachineArn", True: "MonitoringAlertStateMachineArn"}
"""The output that names the machine, by whether it is a monitoring case's."""


def machine(outputs: Mapping[str, str], meta: Meta) -> str:
    """The ARN by which executions of this case's kind start."""
    return outputs[_MACHINES[meta.customer_id is not None]]


def status(states: Any, meta: Meta) -> str:
    """Of the application's execution; NOT_STARTED, or EXPIRED after 90 days."""
    if not meta.execution_arn:
        return "NOT_STARTED"
    try:
        return str(states.describe_execution(executionArn=meta.execution_arn)["status"])
    except states.exceptions.ExecutionDoesNotExist:
        return EXPIRED


def failed(states: Any, outputs: Mapping[str, str], metas: Iterable[Meta]) -> set[str]:
    """Names of the executions that ended without being able to say so, of the machines that have open cases."""
    machines = {machine_of(machine(outputs, meta)) for meta in metas if meta.status.is_open}
    pages = states.get_paginator("list_executions")
    return {
        execution["name"]
        for arn in machines
        for one in ENDED_BADLY
        for page in pages.paginate(stateMachineArn=arn, statusFilter=one)
        for execution in page["executions"]
    }
