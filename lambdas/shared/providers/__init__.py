"""Who outside the bank is asked: five small protocols, and the adapters that keep them.

``KYC_PROVIDERS`` chooses the adapters: ``sandbox`` answers by the test values in the application, which is what vendors
of payment and identity services ship under that name; production refuses it. Errors: Throttled and ProviderUnavailable
are retried, ProviderRejected is not.
"""

import os
from dataclasses import dataclass
from typing import Any, Protocol

from lambdas.shared.errors import NotConfigured

Application = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """``similarity`` in percent, or None where no two faces could be compared."""

    similarity: float | None
    faces: int
    live: bool


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """``answer`` is None while the service still works on it; ask again in ``wait_seconds``."""

    answer: str | None
    wait_seconds: int


class DocumentReader(Protocol):
    def read_zone(self, application: Application) -> str:
        """The text of the document's machine-readable zone."""


class FaceMatcher(Protocol):
    def compare(self, application: Application) -> FaceComparison:
        """Hold the selfie against the document's portrait."""


class AddressBureau(Protocol):
    def request(self, application: Application) -> tuple[str, int]:
        """Ask; the reference to poll with, and the seconds to wait. The same application has the same reference."""

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        """``confirmed``, ``moved`` or ``unknown``."""


class NewsSearch(Protocol):
    def count(self, application: Application) -> int:
        """How many articles name the applicant together with a financial crime."""


class CoreBanking(Protocol):
    def open(self, application: Application, account_id: str, iban: str) -> None:
        """Open the account; the same account twice is one account."""

    def request_activation(self, application: Application, account_id: str) -> int:
        """Ask for activation; the seconds to wait before the first poll."""

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        """``active``."""

    def close(self, application: Application, account_id: str) -> None:
        """Close the account; one that is not there is closed."""


class Notifier(Protocol):
    def send(self, application: Application, template: str, key: str) -> None:
        """Send the applicant the message ``template``; the same ``key`` twice is one message."""


@dataclass(frozen=True, slots=True)
class Providers:
    """One adapter for each."""

    document_reader: DocumentReader
    face_matcher: FaceMatcher
    address_bureau: AddressBureau
    news_search: NewsSearch
    core_banking: CoreBanking
    notifier: Notifier


def providers() -> Providers:
    """The adapters that this deployment uses. Raises NotConfigured."""
    chosen = os.environ.get("KYC_PROVIDERS", "")
    if not sandboxed():
        raise NotConfigured(f"there are no '{chosen}' providers: KYC_PROVIDERS must be sandbox")
    if os.environ.get("KYC_STAGE", "production") == "production":
        raise NotConfigured("the sandbox providers are not for production: deploy with --stage test")
    from lambdas.shared.providers import sandbox  # noqa: PLC0415 - only what is chosen is imported

    return sandbox.PROVIDERS


def sandboxed() -> bool:
    """Whether test values in applications count."""
    return os.environ.get("KYC_PROVIDERS") == "sandbox"
