"""Events are kept once, published in order, and published again by the next one where a process died."""

import json
from typing import Any

import pytest

from lambdas.shared.cases import outbox
from lambdas.shared.runtime import aws, errors
from tests.applications import application
from tests.memory import MemoryOnboarding

Row = dict[str, Any]


class Cloud:
    """EventBridge and SNS in memory."""

    def __init__(self, failed: int = 0) -> None:
        self.entries: list[Row] = []
        self.messages: list[Row] = []
        self.failed = failed

    def put_events(self, Entries: list[Row]) -> Row:  # noqa: N803
        self.entries += Entries
        return {"FailedEntryCount": self.failed}

    def publish(self, **message: Any) -> None:
        self.messages.append(message)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    monkeypatch.setattr(aws, "client", lambda _service: made)
    monkeypatch.setenv("EVENT_BUS", "bus")
    monkeypatch.setenv("OUTCOMES_TOPIC", "topic")
    return made


@pytest.fixture
def table() -> MemoryOnboarding:
    made = MemoryOnboarding()
    made.put(application(application_id="demo-1"))
    return made


REVIEW: Row = {
    "queue": "possible match",
    "stage": "request",
    "risk_rating": "high",
    "reasons": ["POSSIBLE_SANCTIONS_MATCH"],
    "possible_match": True,
}


def test_an_event_goes_to_the_bus_and_with_its_attributes_to_the_topic(table: MemoryOnboarding, cloud: Cloud) -> None:
    outbox.add(table, table.meta("demo-1"), "ReviewRequested", "001-request", **REVIEW)
    assert outbox.publish(table, "demo-1") == 1
    ((entry,), (message,)) = cloud.entries, cloud.messages
    assert (entry["Source"], entry["DetailType"]) == ("kyc.onboarding", "ReviewRequested")
    assert entry["Detail"] == message["Message"]
    assert json.loads(entry["Detail"])["event_id"] == "demo-1-ReviewRequested-001-request"
    told = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert told == {
        "type": "ReviewRequested",
        "risk_rating": "high",
        "product": "current_account",
        "possible_match": "true",
    }


def test_a_repeated_step_is_one_event(table: MemoryOnboarding, cloud: Cloud) -> None:
    for _ in range(2):
        outbox.add(table, table.meta("demo-1"), "ReviewRequested", "001-request", **REVIEW)
        outbox.publish(table, "demo-1")
    assert len(cloud.messages) == 1


def test_events_are_published_in_the_order_in_which_they_came_about(table: MemoryOnboarding, cloud: Cloud) -> None:
    outbox.add(table, table.meta("demo-1"), "OnboardingFailed", "000", error="Throttled")
    table.rows["demo-1", "OUTBOX#demo-1-OnboardingFailed-000"]["submitted_at"] = "2026-01-01T00:00:00.000Z"
    outbox.add(table, table.meta("demo-1"), "AccountActivated")
    outbox.publish(table, "demo-1")
    assert [entry["DetailType"] for entry in cloud.entries] == ["OnboardingFailed", "AccountActivated"]


def test_what_was_not_taken_is_published_again_with_the_same_id(table: MemoryOnboarding, cloud: Cloud) -> None:
    outbox.add(table, table.meta("demo-1"), "AccountActivated")
    cloud.failed = 1
    assert outbox.publish(table, "demo-1") == 0  # what it reports has happened all the same
    assert (cloud.messages, len(outbox.unpublished(table, "demo-1"))) == ([], 1)
    cloud.failed = 0
    assert outbox.publish(table, "demo-1") == 1
    assert len({json.loads(entry["Detail"])["event_id"] for entry in cloud.entries}) == 1


def test_an_event_that_its_schema_refuses_is_not_kept(table: MemoryOnboarding) -> None:
    with pytest.raises(errors.InvalidResult, match="full_name"):
        outbox.add(table, table.meta("demo-1"), "AccountActivated", full_name="Anna")
    assert table.starting("demo-1", "OUTBOX#") == []
