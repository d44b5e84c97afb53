"""A failure is recorded, reported and raised as an alert once, wherever its recording was interrupted."""

import itertools
import json
from typing import Any

import pytest

from lambdas.record_failure.handler import handler
from lambdas.shared.cases import record
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import InternalError, OnboardingFailed
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, dying

Row = dict[str, Any]


class Bank:
    """An application that waits for a reviewer, and the topic of alerts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, status: str = "awaiting_review") -> None:
        self.table, self.events, self.alerts = MemoryOnboarding(), Events(monkeypatch), list[Row]()
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr(aws, "client", lambda _service: self)
        monkeypatch.setenv("ALERTS_TOPIC", "topic")
        self.id = str(self.table.put(application(), status=status, awaits=1)["application_id"])
        self.table.insert(self.id, "REVIEW#001", {"status": "pending", "review_id": "r-1"})
        self.table.insert(self.id, "REQUEST#001", {"status": "asked"})

    def publish(self, **message: str) -> None:
        self.alerts.append({"subject": message["Subject"], **json.loads(message["Message"])})

    def event(self, redrive: int) -> Row:
        failed = {"error": "ProviderRejected", "cause": "no", "redrive_count": redrive}
        return {"application_id": self.id, "run": self.id, **failed}

    def fail(self, redrive: int = 0) -> None:
        with pytest.raises(OnboardingFailed, match="ProviderRejected: no"):
            handler(self.event(redrive), None)

    def check(self) -> None:
        """All of it is there, once; an event that was published twice has one id."""
        case = self.table.case(self.id)
        assert case.meta.status == "failed"
        assert [(row["item"], row["error"], row["said"]) for row in case.failures] == [
            ("FAILURE#000", "ProviderRejected", "no")
        ]
        assert (self.table.rows[self.id, "REVIEW#001"]["status"], case.requests[0].status) == ("closed", "closed")
        assert {one["event_id"] for one in self.events.of("OnboardingFailed")} == {f"{self.id}-OnboardingFailed-000"}
        assert list(record.problems(case.entries, case.head)) == []


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_a_failure_closes_what_waited_and_raises_one_alert_however_often_it_is_recorded(bank: Bank) -> None:
    for _ in range(3):
        bank.fail()
    bank.check()
    subject = "KYC onboarding failed"
    facts = {"application_id": bank.id, "error": "ProviderRejected", "run": f"kyc show {bank.id}"}
    assert bank.alerts == [{"subject": subject, **facts}]
    assert len(bank.events.sent) == 1


def test_a_process_that_dies_anywhere_is_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    for fails_at in range(1, 20):
        bank, calls = Bank(monkeypatch), itertools.count(1)
        with monkeypatch.context() as patch:
            for where, name in ((bank.table, "attempt"), (bank, "publish")):
                patch.setattr(where, name, dying(getattr(where, name), calls, fails_at))
            event = bank.event(0)
            with pytest.raises((InternalError, OnboardingFailed)) as ended:
                handler(event, None)
        bank.fail()
        bank.check()
        assert len(bank.alerts) in (1, 2)  # a second one where it died before it could keep that the first was raised
        if ended.type is OnboardingFailed:
            return
    pytest.fail("there are more writes than this test tries")


def test_a_redrive_goes_on_once_and_its_own_failure_is_another(bank: Bank) -> None:
    bank.fail()
    assert handler(bank.event(1), None) == {"resumed": True}
    assert bank.table.meta(bank.id).status == "running"
    bank.fail(redrive=1)
    assert [row["item"] for row in bank.table.case(bank.id).failures] == ["FAILURE#000", "FAILURE#001"]
    assert len(bank.alerts) == len(bank.events.sent) == 2


def test_what_is_decided_stays_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch, "onboarded")
    bank.fail()
    assert bank.table.meta(bank.id).status == "onboarded"
    assert len(bank.alerts) == 1
