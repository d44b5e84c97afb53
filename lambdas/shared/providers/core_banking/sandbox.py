"""The embedded ledger, which fails or answers late as the application's test values say."""

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.core_banking.ledger import Ledger
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.providers.sandbox import Values, values_for

ACTIVATION_HINT_SECONDS = 10


class SandboxCoreBanking:
    """Test values: the account is active from the poll number ``core_banking.polls`` on (default 1).

    ``core_banking.at`` (open, activate, poll, close, block or unblock; default open) is the call that
    ``core_banking.error`` is for.
    """

    def __init__(self) -> None:
        self.ledger = Ledger()

    def open(self, application: Application, account_id: str, iban: str) -> None:
        self._asked(application, "open")
        self.ledger.open(application, account_id, iban)

    def request_activation(self, application: Application, account_id: str) -> int:
        self._asked(application, "activate")
        self.ledger.request_activation(application, account_id)
        return ACTIVATION_HINT_SECONDS

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        values = self._asked(application, "poll")
        if polls < values.get("polls", 1):
            return LateAnswer(None, ACTIVATION_HINT_SECONDS)
        return self.ledger.poll(application, account_id, polls)

    def close(self, application: Application, account_id: str) -> None:
        self._asked(application, "close")
        self.ledger.close(application, account_id)

    def block(self, application: Application, account_id: str, block_id: str) -> None:
        self._asked(application, "block")
        self.ledger.block(application, account_id, block_id)

    def unblock(self, application: Application, account_id: str, block_id: str) -> None:
        self._asked(application, "unblock")
        self.ledger.unblock(application, account_id, block_id)

    def _asked(self, application: Application, call: str) -> Values:
        values: Values = application.get("sandbox", {}).get("core_banking", {})
        return values_for(application, "core_banking") if values.get("at", "open") == call else values
