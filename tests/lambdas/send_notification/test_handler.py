"""Each event is told once; what cannot be told now is given out again alone."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.send_notification.handler import handler
from lambdas.shared.cases import outbox
from lambdas.shared.providers.notifier import Message
from lambdas.shared.runtime.errors import ProviderUnavailable
from tests.applications import application
from tests.memory import MemoryOnboarding

Row = dict[str, Any]


class Mail:
    """A notifier that fails so many times."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.fails = 0

    def send(self, _application: Row, message: Message, key: str) -> None:
        if self.fails:
            self.fails -= 1
            raise ProviderUnavailable("not now")
        self.sent.append((key, message))


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    made = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    person = application(application_id="demo-1")
    person["applicant"]["language"] = "de"
    made.put(person)
    return made


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Mail:
    made = Mail()
    monkeypatch.setattr("lambdas.send_notification.handler.notifier", lambda: made)
    return made


def told(table: MemoryOnboarding, kind: str, **facts: Any) -> Row:
    """An event as it is kept, and as the queue brings it."""
    outbox.add(table, table.meta("demo-1"), kind, **facts)
    [event] = [json.loads(row["event"]) for row in outbox.unpublished(table, "demo-1") if kind in row["item"]]
    return dict(event)


def forged(kind: str, **facts: Any) -> Row:
    known = {"at": "2026-01-01T00:00:00.000Z", "application_id": "demo-1", "product": "current_account"}
    return {"event_id": f"demo-1-{kind}", "type": kind, **known, **facts}


def take(*events: Any) -> list[str]:
    records = [
        {
            "messageId": str(place),
            "body": event if isinstance(event, str) else json.dumps(event),
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:1:queue",
            "receiptHandle": "handle",
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
            "messageAttributes": {},
        }
        for place, event in enumerate(events)
    ]
    answer = handler({"Records": records}, SimpleNamespace())
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_a_repeated_event_is_told_once_and_kept(table: MemoryOnboarding, mail: Mail) -> None:
    assert take(told(table, "AccountActivated"), told(table, "AccountActivated")) == []
    assert take(told(table, "AccountActivated")) == []
    ((key, message),) = mail.sent
    assert (key, message.subject) == ("demo-1-AccountActivated", "Ihr Konto ist eröffnet")
    kept = table.rows["demo-1", "MESSAGE#demo-1-AccountActivated"]
    assert (kept["template"], kept["language"]) == ("welcome", "de")
    assert kept["number"] == 2  # an entry of the decision record


def test_only_what_failed_is_given_out_again(table: MemoryOnboarding, mail: Mail) -> None:
    mail.fails = 1
    facts = {"attempt": 2, "stage": "request", "message": "documents_needed", "pictures": [], "parts": [], "advice": []}
    events = (
        told(table, "AccountActivated"),
        told(table, "DocumentsRequested", **facts),
        "nonsense",
        forged("Unknown"),
    )
    assert take(*events) == ["0", "2", "3"]
    assert [key for key, _ in mail.sent] == ["demo-1-DocumentsRequested"]
    assert take(events[0]) == []


def test_who_dies_after_sending_sends_again(
    table: MemoryOnboarding, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(table, "append", lambda *_: 1 / 0)
        assert take(told(table, "AccountActivated")) == ["0"]
    assert take(told(table, "AccountActivated")) == []
    assert len(mail.sent) == 2
