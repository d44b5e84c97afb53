"""The sandbox answers by the application's test values, and production refuses it."""

from typing import Any

import pytest

from lambdas.shared import errors, stores
from lambdas.shared.mrz import read_mrz
from lambdas.shared.providers import FaceComparison, LateAnswer, Providers, providers
from tests.applications import application


class Onboarding:
    """Counters and messages in memory."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.items: dict[str, dict[str, Any]] = {}

    def count(self, application_id: str, item: str) -> int:
        self.counts[item] = self.counts.get(item, 0) + 1
        return self.counts[item]

    def insert(self, application_id: str, item: str, row: dict[str, Any]) -> bool:
        return self.items.setdefault(item, row) is row


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Onboarding:
    made = Onboarding()
    monkeypatch.setattr(stores, "onboarding", lambda: made)
    return made


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, table: Onboarding) -> Providers:
    monkeypatch.setenv("KYC_PROVIDERS", "sandbox")
    monkeypatch.setenv("KYC_STAGE", "test")
    return providers()


@pytest.mark.parametrize(
    ("chosen", "stage", "said"),
    [
        ("sandbox", "production", "not for production"),
        ("sandbox", None, "not for production"),
        ("aws", "test", "'aws'"),
    ],
)
def test_production_has_no_sandbox(monkeypatch: pytest.MonkeyPatch, chosen: str, stage: str | None, said: str) -> None:
    monkeypatch.setenv("KYC_PROVIDERS", chosen)
    monkeypatch.setenv("KYC_STAGE", stage) if stage else monkeypatch.delenv("KYC_STAGE", raising=False)
    with pytest.raises(errors.NotConfigured, match=said):
        providers()


def test_without_test_values_all_is_well(sandbox: Providers) -> None:
    made = application()
    zone = read_mrz(sandbox.document_reader.read_zone(made))
    assert (zone.document_number, zone.failed_checks) == (made["document"]["number"], ())
    assert sandbox.face_matcher.compare(made) == FaceComparison(99.9, 1, True)
    assert sandbox.address_bureau.poll(made, "ref", 1) == LateAnswer("confirmed", 10)
    assert sandbox.news_search.count(made) == 0
    assert sandbox.core_banking.poll(made, "account", 1).answer == "active"


def test_test_values_are_the_answer(sandbox: Providers) -> None:
    values = {
        "document": {"mrz": "ZONE"},
        "face": {"similarity": 85, "live": False},
        "address": {"answer": "moved", "polls": 3},
        "adverse_media": {"articles": 4},
        "core_banking": {"polls": 2},
    }
    made = application(sandbox=values)
    assert sandbox.document_reader.read_zone(made) == "ZONE"
    assert sandbox.face_matcher.compare(made) == FaceComparison(85, 1, False)
    assert [sandbox.address_bureau.poll(made, "ref", polls).answer for polls in (1, 2, 3)] == [None, None, "moved"]
    assert sandbox.news_search.count(made) == 4
    assert [sandbox.core_banking.poll(made, "account", polls).answer for polls in (1, 2)] == [None, "active"]


@pytest.mark.parametrize("faces", [0, 2])
def test_without_exactly_one_face_there_is_nothing_to_compare(sandbox: Providers, faces: int) -> None:
    assert sandbox.face_matcher.compare(application(sandbox={"face": {"faces": faces}})).similarity is None


def test_a_document_without_a_zone_has_none(sandbox: Providers) -> None:
    assert sandbox.document_reader.read_zone(application(document={"type": "driving_licence"})) == ""


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("throttled", errors.Throttled),
        ("unavailable", errors.ProviderUnavailable),
        ("rejected", errors.ProviderRejected),
    ],
)
def test_errors_come_so_many_times_and_then_an_answer(sandbox: Providers, error: str, raised: type[Exception]) -> None:
    made = application(sandbox={"document": {"error": error, "times": 2}})
    for _ in range(2):
        with pytest.raises(raised):
            sandbox.document_reader.read_zone(made)
    assert sandbox.document_reader.read_zone(made)


def test_without_times_they_never_end(sandbox: Providers) -> None:
    made = application(sandbox={"notifier": {"error": "unavailable"}})
    for _ in range(5):
        with pytest.raises(errors.ProviderUnavailable):
            sandbox.notifier.send(made, "welcome", "welcome")


@pytest.mark.parametrize("at", ["open", "activate", "poll", "close"])
def test_core_banking_fails_at_the_call_that_was_named(sandbox: Providers, at: str) -> None:
    made = application(sandbox={"core_banking": {"at": at, "error": "rejected"}})
    calls: dict[str, Any] = {
        "open": lambda: sandbox.core_banking.open(made, "account", "DE1"),
        "activate": lambda: sandbox.core_banking.request_activation(made, "account"),
        "poll": lambda: sandbox.core_banking.poll(made, "account", 1),
        "close": lambda: sandbox.core_banking.close(made, "account"),
    }
    for name, call in calls.items():
        if name != at:
            call()
    with pytest.raises(errors.ProviderRejected):
        calls[at]()


def test_a_message_is_sent_once(sandbox: Providers, table: Onboarding) -> None:
    for _ in range(2):
        sandbox.notifier.send(application(), "welcome", "welcome")
    assert [row["template"] for row in table.items.values()] == ["welcome"]
