"""The queues: how much waits in them, and dead letters sent back."""

from typing import Any

from backoffice.errors import BackOfficeError
from infrastructure.queues import QUEUES
from infrastructure.target import Target
from lambdas.shared.runtime.dynamodb import Row

_COUNTS = {
    "waiting": "ApproximateNumberOfMessages",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
}
_BATCH, _EMPTY_LOOKS = 10, 3
"""Messages in one call; SQS may answer with none though some are there, so it is asked this often."""


class Queues:
    """The queues of one deployed onboarding."""

    def __init__(self, sqs: Any, outputs: dict[str, str]) -> None:
        self._sqs, self._outputs = sqs, outputs

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> "Queues":
        """Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        return cls(where.client("sqs"), where.outputs())

    def show(self) -> list[Row]:
        """Each queue: ``name``, ``description``, messages ``waiting``, ``in_flight`` and ``dead``."""
        return [
            {"name": queue.name.removesuffix("Queue").lower(), "description": queue.description}
            | self._counts(queue.name)
            | {"dead": self._counts(queue.dead_letters)["waiting"]}
            for queue in QUEUES
        ]

    def redrive(self, name: str) -> int:
        """Send the dead letters of this queue back to it; how many. Raises BackOfficeError.

        Each is sent before it is deleted, so that an interruption may send one twice but loses none.
        """
        names = {queue.name.removesuffix("Queue").lower(): queue for queue in QUEUES}
        if name.lower() not in names:
            what = f"there is no queue {name}" if name else "give the name of a queue"
            raise BackOfficeError(f"{what}; there are: {', '.join(names)}")
        queue = names[name.lower()]
        source, destination = self._outputs[f"{queue.dead_letters}Url"], self._outputs[f"{queue.name}Url"]
        sent = looks = 0
        while looks < _EMPTY_LOOKS:
            found = self._sqs.receive_message(
                QueueUrl=source, MaxNumberOfMessages=_BATCH, MessageAttributeNames=["All"], VisibilityTimeout=60
            ).get("Messages", [])
            looks = 0 if found else looks + 1
            for message in found:
                attributes = message.get("MessageAttributes", {})
                self._sqs.send_message(QueueUrl=destination, MessageBody=message["Body"], MessageAttributes=attributes)
                self._sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
                sent += 1
        return sent

    def _counts(self, logical_id: str) -> dict[str, int]:
        found = self._sqs.get_queue_attributes(
            QueueUrl=self._outputs[f"{logical_id}Url"], AttributeNames=list(_COUNTS.values())
        )["Attributes"]
        return {name: int(found[attribute]) for name, attribute in _COUNTS.items()}
