"""What Step Functions says of the onboardings' executions."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from lambdas.shared.cases.items import Meta
from lambdas.shared.runtime.aws import machine_of
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.json_text import own

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


def definition(states: Any, meta: Meta) -> Any:
    """The definition that the application's execution began with, as JSON; None without one."""
    if not meta.execution_arn:
        return None
    try:
        found = states.describe_state_machine_for_execution(executionArn=meta.execution_arn)
    except states.exceptions.ExecutionDoesNotExist:
        return None
    return own(found["definition"])


def entered(states: Any, meta: Meta) -> list[Row]:
    """The states that its execution entered, in order: ``name``, ``entered_at``, ``left_at`` (None: it is in it)."""
    if not meta.execution_arn:
        return []
    try:
        asked = {"executionArn": meta.execution_arn, "includeExecutionData": False}
        events = states.get_execution_history(**asked, maxResults=_MOST_EVENTS)["events"]
    except states.exceptions.ExecutionDoesNotExist:
        return []
    found: list[Row] = []
    for event in events:
        at = timestamp(event["timestamp"].astimezone(UTC))
        if name := event.get("stateEnteredEventDetails", {}).get("name"):
            found.append({"name": name, "entered_at": at, "left_at": None})
        elif name := event.get("stateExitedEventDetails", {}).get("name"):
            is_open = (one for one in reversed(found) if one["name"] == name and one["left_at"] is None)
            next(is_open, {})["left_at"] = at
    return found


_MOST_EVENTS = 1000


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
