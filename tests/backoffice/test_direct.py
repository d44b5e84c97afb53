"""What the client refuses, and that what it began and did not end is continued."""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from backoffice.direct import Direct, DirectOnboarding
from backoffice.errors import BackOfficeError
from backoffice.queues import Queues
from backoffice.records import Records
from backoffice.watchlists import Watchlists
from lambdas.shared.access.roles import Role
from lambdas.shared.cases import operations
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.items import Request, Upload
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.errors import (
    DifferentApplication,
    InvalidApplication,
    NoSessionPicture,
    NotWaiting,
    RequestRefused,
    UnknownApplication,
    UnusableFile,
)
from lambdas.shared.onboardings.timeline import is_direct
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.decisions import DecisionRefused, NotAllowed
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.people import STAFF_PRINCIPALS, InvalidName
from tests.api import Api
from tests.applications import application
from tests.memory import MemoryOnboarding, States, dying

SESSION = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def rekognition() -> Any:
    return boto3.client("rekognition", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")


def office(
    table: MemoryOnboarding, rekognition: Any = None, stage: str = "local", states: Any = None
) -> DirectOnboarding:
    documents = Documents("documents", "key-1", s3=None, rekognition=(lambda: rekognition) if rekognition else None)
    outputs = {"Stage": stage, "OnboardingStateMachineArn": "arn:stateMachine:kyc-onboarding"}
    return DirectOnboarding(states, outputs, table, SimpleNamespace(), documents)  # type: ignore[arg-type]


class Executions(States):
    """Step Functions that starts an execution of a name once, and may lose the answer."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.started: list[str] = []

    def start_execution(self, *, name: str, **_: Any) -> dict[str, str]:
        if name in self.started:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.started.append(name)
        return {"executionArn": f"arn:execution:kyc-onboarding:{name}"}

    def describe_execution(self, **_: str) -> dict[str, str]:
        return {"status": "RUNNING"}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return Api(monkeypatch)


def test_a_submit_that_died_anywhere_is_continued_and_starts_one_execution(monkeypatch: pytest.MonkeyPatch) -> None:
    for fails_at in range(1, 10):
        table, states, made, calls = MemoryOnboarding(), Executions(), application(), itertools.count(1)
        with monkeypatch.context() as patch:
            for where, name in ((table, "attempt"), (states, "start_execution")):
                patch.setattr(where, name, dying(getattr(where, name), calls, fails_at))
            try:
                office(table, states=states).submit(made, "branch")
                died = False
            except ConnectionError:
                died = True
        one = made["application_id"]
        assert office(table, states=states).submit(made, submitted_by="somebody else") == one
        assert states.started == [one]
        assert table.meta(one).execution_arn == f"arn:execution:kyc-onboarding:{one}"
        submitter = "branch" if fails_at > 1 else "somebody else"
        assert [by.name for by in table.case(one).submitters] == [submitter]
        if not died:
            return
    pytest.fail("there are more writes than this test tries")


def test_the_same_application_again_starts_nothing_and_another_one_is_refused() -> None:
    table, states, made = MemoryOnboarding(), Executions(), application()
    office(table, states=states).submit(made, "branch")
    states.started.clear()
    office(table, states=states).submit(made, "branch")
    assert states.started == []
    with pytest.raises(DifferentApplication, match="other content"):
        office(table, states=states).submit(made | {"product": "savings_account"}, "branch")


def test_what_was_submitted_first_is_no_other_application_once_it_was_corrected() -> None:
    table, states, made = MemoryOnboarding(), Executions(), application()
    office(table, states=states).submit(made, "branch")
    table.correct(made["application_id"], made | {"product": "savings_account"}, "branch")
    assert office(table, states=states).submit(made, "branch") == made["application_id"]


def test_the_same_application_is_no_answer_while_a_picture_is_missing() -> None:
    table, states, made = MemoryOnboarding(), Executions("token"), application(sandbox={"uploads": True})
    one = table.put(made, status="awaiting_documents", awaits=2)["application_id"]
    table.ask(one, Request(number=2, task_token="token", pictures=("document_front",)))
    before = dict(table.rows)
    for _ in range(2):
        with pytest.raises(
            InvalidApplication, match=r"what was asked for:\n  document_front: was asked for and has not"
        ):
            office(table, states=states).resubmit(made, "branch")
    assert (table.rows, states.answers) == (before, [])
    for picture in ("document_front", "selfie"):
        arrived = Upload(attempt=2, picture=picture, key=picture, version="v", media_type="image/png", sequencer="1")
        case_pictures.let_count(table, one, arrived)
    office(table, states=states).resubmit(made, "branch")
    assert (table.meta(one).attempts, table.meta(one).status, len(states.answers)) == (2, "running", 1)
    office(table, states=states).resubmit(made, "branch")  # repeated, it changes nothing
    assert (table.meta(one).attempts, len(states.answers)) == (2, 1)


def test_a_decision_reads_the_case_twice_and_nothing_else() -> None:
    """Once to decide on, once to see what others decided meanwhile; META, the review and the record's head with it."""
    table, states = MemoryOnboarding(), Executions("token")
    one = table.put(application(), status="awaiting_review", execution_arn="arn")["application_id"]
    table.ask_reviewers(one)
    seen = rules.evidence(table.case(one))
    table.reads.clear()
    review = office(table, states=states).decide(one, "approved", reason="RISK_ACCEPTED", reviewer="eva", evidence=seen)
    assert table.reads == ["", ""]
    assert (review["status"], review["decisions"][0]["decision"]) == ("decided", "approved")
    assert states.answers == [("token", {"review_id": f"{one}-review-001"})]


def test_who_asks_for_what_there_is_not_is_refused() -> None:
    table, states = MemoryOnboarding(), Executions()
    one = table.put(application(), status="awaiting_review", execution_arn="arn")["application_id"]
    with pytest.raises(DecisionRefused, match="a decision is one of approved"):
        office(table, states=states).decide(one, "perhaps", reason="X", reviewer="eva", evidence="0" * 8)


def test_production_takes_no_test_values() -> None:
    with pytest.raises(InvalidApplication, match="this is production"):
        office(MemoryOnboarding(), stage="production").submit(application(sandbox={}), "branch")


def test_a_liveness_session_is_kept_with_the_attempt_it_is_for(rekognition: Any) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status="awaiting_documents", awaits=2)["application_id"]
    table.ask(one, Request(number=2, pictures=("selfie",)))
    with Stubber(rekognition) as stub:
        stub.add_response("create_face_liveness_session", {"SessionId": SESSION})
        assert office(table, rekognition).liveness_session(one) == SESSION
    assert [row["session_id"] for row in table.starting(one, "LIVENESS#002#")] == [SESSION]


