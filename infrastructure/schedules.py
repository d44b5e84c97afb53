"""When a function is called: a schedule with its own role, and the dead letters of calls that could not be made."""

import json
from collections.abc import Mapping
from typing import Any

from infrastructure.permissions import allow, arn, ref, sub
from infrastructure.queues import Resources

_MINUTES_LATE = 15
"""How much later a call may come, so that not every bank asks the publishers in the same minute."""
_HOURS = 3600


def schedule(function: str, version: str, expression: str, more: Mapping[str, Any]) -> Resources:
    """Call the published ``version`` (logical ids) at these times, with the name of the call as its run."""
    dead_letters = f"{function}DeadLetters"
    event = {"run": "<aws.scheduler.execution-id>", "asked_by": "schedule", **more}
    return {
        dead_letters: {
            "Type": "AWS::SQS::Queue",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "KmsMasterKeyId": arn("DataKey"),
                "KmsDataKeyReusePeriodSeconds": 300,
                "MessageRetentionPeriod": 14 * 24 * _HOURS,
            },
        },
        f"{function}ScheduleRole": _role(version, dead_letters),
        f"{function}Schedule": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "Description": f"Calls {function}",
                "ScheduleExpression": expression,
                "ScheduleExpressionTimezone": "UTC",
                "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": _MINUTES_LATE},
                "Target": {
                    "Arn": ref(version),
                    "RoleArn": arn(f"{function}ScheduleRole"),
                    "Input": json.dumps(event),
                    "RetryPolicy": {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 6 * _HOURS},
                    "DeadLetterConfig": {"Arn": arn(dead_letters)},
                },
            },
        },
    }


def _role(version: str, dead_letters: str) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
    }
    statements = [
        allow("lambda:InvokeFunction", ref(version)),
        allow("sqs:SendMessage", arn(dead_letters)),
        allow(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            arn("DataKey"),
            {"StringEquals": {"kms:ViaService": [sub("sqs.${AWS::Region}.${AWS::URLSuffix}")]}},
        ),
    ]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        },
    }
