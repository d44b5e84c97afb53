"""When a function is called or a workflow started: a schedule with its own role, and the dead letters of calls."""

import json
from collections.abc import Mapping
from typing import Any

from infrastructure.permissions import allow, arn, ref, use_keys_through
from infrastructure.queues import Resources, dead_letters

_MINUTE, _HOURS = 60, 3600
MOST_LATE = 15 * _MINUTE
"""How much later a call may come, in seconds, so that not every bank asks the publishers in the same minute."""


def schedule(function: str, version: str, expression: str, more: Mapping[str, Any]) -> Resources:
    """Call the published ``version`` (logical ids) at these times, with the name of the call as its run."""
    event = {"run": "<aws.scheduler.execution-id>", "asked_by": "schedule", **more}
    return _schedule(function, "lambda:InvokeFunction", version, expression, event)


def executions(machine: str, started: str, expression: str, given: Mapping[str, Any]) -> Resources:
    """Start an execution of the state machine at these times. ``started``: its alias, or itself (logical ids)."""
    return _schedule(machine, "states:StartExecution", started, expression, {"asked_by": "schedule", **given})


def _schedule(name: str, action: str, target: str, expression: str, event: Mapping[str, Any]) -> Resources:
    left = f"{name}DeadLetters"
    return {
        **dead_letters(left),
        f"{name}ScheduleRole": _role(action, target, left),
        f"{name}Schedule": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "Description": f"Calls {name}",
                "ScheduleExpression": expression,
                "ScheduleExpressionTimezone": "UTC",
                "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": MOST_LATE // _MINUTE},
                "Target": {
                    "Arn": ref(target),
                    "RoleArn": arn(f"{name}ScheduleRole"),
                    "Input": json.dumps(event),
                    "RetryPolicy": {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 6 * _HOURS},
                    "DeadLetterConfig": {"Arn": arn(left)},
                },
            },
        },
    }


def _role(action: str, target: str, left: str) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    # An execution's input is encrypted with the key by whoever starts it.
    services = ("sqs", *(["states"] if action.startswith("states:") else []))
    statements = [
        allow(action, ref(target)),
        allow("sqs:SendMessage", arn(left)),
        *use_keys_through(*services),
    ]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        },
    }
