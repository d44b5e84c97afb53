"""Who sends a message to the applicant."""

from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class Message:
    """What an applicant reads: plain text, and the template and language (two letters) that it was made from."""

    template: str
    language: str
    subject: str
    body: str


class Notifier(Protocol):
    def send(self, application: Application, message: Message, key: str) -> None:
        """Send the applicant the message; ``key`` is the event's id."""


def notifier() -> Notifier:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(Notifier, adapter("notifier"))
