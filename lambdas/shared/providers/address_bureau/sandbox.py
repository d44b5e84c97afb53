"""An address bureau that answers as the application's test values say."""

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.providers.sandbox import values_for

BUREAU_HINT_SECONDS = 10


class SandboxAddressBureau:
    """Test values: ``address.answer`` (confirmed, moved or unknown; default confirmed) comes with poll number
    ``address.polls`` (default 1).
    """

    def request(self, application: Application) -> tuple[str, int]:
        values_for(application, "address")
        return f"bureau-{application['application_id']}", BUREAU_HINT_SECONDS

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        values = values_for(application, "address")
        answered = polls >= values.get("polls", 1)
        return LateAnswer(values.get("answer", "confirmed") if answered else None, BUREAU_HINT_SECONDS)
