"""The sandbox answers by the application's test values, and production refuses it."""

from datetime import date
from typing import Any

import pytest

from lambdas.check_document import rules
from lambdas.shared.documents.mrz import read_mrz
from lambdas.shared.providers import sandbox
from lambdas.shared.providers.address_bureau import address_bureau
from lambdas.shared.providers.core_banking import core_banking, ledger
from lambdas.shared.providers.document_reader import DocumentReading, document_reader
from lambdas.shared.providers.face_matcher import FaceComparison, face_matcher
from lambdas.shared.providers.news_search import NewsCount, news_search
from lambdas.shared.providers.notifier import Message, notifier
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime import errors
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.memory import MemoryCustomers
from tests.sandbox import SANDBOX


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
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    return made


@pytest.fixture(autouse=True)
def in_the_sandbox(monkeypatch: pytest.MonkeyPatch, table: Onboarding) -> None:
    customers = MemoryCustomers()
    monkeypatch.setattr(ledger, "customer_table", lambda: customers)
    monkeypatch.setattr(sandbox, "SLOW_SECONDS", 0.0)
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)


MESSAGE = Message("welcome", "en", "Your account is open", "Welcome!")


@pytest.mark.parametrize(
    ("chosen", "stage", "said"),
    [
        (SANDBOX["CORE_BANKING_ADAPTER"], "production", "not for production"),
        (SANDBOX["CORE_BANKING_ADAPTER"], None, "not for production"),
        ("lambdas.nowhere:Ledger", "test", "there is no adapter lambdas.nowhere:Ledger: ModuleNotFoundError"),
        ("lambdas.shared.providers.core_banking.ledger:Other", "test", "there is no adapter .*AttributeError"),
        ("ledger", "test", "CORE_BANKING_ADAPTER is 'ledger' and must be module:Class"),
        ("", "test", "CORE_BANKING_ADAPTER is '' and must be module:Class"),
    ],
)
def test_production_has_no_sandbox(monkeypatch: pytest.MonkeyPatch, chosen: str, stage: str | None, said: str) -> None:
    monkeypatch.setenv("CORE_BANKING_ADAPTER", chosen)
    monkeypatch.setenv("KYC_STAGE", stage) if stage else monkeypatch.delenv("KYC_STAGE", raising=False)
    with pytest.raises(errors.NotConfigured, match=said):
        core_banking()


def test_without_test_values_all_is_well() -> None:
    made = application()
    reading = document_reader().read(made, {})
    zone = read_mrz(reading.zone)
    assert rules.check(reading, made, date(2026, 11, 24), policy("identity")) == []
    assert (zone.document_number, zone.failed_checks) == (made["document"]["number"], ())
    assert face_matcher().compare(made, {}) == FaceComparison(99.9, 1, 1, 99.9, 80.0, 80.0)
    assert address_bureau().poll(made, "ref", 1) == LateAnswer("confirmed", 10)
    assert news_search().count(made) == NewsCount({"other": 0}, "sandbox")
    _activated(made)
    assert core_banking().poll(made, "account", 1).answer == "active"


def test_test_values_are_the_answer() -> None:
    values = {
        "document": {"mrz": "ZONE"},
        "face": {"similarity": 85, "liveness": None, "portraits": 2, "sharpness": 10},
        "address": {"answer": "moved", "polls": 3},
        "adverse_media": {"articles": 4, "categories": {"corruption": 2}},
        "core_banking": {"polls": 2},
    }
    made = application(sandbox=values)
    assert document_reader().read(made, {}) == DocumentReading("ZONE")
    assert face_matcher().compare(made, {}) == FaceComparison(85, 1, 2, None, 80.0, 10)
    assert [address_bureau().poll(made, "ref", polls).answer for polls in (1, 2, 3)] == [None, None, "moved"]
    found = news_search().count(made)
    assert found is not None
    assert (found.articles, found.by_category) == (6, {"other": 4, "corruption": 2})
    _activated(made)
    assert [core_banking().poll(made, "account", polls).answer for polls in (1, 2)] == [None, "active"]


@pytest.mark.parametrize("faces", [0, 2])
def test_without_exactly_one_face_there_is_nothing_to_compare(faces: int) -> None:
    made = application(sandbox={"face": {"faces": faces}})
    assert face_matcher().compare(made, {}).similarity is None


def test_a_document_without_a_zone_has_none() -> None:
    made = application(document={"type": "driving_licence"})
    reading = document_reader().read(made, {})
    assert (reading.zone, reading.fields["document_number"]) == ("", made["document"]["number"])


def test_the_printed_text_may_say_something_else_than_the_zone() -> None:
    made = application(sandbox={"document": {"visual": {"birth_date": "1971-02-03", "family_name": "OTHER"}}})
    reading = document_reader().read(made, {})
    assert {"OTHER", "03.02.71"} <= set(reading.lines)
    assert [one.code for one in rules.check(reading, made, date(2026, 11, 24), policy("identity"))] == [
        "VISUAL_ZONE_DIFFERS"
    ]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("throttled", errors.Throttled),
        ("unavailable", errors.ProviderUnavailable),
        ("slow", errors.ProviderUnavailable),
        ("wrong_answer", errors.ProviderUnavailable),
        ("rejected", errors.ProviderRejected),
    ],
)
def test_errors_come_so_many_times_and_then_an_answer(error: str, raised: type[Exception]) -> None:
    made = application(sandbox={"document": {"error": error, "times": 2}})
    for _ in range(2):
        with pytest.raises(raised):
            document_reader().read(made, {})
    assert document_reader().read(made, {})


def test_without_times_they_never_end() -> None:
    made = application(sandbox={"notifier": {"error": "unavailable"}})
    for _ in range(5):
        with pytest.raises(errors.ProviderUnavailable):
            notifier().send(made, MESSAGE, "event")


@pytest.mark.parametrize("at", ["open", "activate", "poll", "block", "unblock", "close"])
def test_core_banking_fails_at_the_call_that_was_named(at: str) -> None:
    made = application(sandbox={"core_banking": {"at": at, "error": "rejected"}})
    bank = core_banking()
    calls: dict[str, Any] = {
        "open": lambda: bank.open(made, "account", "DE1"),
        "activate": lambda: bank.request_activation(made, "account"),
        "poll": lambda: bank.poll(made, "account", 1),
        "block": lambda: bank.block(made, "account", "alert-1"),
        "unblock": lambda: bank.unblock(made, "account", "alert-1"),
        "close": lambda: bank.close(made, "account"),
    }
    for name, call in calls.items():
        if name == at:
            break
        call()
    with pytest.raises(errors.ProviderRejected, match="sandbox: core_banking rejected"):
        calls[at]()


def _activated(made: Any) -> None:
    core_banking().open(made, "account", "DE1")
    core_banking().request_activation(made, "account")
