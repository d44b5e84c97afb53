"""The queues: how much waits in them, and dead letters sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime.dynamodb import Row

_COUNTS = {
    "waiting": "ApproximateNumberOfMessages",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
}
_BATCH, _EMPTY_LOOKS = 10, 3
"""Messages in one call; SQS may answer with none though some are there, so it is asked this often."""


class UnknownQueue(RequestRefused):
    """There is no queue of that name."""

    status = 404


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, and the addresses of itself and of its dead letters."""

    description: str
    url: str
    dead_letters: str


class Queues:
    """The queues of one deployed onboarding, by name."""

    def __init__(self, sqs: Any, queues: Mapping[str, Queue]) -> None:
        self._sqs, self._queues = sqs, queues

    def show(self) -> list[Row]:
        """Each queue: ``name``, ``description``, messages ``waiting``, ``in_flight`` and ``dead``."""
        return [
            {"name": name, "description": queue.description}
            | self._counts(queue.url)
            | {"dead": self._counts(queue.dead_letters)["waiting"]}
            for name, queue in self._queues.items()
        ]

    def check(self, name: str) -> str:
        """The queue's name as it is known. Raises UnknownQueue."""
        if name.lower() not in self._queues:
            what = f"there is no queue {name}" if name else "give the name of a queue"
            raise UnknownQueue(f"{what}; there are: {', '.join(self._queues)}")
        return name.lower()

    def redrive(self, name: str) -> int:
        """Send the dead letters of this queue back to it; how many. Raises UnknownQueue.

        Each is sent before it is deleted, so that an interruption may send one twice but loses none.
        """
        queue = self._queues[self.check(name)]
        sent = looks = 0
        while looks < _EMPTY_LOOKS:
            found = self._sqs.receive_message(
                QueueUrl=queue.dead_letters,
                MaxNumberOfMessages=_BATCH,
                MessageAttributeNames=["All"],
                VisibilityTimeout=60,
            ).get("Messages", [])
            looks = 0 if found else looks + 1
            for message in found:
                attributes = message.get("MessageAttributes", {})
                self._sqs.send_message(QueueUrl=queue.url, MessageBody=message["Body"], MessageAttributes=attributes)
                self._sqs.delete_message(QueueUrl=queue.dead_letters, ReceiptHandle=message["ReceiptHandle"])
                sent += 1
        return sent

    def _counts(self, url: str) -> dict[str, int]:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS.values()))["Attributes"]
        return {name: int(found[attribute]) for name, attribute in _COUNTS.items()}
