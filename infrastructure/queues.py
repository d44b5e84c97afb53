"""Queues, each with its dead letters, its policy and two alarms, and the topic that fans events out to most of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infrastructure.permissions import Statement, allow, arn, ref, sub, tls_only

Resources = dict[str, dict[str, Any]]
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_ENCRYPTED = {"KmsMasterKeyId": arn("OperationsKey"), "KmsDataKeyReusePeriodSeconds": 300}
_GONE_WITH_THE_STACK = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}

_FOR_THE_APPLICANT = {"type": ["DocumentsRequested", "PictureRejected", "AccountActivated", "ApplicationDeclined"]}
_COMPLIANCE = {
    "$or": [
        {"outcome": ["declined"]},
        {"risk_rating": ["high", "prohibited"]},
        {"possible_match": ["true"]},
        {"type": ["AlertCleared", "MatchConfirmed", "AccountBlocked", "AccountUnblocked", "MonitoringFailed"]},
    ]
}


@dataclass(frozen=True)
class Queue:
    """One queue: what is in it, how often and for how many seconds a message is given out, and when waiting is late.

    ``events``: the filter policy of its subscription to the events, ``{}`` for all, None for a queue without.
    ``sender``: the service that writes to it; "" for core banking.
    """

    name: str
    description: str
    events: dict[str, Any] | None = None
    sender: str = "sns"
    visibility: int = 3 * _MINUTE
    most_receives: int = 5
    late: int = _HOUR

    @property
    def short_name(self) -> str:
        """As operators know it."""
        return self.name.removesuffix("Queue").lower()

    @property
    def dead_letters(self) -> str:
        return f"{self.name.removesuffix('Queue')}DeadLetters"


QUEUES = (
    # Visibility: six times the function's time limit, as Lambda's guide asks.
    Queue("UploadsQueue", "Uploaded pictures", sender="s3", visibility=270),
    Queue("CoreBankingQueue", "Events for core banking", {"type": ["ApplicationOnboarded"]}, late=_DAY),
    Queue("NotificationsQueue", "Messages to applicants", _FOR_THE_APPLICANT),
    Queue("ComplianceQueue", "Events for compliance", _COMPLIANCE, late=_DAY),
    # Backoff from 30 seconds to an hour fills a day with about 30 tries (lambdas/deliver_webhook).
    Queue("WebhooksQueue", "Events for webhooks", {}, most_receives=40, late=_DAY),
    Queue("CustomersQueue", "Changes of customers by core banking", sender="", visibility=330),
)


def queues(core_banking_role: str) -> Resources:
    """All queues with their policies and subscriptions, and the topic of events.

    ``core_banking_role``: its ARN; "" where nobody but the account's own policies says who core banking is.
    """
    resources = topic("OutcomesTopic")
    for queue in QUEUES:
        # The topic leaves there what it cannot deliver, which is sent again like what nobody could take.
        undelivered = queue.events is not None
        resources |= dead_letters(queue.dead_letters, [_send(queue.dead_letters, queue, "")] if undelivered else [])
        resources |= _queue(
            queue.name,
            [_send(queue.name, queue, core_banking_role)] if queue.sender or core_banking_role else [],
            {
                "MessageRetentionPeriod": 4 * _DAY,
                "VisibilityTimeout": queue.visibility,
                "RedrivePolicy": {
                    "deadLetterTargetArn": arn(queue.dead_letters),
                    "maxReceiveCount": queue.most_receives,
                },
            },
        )
        if queue.events is not None:
            resources[f"{queue.name}Subscription"] = _subscription(queue)
    return resources


def topic(name: str, statements: Iterable[Statement] = ()) -> Resources:
    """An encrypted topic that refuses requests without TLS. ``statements``: what others may do with it."""
    policy = {
        "Topics": [ref(name)],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [tls_only("sns:Publish", ref(name)), *statements]},
    }
    return {
        name: {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": arn("OperationsKey")}},
        f"{name}Policy": {"Type": "AWS::SNS::TopicPolicy", "Properties": policy},
    }


def dead_letters(name: str, statements: Iterable[Statement] = ()) -> Resources:
    """A queue of what could not be done, kept for as long as SQS keeps anything."""
    return _queue(name, statements, {"MessageRetentionPeriod": 14 * _DAY})


def may_send(service: str, name: str, condition: Mapping[str, Any]) -> Statement:
    """For the policy of the queue ``name``: this service may send to it."""
    by = {"Service": f"{service}.amazonaws.com"}
    return allow("sqs:SendMessage", arn(name), condition) | {"Principal": by}


def untaken() -> Iterator[tuple[str, str]]:
    """Each queue of dead letters (logical id), and what it means that something is in it."""
    for queue in QUEUES:
        yield queue.dead_letters, f"{queue.description} that nobody could take"


def late() -> Iterator[tuple[str, int, str]]:
    """Each queue (logical id), for how many seconds a message may wait there, and what it means that one does."""
    for queue in QUEUES:
        yield queue.name, queue.late, f"{queue.description} wait for too long"


def outputs() -> dict[str, Any]:
    """The addresses of all queues, by which ``kyc queues`` finds them."""
    return {f"{name}Url": ref(name) for queue in QUEUES for name in (queue.name, queue.dead_letters)}


def _queue(name: str, statements: Iterable[Statement], properties: dict[str, Any]) -> Resources:
    policy = {
        "Queues": [ref(name)],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [tls_only("sqs:*", arn(name)), *statements]},
    }
    return {
        name: {"Type": "AWS::SQS::Queue", **_GONE_WITH_THE_STACK, "Properties": {**_ENCRYPTED, **properties}},
        f"{name}Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy},
    }


def _send(name: str, queue: Queue, core_banking_role: str) -> Statement:
    """Who may send: one service, about one topic or bucket, or core banking."""
    if not queue.sender:
        return allow("sqs:SendMessage", arn(name)) | {"Principal": {"AWS": core_banking_role}}
    return may_send(queue.sender, name, _CONDITIONS[queue.sender])


_UPLOADS = {
    "StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")},
    # The bucket's name begins so; naming the bucket itself would go in a circle.
    "ArnLike": {"aws:SourceArn": sub("arn:${AWS::Partition}:s3:::${AWS::StackName}-documentsbucket-*")},
}
_EVENTS = {"ArnEquals": {"aws:SourceArn": ref("OutcomesTopic")}}
_CONDITIONS: dict[str, dict[str, Any]] = {"s3": _UPLOADS, "sns": _EVENTS}
"""By sender."""


def _subscription(queue: Queue) -> dict[str, Any]:
    return {
        "Type": "AWS::SNS::Subscription",
        "DependsOn": [f"{queue.name}Policy", f"{queue.dead_letters}Policy"],
        "Properties": {
            "TopicArn": ref("OutcomesTopic"),
            "Protocol": "sqs",
            "Endpoint": arn(queue.name),
            "RawMessageDelivery": True,
            "RedrivePolicy": {"deadLetterTargetArn": arn(queue.dead_letters)},
            **({"FilterPolicy": queue.events} if queue.events else {}),
        },
    }
