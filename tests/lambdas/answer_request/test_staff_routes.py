"""The routes that staff use beside cases' reviews: alerts, the bank's own list, monitoring, watchdog, liveness."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.cases import operations, record, watchdog
from lambdas.shared.cases.items import Request
from lambdas.shared.cases.vouched import LOOK, OPINION
from lambdas.shared.monitoring import unblocking
from lambdas.shared.reviews.supplement import PARTITION
from lambdas.shared.runtime.clock import today
from tests.api import Api, event
from tests.applications import SAMPLES, application
from tests.monitoring import Monitored

REVIEWER, SENIOR, AUDITOR, OPERATOR = Role.REVIEWER, Role.SENIOR_REVIEWER, Role.AUDITOR, Role.OPERATOR
PARTY = json.loads((SAMPLES / "later" / "party.json").read_text(encoding="utf-8"))
SESSION = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return Api(monkeypatch, "token")


@pytest.fixture
def monitored(api: Api, monkeypatch: pytest.MonkeyPatch) -> Monitored:
    """The same bank with a customer who is monitored."""
    made = Monitored(monkeypatch)
    api.bank = replace(api.bank, table=made.table, customers=made.customers)
    return made


def test_a_report_is_said_once_by_whom_the_token_says(api: Api, monitored: Monitored) -> None:
    one = monitored.confirmed()
    for reference, subject in (("BaFin-4711", "eva"), ("BaFin-4712", "max")):
        body = {"reference": reference}
        told = api.call("POST", f"/applications/{one}/report", subject, REVIEWER, body=body).body
        assert told == {"reference": "BaFin-4711", "reported_by": "eva"}
    nothing_due = api.call("POST", f"/applications/{monitored.of}/report", "eva", REVIEWER, body={"reference": "X"})
    assert nothing_due.status == 409
    assert api.call("POST", f"/applications/{one}/report", "eva", REVIEWER, body={"reference": "a\nb"}).status == 422


def test_of_a_monitoring_case_there_is_no_explanation_and_no_report_by_who_submitted_the_customer(
    api: Api, monitored: Monitored
) -> None:
    one, both = monitored.confirmed(), (Role.SUBMITTER, REVIEWER)
    refused = api.call("POST", f"/applications/{one}/report", "branch", *both, body={"reference": "never made"})
    assert (refused.status, refused.body["type"]) == (403, "urn:kyc:not-allowed")
    refused = api.call("GET", f"/applications/{one}/explanation", "branch", *both)
    assert (refused.status, refused.body["type"]) == (422, "urn:kyc:request-refused")


def test_two_people_unblock_one_of_them_senior_and_core_banking_is_asked_by_the_function(
    api: Api, monitored: Monitored
) -> None:
    one = monitored.confirmed()
    seen = api.call("GET", f"/applications/{one}", "eva", REVIEWER).etag

    def unblock(subject: str, role: Role, etag: str = seen) -> Any:
        given: Any = {"body": {"reason": "DELISTED"}, "headers": {"If-Match": etag}}
        return api.call("POST", f"/applications/{one}/unblocking", subject, role, **given)

    assert unblock("eva", REVIEWER, f'"{"0" * 64}"').status == 412
    assert unblock("eva", REVIEWER).body == {"by": ["eva"], "decided": False, "unblocked": False}
    assert unblock("Eva", SENIOR).body["decided"] is False  # the same person
    assert unblock("max", REVIEWER).status == 403
    assert api.functions.called == []
    assert unblock("ada", SENIOR).body == {"by": ["eva", "ada"], "decided": True, "unblocked": False}
    assert [(place, made["application_id"]) for place, made in api.functions.called] == [("arn:unblock", one)]
    kept = [kept.details for kept in monitored.table.case(one).linked if kept.step == unblocking.STEP]
    assert [(row["principal"], row["senior"]) for row in kept] == [("token:eva", False), ("token:ada", True)]
    monitored.unblock(one)
    assert unblock("ada", SENIOR).body["unblocked"] is True
    assert len(api.functions.called) == 1


def test_two_people_put_a_party_on_the_banks_own_list_and_take_it_off_again(api: Api) -> None:
    def add(subject: str, role: Role = REVIEWER) -> Any:
        given = {"party": PARTY, "reason": "NOT_PUBLISHED_YET"}
        return api.call("POST", "/watchlists/supplement", subject, role, body=given).body

    def remove(subject: str, role: Role, etag: str) -> Any:
        given: Any = {"body": {"reason": "ENTERED_IN_ERROR"}, "headers": {"If-Match": f'"{etag}"'}}
        return api.call("POST", f"/watchlists/supplement/{PARTY['id']}/removal", subject, role, **given)

    first = add("eva")
    assert (first["by"], first["decided"], first["run"]) == (["eva"], False, None)
    assert add("eva") == first
    second = add("max")
    assert (second["by"], second["decided"]) == (["eva", "max"], True)
    [(function, begun)] = api.functions.called
    assert (function, begun["run"], begun["asked_by"], begun["principal"]) == (
        "arn:refresh", second["run"], "max", "token:max"
    )  # fmt: skip
    [row] = api.call("GET", "/watchlists/supplement", "ada", AUDITOR).body["parties"]
    assert (row["party"], row["evidence"]) == (PARTY, first["evidence"])
    assert remove("eva", REVIEWER, "0" * 64).status == 412
    assert remove("eva", REVIEWER, row["evidence"]).body["decided"] is False
    assert remove("max", REVIEWER, row["evidence"]).status == 403
    assert remove("ada", SENIOR, row["evidence"]).body["decided"] is True
    assert api.call("GET", "/watchlists/supplement", "eva", REVIEWER).body["parties"] == []
    entries = record.entries(api.table.items(PARTITION))
    principals = [row["principal"] for row in entries if row["item"].startswith(OPINION)]
    assert principals == ["token:eva", "token:max", "token:eva", "token:ada"]


def test_a_party_or_a_reason_that_is_none_is_named(api: Api) -> None:
    body = {"party": PARTY | {"names": ["<script>" * 40]}, "reason": "NOT_PUBLISHED_YET"}
    refused = api.call("POST", "/watchlists/supplement", "eva", REVIEWER, body=body)
    assert refused.status == 422
    assert refused.body["errors"][0]["field"] == "party.names.0"
    assert "script" not in refused.text
    unknown = api.call("POST", "/watchlists/supplement", "eva", REVIEWER, body={"party": PARTY, "reason": "BECAUSE"})
    assert unknown.status == 422
    assert api.functions.called == []


@pytest.mark.parametrize("day", ["2026-13-01", "20261126", "today", "2026-W01-1", "0x10"])
def test_a_day_that_is_none_is_refused(api: Api, day: str) -> None:
    assert api.call("GET", f"/monitoring/coverage/{day}", "ada", AUDITOR).body["errors"] == [
        {"field": "day", "rule": "must be a date as YYYY-MM-DD"}
    ]


def test_a_day_without_a_certificate_has_a_problem(api: Api) -> None:
    found = api.call("GET", f"/monitoring/coverage/{today()}", "ada", AUDITOR).body
    assert (found["certificates"], found["sealed"]) == ([], None)
    assert found["problems"][0].startswith("no certificate on ")
    assert api.call("GET", "/monitoring/runs", "olga", OPERATOR).body == {"runs": []}


def test_a_run_of_the_monitoring_is_begun_by_an_operator_and_is_in_the_operators_record(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(api.states, "start_execution", lambda **given: begun.append(given))
    run = api.call("POST", "/monitoring/runs", "olga", OPERATOR, body={"what": "sweep"}).body["run"]
    [given] = begun
    assert (given["name"], json.loads(given["input"])) == (run, {"what": "sweep", "asked_by": "olga"})
    [entry] = record.entries(api.table.items(operations.PARTITION))
    assert (entry["by"], entry["principal"], entry["what"]) == ("olga", "token:olga", "monitoring sweep")
    assert api.call("GET", f"/monitoring/runs/{run}", "olga", OPERATOR).body["status"] == "RUNNING"
    assert api.call("GET", "/monitoring/runs/demo-1001", "olga", OPERATOR).status == 404
    assert api.call("POST", "/monitoring/runs", "olga", OPERATOR, body={"what": "all"}).status == 422


def test_the_watchdogs_report_is_read_by_who_asked_for_it(api: Api) -> None:
    run = api.call("POST", "/watchdog", "olga", OPERATOR).body["run"]
    assert api.call("GET", f"/watchdog/{run}", "olga", OPERATOR).status == 404
    watchdog.keep(api.table, {"run": run, "asked_by": "olga"}, report={"findings": []})
    assert api.call("GET", f"/watchdog/{run}", "olga", OPERATOR).body == {"report": {"findings": []}, "error": None}
    assert api.call("GET", f"/watchdog/{run}", "omar", OPERATOR).status == 404
    watchdog.keep(api.table, {"run": run, "asked_by": "olga"}, error="StoreUnavailable")
    assert api.call("GET", f"/watchdog/{run}", "olga", OPERATOR).body == {"report": None, "error": "StoreUnavailable"}


def test_what_the_customer_may_know_is_read_by_its_submitter_and_staff_and_each_look_is_kept(api: Api) -> None:
    one = api.under_review(application())
    for subject, role in (("branch-12", Role.SUBMITTER), ("eva", REVIEWER)):
        found = api.call("GET", f"/applications/{one}/explanation", subject, role).body
        assert found["told"] == "We are working on your application."
        assert {"what": "Where you live", "answer": found["considered"][1]["answer"]} == found["considered"][1]
    assert api.call("GET", f"/applications/{one}/explanation", "branch-13").status == 404
    looks = [(row["by"], row["what"]) for row in api.table.starting(one, LOOK)]
    assert looks == [("branch-12", "read_explanation"), ("eva", "read_explanation")]


def test_liveness_is_for_who_sends_the_selfie_while_it_is_asked_for(api: Api) -> None:
    one, other = (str(api.submit(application()).body["application_id"]) for _ in range(2))
    applicant = Caller(f"applicant:{one}", frozenset({Role.APPLICANT}), one)

    def call(path: str) -> Any:
        return api.send(event("POST", path, applicant))

    waits = call(f"/applications/{one}/liveness")
    assert (waits.status, waits.body["detail"]) == (409, "these pictures are not asked for now")
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 1})
    api.table.ask(one, Request(number=1, pictures=("selfie",)))
    assert call(f"/applications/{one}/liveness").body["type"] == "urn:kyc:no-liveness"  # of the local cloud
    found = {"Status": "SUCCEEDED", "ReferenceImage": {"Bytes": b"a picture"}}
    kept: list[Any] = []
    rekognition = SimpleNamespace(
        create_face_liveness_session=lambda **_: {"SessionId": SESSION},
        get_face_liveness_session_results=lambda **_: found,
    )
    documents = replace(api.bank.documents, rekognition=lambda: rekognition, is_elsewhere=True)
    documents = replace(documents, s3=SimpleNamespace(put_object=lambda **given: kept.append(given["Key"])))
    api.bank = replace(api.bank, documents=documents)
    assert call(f"/applications/{one}/liveness/{SESSION}").status == 409  # opened for nobody
    assert call(f"/applications/{one}/liveness").body == {"session_id": SESSION}
    taken = call(f"/applications/{one}/liveness/{SESSION}")
    assert (taken.status, taken.text, kept) == (204, "", [f"{one}/001/selfie"])
    assert call(f"/applications/{other}/liveness").status == 404
