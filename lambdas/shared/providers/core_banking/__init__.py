"""Core banking: it keeps the bank's accounts. An account is opened, then activated, which takes a while, or closed.

Meanwhile it may be blocked, so that nothing is paid from it or to it: it is as long as any block is in force.
"""

from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter
from lambdas.shared.providers.polling import LateAnswer


class CoreBanking(Protocol):
    """``account_id`` is made by the workflow, one for each account that is tried, so it is the key of idempotency.

    A closed account stays closed: every call but ``close`` and ``unblock`` raises ProviderRejected for it.
    """

    def open(self, application: Application, account_id: str, iban: str) -> None:
        """Open the account for the applicant, with the application's ``product`` and this IBAN (without spaces).

        An account that is open with this IBAN already is left as it is; with another IBAN: ProviderRejected.
        """

    def request_activation(self, application: Application, account_id: str) -> int:
        """Ask that the opened account be activated; after how many seconds core banking suggests the first poll."""

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        """Look whether the account is active; ``polls``: which poll this is, from 1. The one answer is ``active``.

        Raises ProviderRejected where the account will never be active.
        """

    def close(self, application: Application, account_id: str) -> None:
        """Close the account for good, whether it is opened, active or closed.

        An account that core banking does not know is closed too, so that an ``open`` which arrives late is refused:
        when ``close`` is called, the bank has given the account up.
        """

    def block(self, application: Application, account_id: str, block_id: str) -> None:
        """Put a block on the account, which is opened or active; its holder is told nothing.

        ``block_id`` is the key of idempotency: a block that is in force is left as it is. One that was lifted stays
        lifted, so that a call which arrives late blocks nothing again: ProviderRejected.
        """

    def unblock(self, application: Application, account_id: str, block_id: str) -> None:
        """Lift this block and no other; one that was lifted is left so. Where it never was: ProviderRejected."""


def core_banking() -> CoreBanking:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(CoreBanking, adapter("core_banking"))
