"""What Step Functions says of the onboardings' executions."""

from collections.abc import Iterable, Mapping
from typing import Any

from lambdas.shared.cases.items import Meta

ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")
"""The statuses of an execution that ended without an outcome."""
_MACHINES = {False: "OnboardingStateMachineArn", True: "MonitoringAlertStateMachineArn"}
"""The output that names the machine, by whether it is a monitoring case's."""


def status(states: Any, meta: Meta) -> str:
    """Of the application's execution; NOT_STARTED, or EXPIRED after 90 days."""
    if not meta.execution_arn:
        return "NOT_STARTED"
    try:
        return str(states.describe_execution(executionArn=meta.execution_arn)["status"])
    except states.exceptions.ExecutionDoesNotExist:
        return "EXPIRED"


def failed(states: Any, outputs: Mapping[str, str], metas: Iterable[Meta]) -> set[str]:
    """Names of the executions that ended without being able to say so, of the machines that have open cases."""
    machines = {outputs[_MACHINES[meta.customer_id is not None]] for meta in metas if meta.status.is_open}
    pages = states.get_paginator("list_executions")
    return {
        execution["name"]
        for machine in machines
        for one in ENDED_BADLY
        for page in pages.paginate(stateMachineArn=machine, statusFilter=one)
        for execution in page["executions"]
    }