def test_the_picture_of_a_session_in_another_region_is_taken_where_the_session_is_this_applications() -> None:
    table, kept = MemoryOnboarding(), list[Any]()
    one = table.put(application(), status="awaiting_documents", awaits=2)["application_id"]
    table.ask(one, Request(number=2, pictures=("selfie",)))
    table.add_liveness_session(one, 2, 1, SESSION)
    s3 = SimpleNamespace(put_object=lambda **given: kept.append(given))
    found = {"Status": "SUCCEEDED", "ReferenceImage": {"Bytes": b"a picture"}}
    rekognition = SimpleNamespace(get_face_liveness_session_results=lambda **_: found)
    documents = Documents("documents", "key-1", s3, lambda: rekognition, is_elsewhere=True)
    here = DirectOnboarding(None, {"Stage": "local"}, table, SimpleNamespace(), documents)  # type: ignore[arg-type]
    with pytest.raises(NoSessionPicture, match="was not opened for"):
        here.take_session_picture(one, "22222222-2222-4333-8444-555555555555")
    assert kept == []
    here.take_session_picture(one, SESSION)
    [picture] = kept
    assert (picture["Key"], picture["Body"], picture["ContentType"]) == (
        f"{one}/002/selfie",
        b"a picture",
        "image/jpeg",
    )
    found["Status"] = "FAILED"
    with pytest.raises(NoSessionPicture, match="has failed"):
        here.take_session_picture(one, SESSION)


def test_liveness_is_not_simulated() -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status="awaiting_documents", awaits=1)["application_id"]
    table.ask(one, Request(number=1, pictures=("selfie",)))
    with pytest.raises(RequestRefused, match=r"sandbox's face\.liveness"):
        office(table).liveness_session(one)


@pytest.mark.parametrize("given", ["", "a" * 3000, "demo-1\n", "#", "demo/1"])
def test_an_id_that_no_application_has_is_not_looked_for(given: str) -> None:
    nowhere = office(MemoryOnboarding())
    for ask in (nowhere.show, nowhere.liveness_session):
        with pytest.raises(UnknownApplication, match="cannot be an application's id: the bank's own reference"):
            ask(given)
    with pytest.raises(UnknownApplication):
        nowhere.clear_hit(given, "ofac-1", reason="FALSE_POSITIVE", reviewer="eva", evidence="0" * 8)


