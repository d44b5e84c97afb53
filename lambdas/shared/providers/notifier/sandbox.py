"""A notifier that sends nothing."""

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.notifier import Message
from lambdas.shared.providers.sandbox import values_for


class SandboxNotifier:
    """Sends nothing; ``kyc show`` prints the messages that a notifier would have sent."""

    def send(self, application: Application, message: Message, key: str) -> None:
        values_for(application, "notifier")
