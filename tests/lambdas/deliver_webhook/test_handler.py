"""Webhooks on a real server: signed, the same id each time, tried again for a day."""

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.deliver_webhook.handler import FIRST_SECONDS, LONGEST, MOST_SECONDS, backoff, handler
from lambdas.shared.runtime import aws
from tests.lambdas.shared.providers.loopback import JSON, KEY, KEY_ID, Loopback, Reply
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
EVENT = {"event_id": "demo-1-AccountActivated", "type": "AccountActivated", "application_id": "demo-1"}
KEPT = {"status": "published", "event": json.dumps(EVENT)}


class Cloud:
    """Secrets Manager and SQS in memory."""

    def __init__(self, url: str) -> None:
        self.secret = json.dumps({"url": url, "key_id": KEY_ID, "key": KEY})
        self.hidden: list[int] = []

    def get_secret_value(self, **_: str) -> Row:
        return {"SecretString": self.secret}

    def change_message_visibility(self, *, VisibilityTimeout: int, **_: str) -> None:  # noqa: N803
        self.hidden.append(VisibilityTimeout)


@pytest.fixture
def cloud(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud(f"{server.url}/hooks")
    monkeypatch.setattr(aws, "client", lambda _service: made)
    table = MemoryOnboarding()
    table.insert("demo-1", "OUTBOX#demo-1-AccountActivated", KEPT)
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv("WEBHOOKS_QUEUE", "queue")
    return made


def take(deliveries: int = 1, age: float = 0, event: Row = EVENT) -> bool:
    """Deliver the event; whether it was taken."""
    record = {
        "messageId": "1",
        "body": json.dumps(event),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:1:queue",
        "receiptHandle": "handle",
        "attributes": {
            "ApproximateReceiveCount": str(deliveries),
            "SentTimestamp": str(int((time.time() - age) * 1000)),
        },
        "messageAttributes": {},
    }
    answer = handler({"Records": [record]}, SimpleNamespace())
    return bool(answer["batchItemFailures"] == [])


@pytest.mark.parametrize(
    "reply", [Reply(200, b"thanks", {"Content-Type": "text/plain"}), Reply(204, b"", {}), Reply(202)]
)
def test_an_event_is_posted_signed_with_its_id(server: Loopback, cloud: Cloud, reply: Reply) -> None:
    server.answer = lambda _request: reply
    assert take()
    (request,) = server.requests
    assert (request.method, request.path, json.loads(request.body)) == ("POST", "/hooks", EVENT)
    assert request.signed
    assert request.headers["idempotency-key"] == EVENT["event_id"]
    assert request.headers["content-type"] == JSON
    assert cloud.hidden == [FIRST_SECONDS]  # until it is deleted, since it was taken


@pytest.mark.parametrize("status", [301, 400, 401, 404, 429, 500, 503])
def test_what_is_not_taken_comes_again_later_with_the_same_id(server: Loopback, cloud: Cloud, status: int) -> None:
    server.answer = lambda _request: Reply(status)
    assert not take(1)
    assert not take(3)
    assert cloud.hidden == [FIRST_SECONDS, FIRST_SECONDS * 4]
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1


def test_a_server_that_is_not_there(server: Loopback, cloud: Cloud) -> None:
    cloud.secret = json.dumps({"url": "http://127.0.0.1:1", "key_id": KEY_ID, "key": KEY})
    assert not take()
    assert cloud.hidden == [FIRST_SECONDS]


def test_who_is_gone_is_told_no_more(server: Loopback, cloud: Cloud) -> None:
    server.answer = lambda _request: Reply(410)
    assert take()


@pytest.mark.parametrize(
    "changed",
    [
        {"event_id": "demo-1-ApplicationOnboarded"},
        {"application_id": "demo-2"},
        {"type": "ApplicationOnboarded"},
        {"x": 1},
    ],
)
def test_what_no_case_said_is_not_posted(server: Loopback, cloud: Cloud, changed: Row) -> None:
    """Whoever may write to the queue tells the bank's systems nothing in our name."""
    assert not take(event=EVENT | changed)
    assert server.requests == []


def test_without_an_address_nobody_is_told(server: Loopback, cloud: Cloud) -> None:
    cloud.secret = json.dumps({"url": "", "key_id": "kyc", "key": "generated"})
    assert take()
    assert server.requests == []


@pytest.mark.parametrize("secret", ["", "no JSON", "{}", '{"url": "ftp://x", "key_id": "a", "key": "b"}'])
def test_a_secret_that_cannot_be_used_loses_nothing(server: Loopback, cloud: Cloud, secret: str) -> None:
    cloud.secret = secret
    assert not take()
    assert cloud.hidden == [FIRST_SECONDS]


def test_after_a_day_it_is_soon_a_dead_letter(server: Loopback, cloud: Cloud) -> None:
    server.answer = lambda _request: Reply(500)
    assert not take(30, LONGEST.total_seconds() + 60)
    assert cloud.hidden == [FIRST_SECONDS]


@given(st.integers(1, 1000))
def test_the_wait_grows_to_an_hour(deliveries: int) -> None:
    assert FIRST_SECONDS <= backoff(deliveries) <= backoff(deliveries + 1) <= MOST_SECONDS


def test_a_day_s_tries_fit_into_what_the_queue_allows() -> None:
    from infrastructure.queues import QUEUES  # noqa: PLC0415 - a test of the one against the other

    tries, waited = 1, 0
    while waited < LONGEST.total_seconds():
        waited += backoff(tries)
        tries += 1
    (queue,) = (one for one in QUEUES if one.name == "WebhooksQueue")
    assert tries < queue.most_receives <= tries + 15
