"""Who keeps the bank's accounts."""

from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter
from lambdas.shared.providers.polling import LateAnswer


class CoreBanking(Protocol):
    def open(self, application: Application, account_id: str, iban: str) -> None:
        """Open the account; the same one twice is one account. One that was closed is refused, as in every call."""

    def request_activation(self, application: Application, account_id: str) -> int:
        """Ask for activation; the seconds to wait before the first poll."""

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        """``active``."""

    def close(self, application: Application, account_id: str) -> None:
        """Close the account for good; one that was never opened too, so that an ``open`` that is late is refused."""


def core_banking() -> CoreBanking:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(CoreBanking, adapter("core_banking"))
