"""When the bank's operators are alerted: each failed execution, and an alarm per state machine and kind of failure.

An alert carries the execution's ARN, name and status; nothing else of an execution leaves Step Functions.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from infrastructure import queues
from infrastructure.permissions import Statement, allow, arn, ref, sub
from infrastructure.queues import Resources

_FAILURES = {
    "ExecutionsFailed": "failed",
    "ExecutionsTimedOut": "timed out",
    "ExecutionsAborted": "were aborted",
}

_REFRESH = "RefreshWatchlistsFunction"
_SCHEDULED = {
    _REFRESH: "The watchlists' refresh",
    "WatchOnboardingsFunction": "The watchdog",
    "SealRecordsFunction": "The seal of the records",
}
_MONITORING = "KycMonitoringStateMachine"
_RULE = "FailedOnboardingRule"
_DAY = 86_400


def alarms(machines: Iterable[str], top: str, address: str) -> Resources:
    """For these state machines (logical ids); ``top`` is the one whose executions people start.

    ``address``: the e-mail address that alerts are sent to; "" for none.
    """
    return {
        **queues.topic("AlertsTopic", _publishers()),
        **({"AlertsSubscription": _subscription(address)} if address else {}),
        _RULE: _rule(top),
        **queues.dead_letters(f"{_RULE}DeadLetters", [_undelivered()]),
        **{
            name: _failure_alarm(machine, metric)
            for machine in machines
            for name, metric in failure_alarms(machine).items()
        },
        **{
            f"{queue}Alarm": _alarm("AWS/SQS", metric, "QueueName", _name_of(queue), at, description)
            for queue, metric, at, description in [*queues.alarms(), *_not_done()]
        },
        **{
            f"{slot}Errors": _alarm(
                "AWS/Lambda", "Errors", "FunctionName", ref(slot), 1, f"{description} failed", statistic="Sum"
            )
            for slot, description in _SCHEDULED.items()
        },
        "ApiFaults": _alarm(
            "AWS/ApiGateway", "5XXError", "ApiName", ref("AWS::StackName"), 1, "The API had a fault", statistic="Sum"
        ),
        "NoSweepCertified": _silence(
            "KYC", "SweepsCertified", "service", "kyc", "No customer was certified as screened"
        ),
        "NoMonitoringRun": _silence(
            "AWS/States", "ExecutionsStarted", "StateMachineArn", ref(_MONITORING), "No run of the monitoring began"
        ),
        f"{_REFRESH}Refusals": _alarm(
            "KYC", "WatchlistsRefused", "service", "kyc", 1, "New watchlists were refused", statistic="Sum"
        ),
    }


def _not_done() -> Iterator[tuple[str, str, int, str]]:
    for slot, description in _SCHEDULED.items():
        yield f"{slot}DeadLetters", "ApproximateNumberOfMessagesVisible", 1, f"{description} was not called"
    yield f"{_MONITORING}DeadLetters", "ApproximateNumberOfMessagesVisible", 1, "The daily sweep was not started"
    yield f"{_RULE}DeadLetters", "ApproximateNumberOfMessagesVisible", 1, "A failed onboarding's alert was not sent"


def _undelivered() -> Statement:
    rule = sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${AWS::StackName}-*")
    return queues.may_send("events", f"{_RULE}DeadLetters", {"ArnLike": {"aws:SourceArn": rule}})


def _subscription(address: str) -> dict[str, Any]:
    """Its holder agrees by a link that AWS sends."""
    return {
        "Type": "AWS::SNS::Subscription",
        "Properties": {"TopicArn": ref("AlertsTopic"), "Protocol": "email", "Endpoint": address},
    }


def failure_alarms(machine: str) -> dict[str, str]:
    """The alarms (logical ids) of a state machine's executions that end badly, each with its metric."""
    return {f"{machine}{metric}": metric for metric in _FAILURES}


def _publishers() -> list[Statement]:
    alarm = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    return [
        allow("sns:Publish", ref("AlertsTopic"), condition) | {"Principal": {"Service": f"{service}.amazonaws.com"}}
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
                    "Arn": ref("AlertsTopic"),
                    "DeadLetterConfig": {"Arn": arn(f"{_RULE}DeadLetters")},
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


def _failure_alarm(machine: str, metric: str) -> dict[str, Any]:
    description = f"Executions of {machine} {_FAILURES[metric]}"
    return _alarm("AWS/States", metric, "StateMachineArn", ref(machine), 1, description, statistic="Sum")


def _name_of(queue: str) -> Any:
    return {"Fn::GetAtt": [queue, "QueueName"]}


def _silence(namespace: str, metric: str, dimension: str, value: Any, description: str) -> dict[str, Any]:
    """An alarm that goes when something did not happen for a day, also where nothing at all is reported."""
    found = _alarm(namespace, metric, dimension, value, 1, f"{description} for a day", statistic="Sum")
    found["Properties"] |= {
        "Period": _DAY,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
    }
    return found


def _alarm(
    namespace: str,
    metric: str,
    dimension: str,
    value: Any,
    threshold: int,
    description: str,
    statistic: str = "Maximum",
) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": description,
            "Namespace": namespace,
            "MetricName": metric,
            "Dimensions": [{"Name": dimension, "Value": value}],
            "Statistic": statistic,
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": threshold,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [ref("AlertsTopic")],
        },
    }
