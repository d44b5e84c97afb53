"""The notifier: it sends the applicant a message."""

from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class Message:
    """What an applicant reads.

    ``subject`` and ``body``: plain text, in the applicant's language. ``template`` and ``language`` (ISO 639-1, two
    letters): what they were made from.
    """

    template: str
    language: str
    subject: str
    body: str


class Notifier(Protocol):
    def send(self, application: Application, message: Message, key: str) -> None:
        """Send the message to ``application["applicant"]["email"]``, or as the bank reaches the applicant otherwise.

        ``key``: the id of the event that the message is about. It is the same when a call comes again, so that an
        adapter may leave out the second sending. Raises ProviderRejected where the message will never be accepted.
        """


def notifier() -> Notifier:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(Notifier, adapter("notifier"))