def test_nobody_submits_nothing() -> None:
    table, states = MemoryOnboarding(), Executions()
    for nobody in ("", " ", "--", "eva\u200b"):
        with pytest.raises(InvalidName):
            office(table, states=states).submit(application(), nobody)
    assert (table.rows, states.started) == ({}, [])


def test_a_picture_without_end_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(10**12)  # takes no room on the disk
    with pytest.raises(UnusableFile, match=r"large\.jpg is too large: give a file of at most 10,"):
        office(MemoryOnboarding()).upload("demo-1", {"selfie": large})


@pytest.mark.parametrize("status", ["running", "awaiting_review", "failed"])
def test_an_address_is_given_only_while_its_picture_is_asked_for(status: str) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status=status, awaits=1)["application_id"]
    table.ask(one, Request(number=1, pictures=("selfie",)))
    for ask in (lambda: office(table).upload_addresses(one, {"selfie": ("image/png", 9)}),
                lambda: office(table).liveness_session(one)):  # fmt: skip
        with pytest.raises(NotWaiting, match=f"is not asked for selfie now: it is {status}"):
            ask()


def test_no_more_addresses_are_given_than_pictures_are_looked_at() -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status="awaiting_documents", awaits=1)["application_id"]
    table.ask(one, Request(number=1, pictures=("selfie",)))
    for number in range(case_pictures.most_uploads()):
        case_pictures.keep(table, one, Upload(attempt=1, picture="selfie", key="k", version=f"v{number}"))
    with pytest.raises(NotWaiting, match="20 pictures were sent"):
        office(table).upload_addresses(one, {"selfie": ("image/png", 9)})


def test_no_more_sessions_are_opened_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    table, opened = MemoryOnboarding(), list[int]()
    one = table.put(application(), status="awaiting_documents", awaits=1)["application_id"]
    table.ask(one, Request(number=1, pictures=("selfie",)))
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)

    def session(_application: str, _attempt: int, number: int) -> str:
        opened.append(number)
        return f"session-{number}"

    documents: Any = SimpleNamespace(liveness_session=session)
    here = DirectOnboarding(None, {"Stage": "local"}, table, SimpleNamespace(), documents)  # type: ignore[arg-type]
    for number in range(1, most := case_pictures.most_uploads()):
        table.begin_liveness_session(one, 1, number)
    sessions, meanwhile = table.liveness_sessions, list[str]()

    def read(*given: Any) -> list[str]:
        """Another call asks for the last one between reading and writing."""
        found = sessions(*given)
        if not meanwhile:
            meanwhile.append("another call")
            meanwhile[0] = here.liveness_session(one)
        return found

    monkeypatch.setattr(table, "liveness_sessions", read)
    with pytest.raises(NotWaiting, match=f"{most} pictures were sent"):
        here.liveness_session(one)
    assert (opened, meanwhile) == ([most], [f"session-{most}"])


def test_a_decided_application_needs_no_selfie(rekognition: Any) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status="declined", submitted_at=timestamp())["application_id"]
    with pytest.raises(NotWaiting, match="it is declined"):
        office(table, rekognition).liveness_session(one)
    with pytest.raises(UnknownApplication):
        office(table, rekognition).liveness_session("nobody-1")


@pytest.mark.parametrize("damage", [{"reasons": "[not JSON"}, {"attempts": None}, {"submitted_at": "yesterday"}])
def test_one_item_that_cannot_be_read_keeps_no_other_from_the_list(damage: dict[str, Any]) -> None:
    table = MemoryOnboarding()
    broken, whole = (
        table.put(application(), status="declined", submitted_at=timestamp())["application_id"] for _ in range(2)
    )
    row = table.rows[broken, "META"] | damage
    table.rows[broken, "META"] = {name: value for name, value in row.items() if value is not None}
    states = SimpleNamespace(get_paginator=lambda _: None)
    listed = {row["application_id"]: row["reasons"] for row in office(table, states=states).list()}
    assert listed == {broken: ["UNREADABLE"], whole: []}


