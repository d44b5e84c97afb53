"""Where alerts go: the topic, who is subscribed to it, and the rule that sends one of each failed onboarding.

An alert carries the execution's ARN, name and status; nothing else of an execution leaves Step Functions.
"""

from typing import Any

from infrastructure import queues
from infrastructure.permissions import Statement, allow, arn, ref, sub
from infrastructure.queues import Resources

TOPIC, RULE = "AlertsTopic", "FailedOnboardingRule"
NOT_SENT = f"{RULE}DeadLetters"
"""The queue of alerts that EventBridge could not send."""


def alerts(top: str, address: str) -> Resources:
    """``top``: the state machine (logical id) whose executions people start.

    ``address``: the e-mail address that alerts are sent to; "" for none.
    """
    return {
        **queues.topic(TOPIC, _publishers()),
        **({"AlertsSubscription": _subscription(address)} if address else {}),
        RULE: _rule(top),
        **queues.dead_letters(NOT_SENT, [_undelivered()]),
    }


def _undelivered() -> Statement:
    rule = sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${AWS::StackName}-*")
    return queues.may_send("events", NOT_SENT, {"ArnLike": {"aws:SourceArn": rule}})


def _subscription(address: str) -> dict[str, Any]:
    """Its holder agrees by a link that AWS sends."""
    return {
        "Type": "AWS::SNS::Subscription",
        "Properties": {"TopicArn": ref(TOPIC), "Protocol": "email", "Endpoint": address},
    }


def _publishers() -> list[Statement]:
    alarm = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    return [
        allow("sns:Publish", ref(TOPIC), condition) | {"Principal": {"Service": f"{service}.amazonaws.com"}}
        # EventBridge does not say for which account it publishes: with a condition it would be refused.
        for service, condition in (("cloudwatch", alarm), ("events", None))
    ]


def _rule(machine: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Description": "An onboarding ended without an outcome",
            "EventPattern": {
                "source": ["aws.states"],
                "detail-type": ["Step Functions Execution Status Change"],
                "detail": {"stateMachineArn": [ref(machine)], "status": ["FAILED", "TIMED_OUT", "ABORTED"]},
            },
            "Targets": [
                {
                    "Id": "alerts",
                    "Arn": ref(TOPIC),
                    "DeadLetterConfig": {"Arn": arn(NOT_SENT)},
                    "InputTransformer": {
                        "InputPathsMap": {
                            "execution": "$.detail.executionArn",
                            "name": "$.detail.name",
                            "status": "$.detail.status",
                        },
                        "InputTemplate": '{"execution_arn": <execution>, "name": <name>, "status": <status>}',
                    },
                }
            ],
        },
    }
