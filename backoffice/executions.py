"""What Step Functions says of the onboardings' executions."""

from collections.abc import Iterable
from typing import Any

from lambdas.shared.cases.items import Meta

ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")
"""The statuses of an execution that ended without an outcome."""


def status(states: Any, meta: Meta) -> str:
    """Of the application's execution; NOT_STARTED, or EXPIRED after 90 days."""
    if not meta.execution_arn:
        return "NOT_STARTED"
    try:
        return str(states.describe_execution(executionArn=meta.execution_arn)["status"])
    except states.exceptions.ExecutionDoesNotExist:
        return "EXPIRED"


def failed(states: Any, state_machine_arn: str, metas: Iterable[Meta]) -> set[str]:
    """Names of the executions that ended without being able to say so; none where no application is open."""
    if not any(meta.status.is_open for meta in metas):
        return set()
    pages = states.get_paginator("list_executions")
    return {
        execution["name"]
        for one in ENDED_BADLY
        for page in pages.paginate(stateMachineArn=state_machine_arn, statusFilter=one)
        for execution in page["executions"]
    }
