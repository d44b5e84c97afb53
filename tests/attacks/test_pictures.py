"""Attack: a picture is replaced while the checks run, so that two checks of one attempt see different ones."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from lambdas.check_document.handler import handler as check_document
from lambdas.compare_faces.handler import handler as compare_faces
from lambdas.intake_document.handler import handler as intake
from lambdas.shared.cases.case import Case
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dynamodb import Row
from lambdas.validate_application.handler import handler as validate
from tests.applications import application, event
from tests.lambdas.intake_document.test_handler import S3
from tests.memory import Events, MemoryOnboarding, States
from tests.pictures import drawn, encoded
from tests.sandbox import SANDBOX

PICTURE = encoded(drawn())


class Table(MemoryOnboarding):
    """Does ``act`` once, before the ``number``-th read."""

    number, act = 0, staticmethod(lambda: None)

    def starting(self, partition: str, prefix: str, only: Sequence[str] = ()) -> list[Row]:
        self._read()
        return super().starting(partition, prefix, only)

    def get(self, partition: str, item: str) -> Row | None:
        self._read()
        return super().get(partition, item)

    def _read(self) -> None:
        self.number -= 1
        if self.number == 0:
            self.act()


class Bank:
    """An application whose two pictures are there, and an attacker who may put any object into the bucket."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.s3, self.events = Table(), S3(), Events(monkeypatch)
        self.uploads = 0
        clients: dict[str, Any] = {"s3": self.s3, "stepfunctions": States("token")}
        monkeypatch.setattr(aws, "client", clients.__getitem__)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        for name, value in {**SANDBOX, "DOCUMENTS_BUCKET": "documents"}.items():
            monkeypatch.setenv(name, value)
        self.id = str(self.table.put(application(sandbox={"uploads": True}))["application_id"])
        asked = {"status": "asked", "task_token": "token", "pictures": json.dumps(["document_front", "selfie"])}
        self.table.insert(self.id, "REQUEST#001", asked)
        self.table.update(self.id, "META", {"status": "awaiting_documents", "awaits": 1})
        self.upload("document_front")
        self.upload("selfie")
        assert self.table.meta(self.id).status == "running"

    def upload(self, picture: str) -> None:
        self.uploads += 1
        found = {"key": f"{self.id}/001/{picture}", "versionId": f"v{self.uploads}", "sequencer": f"{self.uploads:X}"}
        self.s3.objects[found["key"], found["versionId"]] = PICTURE
        message = {"Records": [{"s3": {"bucket": {"name": "documents"}, "object": found}}]}
        record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
        assert intake({"Records": [record]}, None) == {"batchItemFailures": []}

    def check(self) -> set[str]:
        """Run the first steps as the workflow does; the versions of the front that its two checks saw."""
        submitted = self.table.application(self.id)
        start = {"application_id": self.id, "run": self.id, "definition": "test"}
        assert validate(start, None)["documents"] == "complete"
        for step in (check_document, compare_faces):
            step(event(submitted), None)
        return {
            one.details["scans"]["document_front"]["version"] for one in self.case().evidence if "scans" in one.details
        }

    def case(self) -> Case:
        return self.table.case(self.id)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Bank]:
    return lambda: Bank(monkeypatch)


@pytest.mark.parametrize("by", ["an upload", "a write to the table"])
def test_a_picture_replaced_at_any_read_is_seen_by_all_checks_or_by_none(made: Callable[[], Bank], by: str) -> None:
    for number in range(1, 100):
        bank = made()

        def replaced(bank: Bank = bank) -> None:
            if by == "an upload":
                bank.upload("document_front")
            else:  # even who may write which picture counts changes it for no check that is under way
                bank.table.update(bank.id, "SCAN#001#document_front", {"version": "replaced"})

        bank.table.number, bank.table.act = number, replaced
        seen = bank.check()
        assert len(seen) == 1, number
        assert len(bank.case().uploads) == 2
        if bank.table.number > 0:
            return
    pytest.fail("there are more reads than this test tries")


@pytest.mark.parametrize("status", ["running", "awaiting_review", "onboarded", "declined", "failed"])
def test_junk_voids_no_decision_and_sends_no_message(made: Callable[[], Bank], status: str) -> None:
    bank = made()
    bank.check()
    bank.table.update(bank.id, "META", {"status": status})
    before = bank.case().evidence_hash(without=())
    reads, sent = bank.s3.reads, len(bank.events.sent)
    for picture in ("document_front", "document_back", "selfie"):
        bank.upload(picture)
    assert (bank.case().evidence_hash(without=()), bank.s3.reads, len(bank.events.sent)) == (before, reads, sent)


def test_a_decision_rests_on_the_versions_that_were_checked(made: Callable[[], Bank]) -> None:
    bank = made()
    bank.check()
    entry = bank.table.rows[bank.id, "PICTURES#001"]
    assert {one["picture"]: one["version"] for one in json.loads(entry["pictures"])} == {
        "document_front": "v1",
        "selfie": "v2",
    }
    before = bank.case().evidence_hash(without=())
    entry["hash"] = "of other pictures"
    assert bank.case().evidence_hash(without=()) != before
