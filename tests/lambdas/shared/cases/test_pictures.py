"""Which pictures are needed, which have arrived, and that who asks and who answers never wait for each other."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.request_documents.handler import handler as request_documents
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import waiting
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request
from lambdas.shared.documents.pictures import PICTURES, Place, place
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import Conflict
from tests.applications import application
from tests.memory import Events, MemoryOnboarding, States, entered

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{2,63}", fullmatch=True)


@pytest.fixture
def table() -> MemoryOnboarding:
    return MemoryOnboarding()


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch, table: MemoryOnboarding) -> States:
    made = States("token")
    monkeypatch.setattr(aws, "client", {"stepfunctions": made}.__getitem__)
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    Events(monkeypatch)
    monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
    return made


def arrived(table: MemoryOnboarding, application: Row, picture: str, attempt: int = 1) -> None:
    row = {"attempt": attempt, "picture": picture, "key": picture, "version": f"v{attempt}", "media_type": "image/png"}
    table.insert(application["application_id"], f"SCAN#{attempt:03d}#{picture}", row)


def case(table: MemoryOnboarding, application: Any) -> Case:
    return table.case(application["application_id"])


def awaiting(**changes: Any) -> Any:
    return application(sandbox={"uploads": True}, **changes)


@given(NAMES, st.integers(1, 999), st.sampled_from(PICTURES), st.sampled_from(["", "/session/reference.jpg"]))
def test_a_key_is_read_as_it_was_written(application_id: str, attempt: int, picture: str, more: str) -> None:
    made = Place(application_id, attempt, picture)
    assert place(made.key + more) == made


@given(st.text(max_size=80))
def test_any_key_is_a_picture_or_none(key: str) -> None:
    found = place(key)
    assert found is None or key.startswith(found.key)


@pytest.mark.parametrize(
    ("kind", "needed"),
    [("passport", ["document_front", "selfie"]), ("identity_card", ["document_front", "document_back", "selfie"])],
)
def test_a_card_has_a_back(table: MemoryOnboarding, kind: str, needed: list[str]) -> None:
    made = table.put(awaiting(document={"type": kind}))
    assert case_pictures.missing(case(table, made), made, 1) == needed


def test_the_sandbox_waits_only_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_STAGE", "test")
    assert not case_pictures.awaited(application())
    assert case_pictures.awaited(awaiting())
    monkeypatch.setenv("KYC_STAGE", "production")
    assert case_pictures.awaited(application())


def test_what_was_asked_for_again_is_missing_until_it_comes_anew(
    table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
    made = table.put(awaiting())
    for picture in case_pictures.needed(made):
        arrived(table, made, picture)
    assert case_pictures.missing(case(table, made), made, 1) == []
    table.insert(made["application_id"], "REQUEST#002", {"status": "asked", "pictures": json.dumps(["selfie"])})
    assert case_pictures.missing(case(table, made), made, 2) == ["selfie"]
    arrived(table, made, "selfie", attempt=2)
    assert case_pictures.missing(case(table, made), made, 2) == []
    one = made["application_id"]
    case_pictures.freeze(table, case(table, made), 1)
    table.update(one, "META", {"attempts": 2})
    case_pictures.freeze(table, case(table, made), 2)
    scans = case_pictures.scans(table, one, 2)
    assert {picture: scan.version for picture, scan in scans.items()} == {"document_front": "v1", "selfie": "v2"}
    assert case_pictures.scans(table, made["application_id"], 1)["selfie"].version == "v1"


def test_the_sessions_of_an_attempt_are_its_own(table: MemoryOnboarding) -> None:
    made = table.put(application())["application_id"]
    for attempt, session in ((1, "a"), (1, "b"), (2, "c")):
        table.insert(made, f"LIVENESS#{attempt:03d}#{session}", {"session_id": session})
    assert table.liveness_sessions(made, 1) == ["a", "b"]
    assert table.liveness_sessions(made, 3) == []


def test_a_selfie_keeps_what_its_session_said(table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
    made = table.put(application())["application_id"]
    row = {"attempt": 1, "picture": "selfie", "key": "k", "version": "v", "media_type": "image/png", "liveness": "98.5"}
    table.insert(made, "SCAN#001#selfie", row)
    table.update(made, "META", {"attempts": 2})
    case_pictures.freeze(table, table.case(made), 2)
    assert case_pictures.scans(table, made, 2)["selfie"].liveness == 98.5


def test_what_an_attempt_s_checks_look_at_is_kept_once_and_nothing_is_looked_at_before(
    table: MemoryOnboarding, states: States
) -> None:
    made = table.put(awaiting())
    one = made["application_id"]
    with pytest.raises(Conflict, match="validate it first"):
        case_pictures.scans(table, one, 1)
    arrived(table, made, "selfie")
    case_pictures.freeze(table, case(table, made), 1)
    table.update(one, "SCAN#001#selfie", {"version": "replaced"})
    case_pictures.freeze(table, case(table, made), 1)
    assert case_pictures.scans(table, one, 1)["selfie"].version == "v1"
    entry = table.rows[one, "PICTURES#001"]
    assert entry["number"] == 2  # an entry of the decision record, on which a decision rests
    table.update(one, "META", {"attempts": 2})
    with pytest.raises(Conflict):
        case_pictures.freeze(table, case(table, made), 3)


def asked(application: Row, *pictures: str, attempt: int = 1, stage: str = "request", token: str = "token") -> Row:  # noqa: S107
    request = {"attempt": attempt, "pictures": list(pictures), "reasons": ["DOCUMENTS_MISSING"]}
    event = {"application_id": application["application_id"], "run": "run", "request": request, "stage": stage}
    about = {"attempt": 1, "content_sha256": fingerprint(application)}
    return event | about | {"seconds": 60, "task_token": token, **entered()}


def test_asking_waits_with_the_token_and_tells_the_applicant(table: MemoryOnboarding, states: States) -> None:
    made = table.put(awaiting())
    assert request_documents(asked(made, "document_front", "selfie"), None) == {"asked": True}
    meta = table.meta(made["application_id"])
    assert (meta.status, meta.awaits, states.answers) == ("awaiting_documents", 1, [])
    assert table.get(made["application_id"], "REQUEST#001") is not None


def test_what_came_before_it_was_asked_for_answers_at_once(table: MemoryOnboarding, states: States) -> None:
    made = table.put(awaiting())
    for picture in case_pictures.needed(made):
        arrived(table, made, picture)
    request_documents(asked(made, "document_front", "selfie"), None)
    assert states.answers == [("token", {"received": True})]
    assert table.meta(made["application_id"]).status == "running"


def test_a_reminder_s_token_takes_the_place_of_the_one_before(table: MemoryOnboarding, states: States) -> None:
    made = table.put(awaiting())
    request_documents(asked(made, "selfie", token="expired"), None)
    request_documents(asked(made, "selfie", stage="reminder"), None)
    for picture in case_pictures.needed(made):
        arrived(table, made, picture)
    assert waiting.resume_if_complete(states, table, made["application_id"], 1)
    assert states.answers == [("token", {"received": True})]


def test_an_answer_to_a_token_that_expired_waits_for_the_reminder(table: MemoryOnboarding, states: States) -> None:
    made = table.put(awaiting())
    request_documents(asked(made, "document_front", "selfie", token="expired"), None)
    for picture in case_pictures.needed(made):
        arrived(table, made, picture)
    assert not waiting.resume_if_complete(states, table, made["application_id"], 1)
    assert table.meta(made["application_id"]).status == "awaiting_documents"
    request_documents(asked(made, "document_front", "selfie", stage="reminder"), None)
    assert len(states.answers) == 1


def test_nothing_continues_what_nobody_asked_for(table: MemoryOnboarding, states: States) -> None:
    made = table.put(awaiting())
    assert not waiting.resume_if_complete(states, table, made["application_id"], 1)


def test_a_new_submission_begins_an_attempt_once(table: MemoryOnboarding) -> None:
    made = table.put(application(), status="awaiting_documents", awaits=2)
    table.ask(made["application_id"], request := Request(number=2, task_token="token"))
    case, changed = table.case(made["application_id"]), made | {"product": "savings_account"}
    assert [table.begin_attempt(case, request, changed) for _ in range(2)] == [True, False]
    meta = table.meta(made["application_id"])
    assert (meta.attempts, meta.content_sha256) == (2, fingerprint(changed))
    assert table.application(made["application_id"])["product"] == "savings_account"