def who(principal: str, *, local: bool = True) -> Any:
    """A target whose caller AWS knows so."""
    given = {"name": "aws", "stack": "kyc", "region": None, "profile": None, "local": local}
    return SimpleNamespace(**given, principal=lambda: principal)


def test_the_api_alone_sends_dead_letters_back_on_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queues, "connect", lambda **_: SimpleNamespace(check=str))
    with pytest.raises(BackOfficeError, match="without --direct, kyc queues redrive webhooks"):
        Direct(who("direct:arn:eva", local=False), "eva").redrive("webhooks")


def test_what_is_done_with_credentials_of_aws_says_so_in_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    table, states, principal = MemoryOnboarding(), Executions("token"), "direct:arn:aws:iam::1:user/eva"
    where = who(principal)
    documents, outputs = Documents("documents", "key-1", s3=None, rekognition=None), {"Stage": "local"}
    outputs["OnboardingStateMachineArn"] = "arn:stateMachine:kyc-onboarding"
    customers: Any = SimpleNamespace(account=lambda _: None, blocks=lambda _: [])
    seals: Any = SimpleNamespace(latest=lambda _: None)
    queues = SimpleNamespace(check=str, redrive=lambda _: 2)
    office = DirectOnboarding(states, outputs, table, customers, documents, where.principal)
    for kind, found in ((DirectOnboarding, office), (Records, Records(table, seals)), (Queues, queues)):
        monkeypatch.setattr(kind, "connect", lambda found=found, **_: found)
    one = Direct(where, "branch").submit(application())
    table.ask_reviewers(one)
    table.update(one, "META", {"status": "awaiting_review", "rating": "medium"})
    eva = Direct(where, "eva", senior=True)
    seen = eva.show(one)["review"]["evidence"]
    with pytest.raises(NotAllowed):  # one principal is one person, under whatever name
        eva.decide(one, "approved", reason="DOCUMENTS_SEEN", evidence=seen)
    assert eva.show(one, details=True)["evidence"] == seen
    record = eva.decision_record(one)["record"]
    assert [entry["item"].split("#")[0] for entry in record["entries"] if is_direct(entry)] == [
        "APPLICATION", "EVIDENCE", "LOOK", "LOOK",
    ]  # fmt: skip
    assert eva.redrive("webhooks") == {"sent": None, "asked_by": ["eva"]}
    assert Direct(where, "max").redrive("webhooks")["sent"] is None  # one principal is one person
    kept = [row for (partition, _), row in table.rows.items() if partition == operations.PARTITION and "what" in row]
    assert [(row["what"], row["by"], row["principal"]) for row in kept] == [
        ("redrive webhooks", "eva", principal), ("redrive webhooks", "max", principal)
    ]  # fmt: skip


def test_with_credentials_of_aws_it_takes_two_people_where_it_does_through_the_api(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them may ask one way and the other the other way, where the settings say whose credentials they are."""
    monkeypatch.setenv(STAFF_PRINCIPALS, json.dumps({"arn:eva": "eva"}))
    refreshed = list[Any]()

    def refresh(*by: Any) -> dict[str, str]:
        refreshed.append(by)
        return {"outcome": "published"}

    lists = SimpleNamespace(check=list, refresh=refresh)
    queues, seals = api.bank.queues, SimpleNamespace()
    for kind, found in ((Records, Records(api.table, seals)), (Queues, queues), (Watchlists, lists)):  # type: ignore[arg-type]
        monkeypatch.setattr(kind, "connect", lambda found=found, **_: found)
    where = who("direct:arn:eva")
    eva = Direct(where, "eva")
    assert eva.redrive("webhooks") == {"sent": None, "asked_by": ["eva"]}
    assert api.call("POST", "/queues/webhooks/redrive", "olga", Role.OPERATOR).body == {
        "sent": 2, "asked_by": ["eva", "olga"]
    }  # fmt: skip
    ofac, un = f"ofac:{'0a' * 16}", f"un:{'0b' * 16}"
    assert eva.refresh([ofac]) == {"report": None, "asked_by": ["eva"]}
    api.call("POST", "/watchlists/refresh", "olga", Role.OPERATOR, body={"accept": [un]})
    assert refreshed == api.functions.called == []
    assert eva.refresh([un]) == {"report": {"outcome": "published"}, "asked_by": ["eva", "olga"]}
    assert eva.refresh() == {"report": {"outcome": "published"}, "asked_by": ["eva"]}
    assert refreshed == [("eva", [un]), ("eva",)]
