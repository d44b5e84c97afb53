"""Providers that answer by the test values in the application's ``sandbox``, and well where it has none.

Every provider takes ``error`` (throttled, unavailable, rejected, crash) and ``times``: how many calls fail that way
before it answers; without ``times`` all of them do.
"""

import os
from typing import Any

from lambdas.shared import mrz, stores
from lambdas.shared.clock import timestamp
from lambdas.shared.errors import ProviderRejected, ProviderUnavailable, Throttled
from lambdas.shared.providers import Application, FaceComparison, LateAnswer, Providers

BUREAU_HINT_SECONDS = 10
ACTIVATION_HINT_SECONDS = 10

_ERRORS = {"throttled": Throttled, "unavailable": ProviderUnavailable, "rejected": ProviderRejected}


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
    raise _ERRORS[values["error"]](f"sandbox: {provider} {values['error']}, call {failed}")


class SandboxDocumentReader:
    """Reads ``document.mrz``, or the zone that a passport or card with the application's data would carry."""

    def read_zone(self, application: Application) -> str:
        values = _asked(application, "document")
        try:
            return values["mrz"] if "mrz" in values else _written_zone(application)
        except mrz.MrzError:
            return ""  # a document that carries no zone, such as a driving licence


class SandboxFaceMatcher:
    """``face.similarity`` (percent, default 99.9), ``face.faces`` (1), ``face.live`` (true)."""

    def compare(self, application: Application) -> FaceComparison:
        values = _asked(application, "face")
        faces = values.get("faces", 1)
        similarity = values.get("similarity", 99.9) if faces == 1 else None
        return FaceComparison(similarity, faces, values.get("live", True))


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
    """``adverse_media.articles`` (default 0)."""

    def count(self, application: Application) -> int:
        return int(_asked(application, "adverse_media").get("articles", 0))


class SandboxCoreBanking:
    """The account is the Customers table's own; active after ``core_banking.polls`` polls (default 1).

    ``core_banking.at`` (open, activate, poll, close) says which call ``error`` is for; default open.
    """

    def open(self, application: Application, account_id: str, iban: str) -> None:
        self._asked(application, "open")

    def request_activation(self, application: Application, account_id: str) -> int:
        self._asked(application, "activate")
        return ACTIVATION_HINT_SECONDS

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:
        values = self._asked(application, "poll")
        return LateAnswer("active" if polls >= values.get("polls", 1) else None, ACTIVATION_HINT_SECONDS)

    def close(self, application: Application, account_id: str) -> None:
        self._asked(application, "close")

    def _asked(self, application: Application, call: str) -> dict[str, Any]:
        values: dict[str, Any] = application.get("sandbox", {}).get("core_banking", {})
        return _asked(application, "core_banking") if values.get("at", "open") == call else values


class SandboxNotifier:
    """Keeps messages with the application, where ``kyc show`` prints them."""

    def send(self, application: Application, template: str, key: str) -> None:
        _asked(application, "notifier")
        stores.onboarding().insert(
            application["application_id"], f"MESSAGE#{key}", {"template": template, "at": timestamp()}
        )


def _written_zone(application: Application) -> str:
    applicant, document = application["applicant"], application["document"]
    return mrz.write_mrz(
        document_type=document["type"],
        issuing_country=document["issuing_country"],
        family_name=applicant["family_name"],
        given_names=applicant.get("given_names", ""),
        document_number=document["number"],
        nationality=applicant["nationalities"][0],
        birth_date=applicant["birth_date"],
        sex=applicant.get("sex", "X"),
        expires_on=document["expires_on"],
    )


PROVIDERS = Providers(
    document_reader=SandboxDocumentReader(),
    face_matcher=SandboxFaceMatcher(),
    address_bureau=SandboxAddressBureau(),
    news_search=SandboxNewsSearch(),
    core_banking=SandboxCoreBanking(),
    notifier=SandboxNotifier(),
)
