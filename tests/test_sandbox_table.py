"""The README's table of sandbox values is true: each row is run through the identity checks themselves."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from lambdas.check_document.handler import handler as check_document
from lambdas.check_document.rules import RULES as DOCUMENT_RULES
from lambdas.check_document.rules import UNREADABLE
from lambdas.compare_faces.handler import handler as compare_faces
from lambdas.compare_faces.thresholds import RULES as FACE_RULES
from lambdas.decide_identity.handler import handler as decide_identity
from lambdas.poll_address_check.handler import handler as poll_address_check
from lambdas.request_address_check.handler import handler as request_address_check
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.providers import sandbox
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import ProviderRejected, ProviderUnavailable, Throttled
from lambdas.validate_application.handler import handler as validate_application
from tests.applications import event as event_of
from tests.applications import sample
from tests.memory import MemoryOnboarding
from tests.sandbox import SANDBOX
from workflows import limits

README = (Path(__file__).parent.parent / "lambdas/README.md").read_text(encoding="utf-8")
TABLE = README[README.index("<!-- sandbox: begin -->") : README.index("<!-- sandbox: end -->")]
ROWS = [
    (json.loads(values), status, [code for code in reasons.split(", ") if code])
    for values, status, reasons in re.findall(r"^\| `(\{.*\})` \| (\w+) \| ?(.*?) ?\|$", TABLE, re.MULTILINE)
]
IDENTITY = [row for row in ROWS if not row[0].keys() & {"adverse_media", "core_banking", "notifier", "uploads"}]
DECISIONS = {
    "awaiting_documents": "resubmit",
    "awaiting_review": "review",
    "declined": "failed",
    "onboarded": "verified",
}
Row = dict[str, Any]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    made = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    monkeypatch.setattr(sandbox, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(os, "_exit", _crash)
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
    return made


class Crash(BaseException):
    """The process is gone."""


def _crash(_status: int) -> None:
    raise Crash


def test_the_table_is_read() -> None:
    assert len(ROWS) == TABLE.count("\n|") - 2


@pytest.mark.parametrize(("values", "status", "reasons"), IDENTITY, ids=[json.dumps(row[0])[:60] for row in IDENTITY])
def test_what_the_table_says_happens(table: MemoryOnboarding, values: Row, status: str, reasons: list[str]) -> None:
    application = table.put(sample("straight-through") | {"sandbox": values})
    assert schemas.problems(application, schemas.validator("application")) == []
    event = event_of(application)
    case_pictures.freeze(table, table.case(event["application_id"]), 1)  # as validating the application does
    if status == "failed":
        with pytest.raises(ProviderRejected):
            _checks(event)
        return
    decided = decide_identity(event | {"definition": "1", "checks": _checks(event)}, None)
    assert (decided["decision"], decided["reasons"]) == (DECISIONS[status], reasons)


def _checks(event: Row) -> Row:
    return {
        "document": _retried(lambda: check_document(event, None), "DOCUMENT_CHECK_UNAVAILABLE"),
        "face": _retried(lambda: compare_faces(event, None), "FACE_CHECK_UNAVAILABLE"),
        "address": _retried(lambda: _address(event), "ADDRESS_CHECK_UNAVAILABLE"),
        "duplicate": {"verdict": "pass", "reasons": []},
    }


def _retried(check: Any, unavailable: str) -> Row:
    """As the workflow's Retry and Catch do."""
    for _ in range(4):
        try:
            result = check()
        except (ProviderUnavailable, Throttled, Crash):
            continue
        return {"verdict": result["verdict"], "reasons": result["reasons"]}
    return {"verdict": "unavailable", "reasons": [unavailable]}


def _address(event: Row) -> Row:
    asked = request_address_check(event, None)
    for polls in range(1, limits.LIMITS.most_polls + 1):
        told = {"reference": asked["reference"], "asked_at": asked["asked_at"], "polls": polls}
        found = poll_address_check(event | told, None)
        if found["verdict"] != "pending":
            return dict(found)
    return {"verdict": "unavailable", "reasons": ["ADDRESS_BUREAU_LATE"]}


def test_uploads_are_awaited_where_the_table_says_so(table: MemoryOnboarding) -> None:
    application = table.put(sample("straight-through") | {"sandbox": {"uploads": True}})
    found = validate_application(
        {"application_id": (one := application["application_id"]), "run": one, "definition": "1"}, None
    )
    assert (found["documents"], found["missing"]) == ("missing", ["document_front", "selfie"])


def test_every_rule_has_a_row() -> None:
    told = {code for _, _, reasons in ROWS for code in reasons}
    rules = {UNREADABLE.code, *(code for code, *_ in DOCUMENT_RULES), *(code for code, *_ in FACE_RULES)}
    of_the_application = {"DOCUMENT_NOT_ACCEPTED", "NAME_NOT_COMPARABLE", "SPECIMEN_DOCUMENT"}
    assert rules - told == of_the_application


def test_every_way_to_fail_has_a_row() -> None:
    errors = schemas.load("application")["$defs"]["error"]["enum"]
    assert {part["error"] for values, *_ in ROWS for part in values.values() if "error" in _fields(part)} == set(errors)


def _fields(part: Any) -> Row:
    return part if isinstance(part, dict) else {}
