"""Messages come twice, out of order and for nobody; what waits is answered once, when the last picture is there."""

import io
import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.intake_document.handler import handler
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.table import UNKNOWN
from lambdas.shared.documents.pictures import Scan
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dynamodb import Row
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, States, dying
from tests.pictures import PDF, drawn, encoded

GOOD, BETTER, SMALL = encoded(drawn()), encoded(drawn(ink=30)), encoded(drawn((300, 200)))
BUCKET = "documents"


class S3:
    """A versioned bucket: every version of every key."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self.reads = 0

    def get_object(self, Bucket: str, Key: str, VersionId: str) -> Row:  # noqa: N803
        self.reads += 1
        content = self.objects[Key, VersionId]
        return {"Body": io.BytesIO(content), "ContentLength": len(content)}


class Bank:
    """An application that waits for its pictures, and the function that takes them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.states, self.s3 = MemoryOnboarding(), States("token-1"), S3()
        self.events = Events(monkeypatch)
        self.sequencers = itertools.count(16)
        clients: dict[str, Any] = {"s3": self.s3, "stepfunctions": self.states}
        monkeypatch.setattr(aws, "client", clients.__getitem__)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setenv("KYC_STAGE", "test")
        monkeypatch.setenv("DOCUMENTS_BUCKET", BUCKET)
        self.application = self.table.put(application(sandbox={"uploads": True}))
        self.id = self.application["application_id"]

    def ask(self, *pictures: str, attempt: int = 1, token: str = "token-1") -> None:  # noqa: S107
        asked = {"status": "asked", "task_token": token, "pictures": json.dumps(pictures)}
        self.table.update(self.id, f"REQUEST#{attempt:03d}", asked)
        self.table.update(self.id, "META", {"status": "awaiting_documents", "awaits": attempt})

    def uploaded(self, picture: str, content: bytes = GOOD, *, attempt: int = 1, key: str = "") -> Row:
        """What S3 says of a new object."""
        number = next(self.sequencers)
        found = {
            "key": key or f"{self.id}/{attempt:03d}/{picture}",
            "versionId": f"v{number}",
            "sequencer": f"{number:X}",
        }
        self.s3.objects[found["key"], found["versionId"]] = content
        return {"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": found}}]}

    def take(self, *messages: Any) -> list[str]:
        """Deliver the messages in one batch; returns those that must come again."""
        records = [
            {
                "messageId": str(place),
                "body": message if isinstance(message, str) else json.dumps(message),
                "eventSource": "aws:sqs",
            }
            for place, message in enumerate(messages)
        ]
        return [failed["itemIdentifier"] for failed in handler({"Records": records}, None)["batchItemFailures"]]

    def items(self, prefix: str) -> list[Row]:
        return [row for row in self.table.items(self.id) if row["item"].startswith(prefix)]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_the_last_picture_continues_the_execution(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    assert bank.take(bank.uploaded("document_front")) == []
    assert bank.states.answers == []
    assert bank.take(bank.uploaded("selfie")) == []
    assert bank.states.answers == [("token-1", {"received": True})]
    meta = bank.table.meta(bank.id)
    assert (meta.status, meta.attempts) == ("running", 1)
    assert bank.items("REQUEST#001")[0]["status"] == "delivered"


@pytest.mark.parametrize("status", ["running", "awaiting_review", "onboarded", "failed"])
def test_a_picture_that_nobody_asks_for_changes_nothing_and_is_not_looked_at(bank: Bank, status: str) -> None:
    bank.ask("document_front", "selfie")
    bank.table.update(bank.id, "META", {"status": status})
    before = bank.items("")
    assert bank.take(bank.uploaded("document_front"), bank.uploaded("selfie", SMALL)) == []
    assert (bank.items(""), bank.states.answers, bank.events.sent, bank.s3.reads) == (before, [], [], 0)


def test_a_picture_of_another_attempt_or_kind_than_is_asked_for_is_not_taken(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    bank.take(bank.uploaded("document_front"), bank.uploaded("selfie"))
    bank.ask("selfie", attempt=2)
    before = bank.items("")
    early, late = bank.uploaded("selfie", attempt=3), bank.uploaded("selfie", attempt=1)
    assert bank.take(early, late, bank.uploaded("document_front", attempt=2)) == []
    assert bank.items("") == before


def test_so_many_pictures_of_an_attempt_are_looked_at_and_no_more(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    most = case_pictures.most_uploads()
    for _ in range(most + 3):
        bank.take(bank.uploaded("selfie", SMALL))
    assert (len(bank.items("UPLOAD#")), bank.s3.reads) == (most, most)


def test_another_bucket_is_not_read(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    message = bank.uploaded("selfie")
    message["Records"][0]["s3"]["bucket"]["name"] = "somebody-else-s"
    assert bank.take(message) == []
    assert (bank.items("UPLOAD#"), bank.s3.reads) == ([], 0)


def test_a_picture_that_is_looked_at_while_the_wait_ends_does_not_count(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.ask("document_front", "selfie")
    read = bank.s3.get_object

    def meanwhile(**asked: str) -> Row:
        bank.table.update(bank.id, "META", {"status": "running"})
        return read(**asked)

    monkeypatch.setattr(bank.s3, "get_object", meanwhile)
    assert bank.take(bank.uploaded("selfie")) == []
    assert bank.items("UPLOAD#") == bank.items("SCAN#") == []


def test_what_was_found_in_a_picture_is_kept(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    bank.take(bank.uploaded("document_front"))
    (kept,) = bank.items("UPLOAD#")
    assert (kept["media_type"], kept["width"], kept["height"], kept["bytes"]) == ("image/jpeg", 1200, 850, len(GOOD))
    assert (kept["key"], kept["version"], kept["reasons"]) == (f"{bank.id}/001/document_front", "v16", "[]")
    assert len(kept["sha256"]) == 64


def test_new_pictures_begin_the_next_attempt_with_the_same_application(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    bank.take(bank.uploaded("document_front"), bank.uploaded("selfie"))
    bank.states.tokens.add("token-2")
    bank.ask("document_front", attempt=2, token="token-2")
    assert bank.take(bank.uploaded("document_front", attempt=2)) == []
    assert len(bank.states.answers) == 2
    assert bank.table.meta(bank.id).attempts == 2
    assert bank.table.application(bank.id, 2) == bank.application


def test_an_unusable_picture_is_told_and_waited_for_again(bank: Bank) -> None:
    bank.ask("selfie")
    bank.take(bank.uploaded("document_front"), bank.uploaded("selfie", SMALL), bank.uploaded("selfie", PDF))
    assert bank.states.answers == []
    events = bank.events.of("PictureRejected")
    assert len(events) == 2
    assert all(event["pictures"] == ["selfie"] and event["advice"] for event in events)
    bank.take(bank.uploaded("selfie"))
    assert len(bank.states.answers) == 1


def test_the_same_message_twice_is_one_upload(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    messages = [bank.uploaded("document_front"), bank.uploaded("selfie", SMALL), bank.uploaded("selfie")]
    assert bank.take(*messages, *messages, *reversed(messages)) == []
    assert len(bank.items("UPLOAD#")) == 3
    assert (len(bank.states.answers), len(bank.events.sent), bank.s3.reads) == (1, 1, 3)


def test_an_older_upload_that_comes_later_does_not_count(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    older, newer = bank.uploaded("selfie", GOOD), bank.uploaded("selfie", BETTER)
    bank.take(newer, older)
    (counts,) = bank.items("SCAN#001")
    assert (counts["version"], len(bank.items("UPLOAD#"))) == ("v17", 2)


def test_sequencers_of_another_length_are_compared_as_s3_says(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    older, newer = bank.uploaded("selfie"), bank.uploaded("selfie")
    older["Records"][0]["s3"]["object"]["sequencer"] = "0A1"
    newer["Records"][0]["s3"]["object"]["sequencer"] = "0A11"
    bank.take(newer, older)
    assert bank.items("SCAN#001")[0]["version"] == "v17"


@pytest.mark.parametrize("key", ["nobody-1/001/selfie", "notes.txt", "{id}/001/holiday", "{id}/1/selfie", "a/b"])
def test_what_belongs_to_no_application_is_recorded_and_harms_nothing(bank: Bank, key: str) -> None:
    bank.ask("selfie")
    before = bank.items("")
    message = bank.uploaded("selfie", key=key.format(id=bank.id))
    assert bank.take(message, message) == []
    (kept,) = bank.table.starting(UNKNOWN, "UPLOAD#")
    assert kept["key"] == key.format(id=bank.id)
    assert (bank.items(""), bank.states.answers, bank.s3.reads) == (before, [], 0)


def test_the_liveness_service_s_picture_is_the_selfie(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    bank.take(bank.uploaded("", key=f"{bank.id}/001/selfie/5f0c/reference.jpg"))
    assert bank.items("SCAN#001")[0]["key"].endswith("/selfie/5f0c/reference.jpg")


class Matcher:
    """A liveness service that knows its own pictures."""

    def __init__(self, **confidence: float) -> None:
        self.confidence = confidence

    def liveness(self, session_id: str, selfie: Scan) -> float:
        return self.confidence[session_id] if f"/{session_id}/" in selfie.key else 0.0


def test_a_session_vouches_for_its_own_picture_alone(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.intake_document.handler.face_matcher", lambda: Matcher(first=55.0, second=97.5))
    bank.ask("document_front", "selfie")
    for session in ("first", "second"):
        bank.table.insert(bank.id, f"LIVENESS#001#{session}", {"session_id": session})
    bank.take(bank.uploaded("", key=f"{bank.id}/001/selfie/second/reference.jpg"))
    assert bank.items("SCAN#001")[0]["liveness"] == "97.5"
    bank.take(bank.uploaded("selfie"))
    assert bank.items("SCAN#001")[0]["liveness"] == "0.0"


def test_a_selfie_without_a_session_has_no_liveness(bank: Bank) -> None:
    bank.ask("document_front", "selfie")
    bank.take(bank.uploaded("selfie"), bank.uploaded("document_front"))
    assert not any("liveness" in row for row in bank.items("SCAN#"))


def test_s3_s_test_of_the_queue_is_nothing(bank: Bank) -> None:
    assert bank.take({"Service": "Amazon S3", "Event": "s3:TestEvent"}) == []


@pytest.mark.parametrize("message", ["", "[]", '"text"', "{}", '{"Records": [{}]}'])
def test_what_is_no_message_goes_to_the_dead_letters_alone(bank: Bank, message: str) -> None:
    bank.ask("document_front", "selfie")
    assert bank.take(bank.uploaded("document_front"), message, bank.uploaded("selfie")) == ["1"]
    assert len(bank.states.answers) == 1


def test_a_process_that_dies_anywhere_is_continued_by_the_next_delivery(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write may be the last one of a process; delivered again, the message is done as if nothing had been."""
    for fails_at in range(1, 20):
        bank = Bank(monkeypatch)
        bank.ask("document_front", "selfie", attempt=1)
        bank.take(bank.uploaded("document_front"))
        last, calls = bank.uploaded("selfie"), itertools.count(1)
        with monkeypatch.context() as patch:
            for where, name in ((bank.table, "attempt"), (bank.states, "send_task_success")):
                patch.setattr(where, name, dying(getattr(where, name), calls, fails_at))
            died = bank.take(last) == ["0"]
        bank.take(last)
        assert len(bank.states.answers) == 1, fails_at
        assert (bank.table.meta(bank.id).attempts, len(bank.items("UPLOAD#"))) == (1, 2)
        if not died:
            return
    pytest.fail("there are more writes than this test tries")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(st.sampled_from(["front", "selfie", "bad", "unknown"]), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_any_order_and_repetition_ends_the_same(monkeypatch: pytest.MonkeyPatch, sent: list[str], random: Any) -> None:
    bank = Bank(monkeypatch)
    bank.ask("document_front", "selfie")
    made = {
        "front": lambda: bank.uploaded("document_front"),
        "selfie": lambda: bank.uploaded("selfie"),
        "bad": lambda: bank.uploaded("selfie", SMALL),
        "unknown": lambda: bank.uploaded("", key="nobody-1/001/selfie"),
    }
    messages = [made[kind]() for kind in sent]
    delivered = messages + [message for message in messages if random.random() < 0.5]
    random.shuffle(delivered)
    assert bank.take(*delivered) == []
    assert len(bank.states.answers) == int({"front", "selfie"} <= set(sent))
    # What comes after the last that was waited for is not asked for any more.
    kept = len(bank.items("UPLOAD#"))
    assert kept <= len(messages) - sent.count("unknown")
    assert bank.states.answers or kept == len(messages) - sent.count("unknown")
