"""Who outside the bank is asked: small protocols, and the adapters that keep them.

``KYC_PROVIDERS`` chooses the adapters: ``aws`` asks the real services; ``sandbox`` answers by the test values in the
application, which is what vendors of payment and identity services ship under that name, and production refuses it.
Errors: Throttled and ProviderUnavailable are retried, ProviderRejected is not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from lambdas.shared.errors import NotConfigured

Application = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture in the documents bucket: one version of one object, so that a later upload changes nothing.

    ``media_type`` is image/jpeg, image/png or application/pdf, as its bytes say. ``liveness``: the confidence in
    percent that a selfie was taken from a living person; None where it was not taken in a liveness session.
    """

    bucket: str
    key: str
    version: str
    media_type: str
    liveness: float | None = None


Scans = Mapping[str, Scan]
"""By kind: ``document_front``, ``document_back``, ``selfie``. What the sandbox was not given is not in it."""


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read off a document; all empty where nothing could be read.

    ``zone``: the text of the machine-readable zone, one line each, or "" where there is none.
    ``fields``: the visual zone where its parts are labelled, of ``given_names``, ``family_name``, ``document_number``,
    ``birth_date``, ``expires_on`` (YYYY-MM-DD), ``issuing_country`` (alpha-3); only those that were read.
    ``lines``: the visual zone where they are not: every line of text outside the machine-readable zone.
    """

    zone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """The selfie held against the document's portrait.

    ``similarity`` in percent, None where no two faces could be compared. ``faces`` counts those on the selfie,
    ``portraits`` those on the document; None: the document is no picture (a PDF). ``liveness``: the confidence in
    percent that the selfie was taken from a living person, None where that was not checked. ``brightness`` and
    ``sharpness`` of the selfie's face, 0 to 100, None where there is no face.
    """

    similarity: float | None
    faces: int
    portraits: int | None
    liveness: float | None = None
    brightness: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True, slots=True)
class NewsCount:
    """How many articles name the applicant together with a crime, and where they were searched.

    ``by_category``: ``financial_crime``, ``corruption``, ``terrorism``, ``other``; each article counts once. Counts are
    all that is kept of them, and say nothing by themselves: another person may bear the name.
    """

    by_category: Mapping[str, int]
    source: str

    @property
    def articles(self) -> int:
        return sum(self.by_category.values())


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """``answer`` is None while the service still works on it; ask again in ``wait_seconds``."""

    answer: str | None
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class Message:
    """What an applicant reads: plain text, and the template and language (two letters) that it was made from."""

    template: str
    language: str
    subject: str
    body: str


class DocumentReader(Protocol):
    def read(self, application: Application, scans: Scans) -> DocumentReading:
        """Read the document's sides; one that cannot be read at all is an empty reading, not an error."""


class FaceMatcher(Protocol):
    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        """Hold the selfie against the document's portrait."""

    def liveness(self, session_id: str, selfie: Scan) -> float:
        """The confidence in percent that the session shows a living person and that the selfie is its picture."""


class AddressBureau(Protocol):
    def request(self, application: Application) -> tuple[str, int]:
        """Ask; the reference to poll with, and the seconds to wait. The same application has the same reference."""

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        """``confirmed``, ``moved`` or ``unknown``."""


class NewsSearch(Protocol):
    def count(self, application: Application) -> NewsCount | None:
        """Count the articles that name the applicant together with a crime; None where they are not searched."""


class CoreBanking(Protocol):
    def open(self, application: Application, account_id: str, iban: str) -> None:
        """Open the account; the same one twice is one account. One that was closed is refused, as in every call."""

    def request_activation(self, application: Application, account_id: str) -> int:
        """Ask for activation; the seconds to wait before the first poll."""

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        """``active``."""

    def close(self, application: Application, account_id: str) -> None:
        """Close the account for good; one that was never opened too, so that an ``open`` that is late is refused."""


class Notifier(Protocol):
    def send(self, application: Application, message: Message, key: str) -> None:
        """Send the applicant the message; ``key`` is the event's id."""


_ADAPTERS: dict[str, dict[str, str | dict[str, str]]] = {
    "sandbox": {
        "document_reader": "sandbox.SandboxDocumentReader",
        "face_matcher": "sandbox.SandboxFaceMatcher",
        "address_bureau": "sandbox.SandboxAddressBureau",
        "news_search": "sandbox.SandboxNewsSearch",
        "core_banking": "sandbox.SandboxCoreBanking",
        "notifier": "sandbox.SandboxNotifier",
    },
    "aws": {
        "document_reader": "textract.TextractDocumentReader",
        "face_matcher": "rekognition.RekognitionFaceMatcher",
        "address_bureau": "http_address_bureau.HttpAddressBureau",
        "news_search": "gdelt.GdeltNewsSearch",
        "notifier": "ses.SesNotifier",
        "core_banking": {"ledger": "ledger.Ledger", "http": "http_core_banking.HttpCoreBanking"},
    },
}
"""The class of each adapter in this folder, by KYC_PROVIDERS and protocol. Only what is asked for is imported.

Where there are several, the variable with the protocol's name in capitals says which.
"""


def document_reader() -> DocumentReader:
    return cast(DocumentReader, _adapter("document_reader"))


def face_matcher() -> FaceMatcher:
    return cast(FaceMatcher, _adapter("face_matcher"))


def address_bureau() -> AddressBureau:
    return cast(AddressBureau, _adapter("address_bureau"))


def news_search() -> NewsSearch:
    return cast(NewsSearch, _adapter("news_search"))


def core_banking() -> CoreBanking:
    return cast(CoreBanking, _adapter("core_banking"))


def notifier() -> Notifier:
    return cast(Notifier, _adapter("notifier"))


def sandboxed() -> bool:
    """Whether test values in applications count."""
    return os.environ.get("KYC_PROVIDERS") == "sandbox"


def _adapter(protocol: str) -> object:
    """The adapter that this deployment uses. Raises NotConfigured."""
    chosen = os.environ.get("KYC_PROVIDERS", "")
    if sandboxed() and os.environ.get("KYC_STAGE", "production") == "production":
        raise NotConfigured("the sandbox providers are not for production: deploy with --stage test")
    place = _ADAPTERS.get(chosen, {}).get(protocol)
    if place is None:
        raise NotConfigured(f"there is no {protocol} among the '{chosen}' providers: see lambdas/shared/providers")
    return _made(place if isinstance(place, str) else _one_of(place, protocol.upper()))


def _one_of(places: dict[str, str], setting: str) -> str:
    """The place that the variable ``setting`` chooses. Raises NotConfigured."""
    chosen = os.environ.get(setting, "")
    if chosen not in places:
        raise NotConfigured(f"{setting} is '{chosen}' and must be one of {', '.join(places)}")
    return places[chosen]


@cache
def _made(place: str) -> object:
    module, _, name = place.partition(".")
    return getattr(import_module(f"{__name__}.{module}"), name)()
