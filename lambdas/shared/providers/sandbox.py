"""Providers that answer by the test values in the application's ``sandbox``, and well where it has none.

Every provider takes ``error`` (throttled, unavailable, slow, wrong_answer, rejected, crash) and ``times``: how many
calls fail that way before it answers; without ``times`` all of them do.
"""

import os
import time
from collections.abc import Mapping
from typing import Any

from lambdas.shared import mrz, stores
from lambdas.shared.errors import ProviderRejected, ProviderUnavailable, Throttled
from lambdas.shared.providers import (
    Application,
    DocumentReading,
    FaceComparison,
    LateAnswer,
    Message,
    NewsCount,
    Scan,
    Scans,
)
from lambdas.shared.providers.ledger import Ledger

BUREAU_HINT_SECONDS = 10
ACTIVATION_HINT_SECONDS = 10

ALIVE = 99.9
SLOW_SECONDS = 1.0
"""After this, a slow provider is given up, as a real one after its time limit."""
_ERRORS = {
    "throttled": Throttled,
    "unavailable": ProviderUnavailable,
    "slow": ProviderUnavailable,
    "wrong_answer": ProviderUnavailable,
    "rejected": ProviderRejected,
}


def _asked(application: Application, provider: str) -> dict[str, Any]:
    """The test values for this provider, after failing as they ask."""
    values: dict[str, Any] = application.get("sandbox", {}).get(provider, {})
    if "error" not in values:
        return values
    failed = stores.onboarding().count(application["application_id"], f"SANDBOX#{provider}")
    if failed > values.get("times", failed):
        return values
    if values["error"] == "crash":
        os._exit(1)  # as a process ends that runs out of memory: no exception, no answer
    if values["error"] == "slow":
        time.sleep(SLOW_SECONDS)
    raise _ERRORS[values["error"]](f"sandbox: {provider} {values['error']}, call {failed}")


class SandboxDocumentReader:
    """Reads the zone that a document with the application's data would carry, but for what ``document.says``.

    ``mrz`` is read instead of it; ``misread`` makes a field's check digit wrong; ``visual`` is what the printed text
    shows otherwise; ``zone_only`` leaves it out; ``unreadable`` leaves out all. A driving licence has no zone, but
    labelled fields.
    """

    def read(self, application: Application, scans: Scans) -> DocumentReading:
        values = _asked(application, "document")
        if values.get("unreadable"):
            return DocumentReading()
        if application["document"]["type"] == "driving_licence" and "mrz" not in values:
            printed = _printed(application) | values.get("says", {}) | values.get("visual", {})
            return DocumentReading(fields={name: printed[name] for name in _FIELDS})
        try:
            zone = values["mrz"] if "mrz" in values else _written_zone(application, values.get("says", {}))
            lines = () if values.get("zone_only") else _printed_lines(zone, values.get("visual", {}))
        except mrz.MrzError:
            return DocumentReading(values.get("mrz", ""))
        return DocumentReading(_misread(zone, values.get("misread")), lines=lines)


class SandboxFaceMatcher:
    """``face.similarity``, ``liveness`` (99.9), ``faces``, ``portraits`` (1), ``brightness``, ``sharpness`` (80)."""

    def liveness(self, session_id: str, selfie: Scan) -> float:
        return ALIVE  # here no app makes sessions; ``face.liveness`` says what a comparison reports

    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        values = _asked(application, "face")
        faces, portraits = values.get("faces", 1), values.get("portraits", 1)
        return FaceComparison(
            similarity=values.get("similarity", 99.9) if faces == 1 and portraits else None,
            faces=faces,
            portraits=portraits,
            liveness=values.get("liveness", ALIVE),
            brightness=values.get("brightness", 80.0),
            sharpness=values.get("sharpness", 80.0),
        )


class SandboxAddressBureau:
    """``address.answer`` (confirmed, moved, unknown) after ``address.polls`` polls (default 1)."""

    def request(self, application: Application) -> tuple[str, int]:
        _asked(application, "address")
        return f"bureau-{application['application_id']}", BUREAU_HINT_SECONDS

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        values = _asked(application, "address")
        answered = polls >= values.get("polls", 1)
        return LateAnswer(values.get("answer", "confirmed") if answered else None, BUREAU_HINT_SECONDS)


class SandboxNewsSearch:
    """``adverse_media.articles`` (default 0) of the category other, and what ``adverse_media.categories`` says."""

    def count(self, application: Application) -> NewsCount:
        values = _asked(application, "adverse_media")
        return NewsCount({"other": values.get("articles", 0), **values.get("categories", {})}, "sandbox")


class SandboxCoreBanking:
    """The embedded ledger; an account is active after ``core_banking.polls`` polls (default 1).

    ``core_banking.at`` (open, activate, poll, close) says which call ``error`` is for; default open.
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

    def _asked(self, application: Application, call: str) -> dict[str, Any]:
        values: dict[str, Any] = application.get("sandbox", {}).get("core_banking", {})
        return _asked(application, "core_banking") if values.get("at", "open") == call else values


class SandboxNotifier:
    """Sends nothing: ``kyc show`` prints what would have been."""

    def send(self, application: Application, message: Message, key: str) -> None:
        _asked(application, "notifier")


def _printed(application: Application) -> dict[str, str]:
    """What a document with the application's data says."""
    applicant, document = application["applicant"], application["document"]
    return {
        "document_type": document["type"],
        "issuing_country": document["issuing_country"],
        "family_name": applicant["family_name"],
        "given_names": applicant.get("given_names", ""),
        "document_number": document["number"],
        "nationality": applicant["nationalities"][0],
        "birth_date": applicant["birth_date"],
        "sex": applicant.get("sex", "X"),
        "expires_on": document["expires_on"],
    }


_FIELDS = ("given_names", "family_name", "document_number", "birth_date", "expires_on", "issuing_country")


def _written_zone(application: Application, says: Mapping[str, str]) -> str:
    return mrz.write_mrz(**(_printed(application) | dict(says)))


_CHECK_DIGITS = {
    2: {"document_number": (1, 9), "birth_date": (1, 19), "expires_on": (1, 27)},
    3: {"document_number": (0, 14), "birth_date": (1, 6), "expires_on": (1, 14)},
}
"""Line and place of each field's check digit, by the number of the zone's lines."""


def _misread(zone: str, field: str | None) -> str:
    """The zone with another check digit for this field."""
    if field is None:
        return zone
    lines = zone.split("\n")
    line, place = _CHECK_DIGITS[len(lines)][field]
    other = str((int(lines[line][place]) + 1) % 10)
    lines[line] = lines[line][:place] + other + lines[line][place + 1 :]
    return "\n".join(lines)


def _printed_lines(zone: str, instead: Mapping[str, str]) -> tuple[str, ...]:
    """The printed text of the document that carries this zone. Raises MrzError."""
    read = mrz.read_mrz(zone)
    year, month, day = read.birth_date[:2], read.birth_date[2:4], read.birth_date[4:]
    if "birth_date" in instead:
        year, month, day = instead["birth_date"][2:4], instead["birth_date"][5:7], instead["birth_date"][8:]
    return (
        instead.get("family_name", read.family_name),
        read.given_names,
        instead.get("document_number", read.document_number),
        f"{day}.{month}.{year}",
    )
