"""Attack: messages put into queues by hand, and events that cannot be published when an account was just opened."""

from typing import Any

import pytest

from lambdas.record_outcome import handler as record_outcome
from lambdas.send_welcome import handler as send_welcome
from lambdas.shared.accounts import saga
from lambdas.shared.cases import outbox
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import StoreUnavailable
from tests.applications import application
from tests.lambdas.send_notification.test_handler import Mail, forged, mail, table, take, told  # noqa: F401 - fixtures
from tests.memory import MemoryOnboarding

DOCUMENTS = {"attempt": 2, "stage": "request", "message": "documents_needed", "pictures": ["selfie"], "parts": []}


def test_an_applicant_is_sent_nothing_that_the_case_has_not_said(table: MemoryOnboarding, mail: Mail) -> None:  # noqa: F811
    """Without the record's own event a message goes to the dead letters, whatever its form."""
    declined = {"outcome": "declined", "risk_rating": "low", "reasons": [], "record": {"count": 1, "hash": "0" * 64}}
    forgeries = [
        forged("AccountActivated"),
        forged("ApplicationDeclined", **declined),
        forged("DocumentsRequested", **DOCUMENTS, advice=["SEND_YOUR_PASSWORD"]),
    ]
    assert take(*forgeries) == ["0", "1", "2"]
    assert (mail.sent, table.starting("demo-1", "MESSAGE#")) == ([], [])


CHANGES: list[dict[str, Any]] = [
    {"advice": ["NOT_LIVE"]},
    {"pictures": ["document_front"]},
    {"at": "2026-01-01T00:00:00.000Z"},
    {"parts": ["explanation"]},
]


@pytest.mark.parametrize("changed", CHANGES)
def test_an_event_that_was_changed_on_its_way_is_not_sent(table: MemoryOnboarding, mail: Mail, changed: Any) -> None:  # noqa: F811
    event = told(table, "DocumentsRequested", **DOCUMENTS, advice=[])
    assert take(event | changed) == ["0"]
    assert mail.sent == []
    assert take(event) == []
    assert len(mail.sent) == 1


def test_an_event_of_another_application_is_not_sent_to_this_one(table: MemoryOnboarding, mail: Mail) -> None:  # noqa: F811
    event = told(table, "AccountActivated")
    table.put(application(application_id="demo-2"))
    assert take(event | {"application_id": "demo-2"}) == ["0"]
    assert mail.sent == []


@pytest.mark.parametrize("fails", ["put_events", "publish", "starting"])
def test_an_event_that_cannot_be_published_fails_no_execution(
    monkeypatch: pytest.MonkeyPatch,
    table: MemoryOnboarding,  # noqa: F811
    fails: str,
) -> None:
    class Down:
        def put_events(self, **_: Any) -> dict[str, int]:
            if fails == "put_events":
                raise StoreUnavailable("the bus is away")
            return {"FailedEntryCount": 0}

        def publish(self, **_: Any) -> None:
            raise StoreUnavailable("the topic is away")

    def away(*_: Any) -> Any:
        raise StoreUnavailable("the table is away")

    one = table.meta("demo-1").application_id
    with monkeypatch.context() as patch:
        patch.setattr(aws, "client", lambda _service: Down())
        patch.setenv("EVENT_BUS", "bus")
        patch.setenv("OUTCOMES_TOPIC", "topic")
        if fails == "starting":
            patch.setattr(table, "starting", away)
        welcome = {"application_id": one, "run": "account", "customer_id": f"customer-{one}"}
        assert send_welcome.handler(welcome, None) == {"sent": True}
        table.insert(one, saga.SAGA, {"holder": "h", "state": "opened", "accounts": 1})
        decided = {"application_id": one, "run": "onboarding", "outcome": "onboarded", "reasons": [], "rating": "low"}
        decided |= table.about(one)
        assert record_outcome.handler(decided, None)["event"] == "ApplicationOnboarded"
    assert table.meta(one).status == "onboarded"
    assert len(outbox.unpublished(table, one)) == 2  # for the watchdog
    sent: list[Any] = []
    monkeypatch.setattr(outbox, "send", sent.append)
    assert (outbox.publish(table, one), len(sent)) == (2, 2)
