"""A restart takes two operators and an execution that has ended, which changes nothing any more."""

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from lambdas.check_document.handler import handler as check_document
from lambdas.compare_faces.handler import handler as compare_faces
from lambdas.poll_address_check.handler import handler as poll_address_check
from lambdas.record_failure.handler import handler as record_failure
from lambdas.record_outcome.handler import handler as record_outcome
from lambdas.request_address_check.handler import handler as request_address_check
from lambdas.request_documents.handler import handler as request_documents
from lambdas.request_review.handler import handler as request_review
from lambdas.search_adverse_media.handler import handler as search_adverse_media
from lambdas.shared.access.roles import Role
from lambdas.shared.accounts import standing
from lambdas.shared.accounts.standing import Asked as Opening
from lambdas.shared.cases import operations, restarts
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request
from lambdas.shared.cases.vouched import Said
from lambdas.shared.onboardings import timeline
from lambdas.shared.onboardings.onboardings import Onboardings
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.errors import Conflict, InternalError, OnboardingFailed
from lambdas.validate_application.handler import handler as validate_application
from tests.api import Api, Executions, Reply
from tests.applications import application
from tests.attacks.forging import forge_step
from tests.attacks.test_requests import meanwhile
from tests.memory import Events, entered
from tests.sandbox import SANDBOX

Row = dict[str, Any]
WHY = {"reason": "its code is mended"}
FAILED: Row = {"error": "ProviderRejected", "cause": "no", "redrive_count": 0}


class Ended(Executions):
    """Step Functions that says of each execution how it is, RUNNING where a test says nothing else."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.ended: dict[str, str] = {}

    def describe_execution(self, **asked: str) -> Row:
        return {"status": self.ended.get(asked["executionArn"].rpartition(":")[2], "RUNNING")}


class Bank(Api):
    """The API, and the functions of the workflow behind it."""

    states: Ended

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(monkeypatch, "token")
        self.states, self.alerts, self.events = Ended("token"), list[Row](), Events(monkeypatch)
        self.bank = replace(self.bank, states=self.states)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
        for name, value in SANDBOX.items():
            monkeypatch.setenv(name, value)

        def alert(subject: str, **facts: Any) -> None:
            self.alerts.append(facts)

        for module in ("cases.failure", "accounts.gate"):
            monkeypatch.setattr(f"lambdas.shared.{module}.alert", alert)
        monkeypatch.setattr("lambdas.record_failure.handler.alert", alert)

    def failed(self) -> str:
        """An application that was submitted, and whose execution failed."""
        one = str(self.submit(application()).body["application_id"])
        self.fails(one)
        return one

    def fails(self, one: str) -> None:
        name = self.table.meta(one).execution
        with pytest.raises(OnboardingFailed):
            record_failure(FAILED | {"application_id": one, "run": name}, None)
        self.states.ended[name] = "FAILED"

    def restart(self, one: str, *subjects: str) -> Reply:
        """What the last of them is answered."""
        path = f"/applications/{one}/restart"
        return [self.call("POST", path, each, Role.OPERATOR, body=WHY) for each in subjects or ("olga", "omar")][-1]

    def about(self, one: str, run: str, **more: Any) -> Row:
        return {"application_id": one, "run": run, **self.table.about(one), **more}


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_two_operators_start_a_failed_case_again_and_the_record_says_who_why_and_which(bank: Bank) -> None:
    one = bank.failed()
    before = rules.evidence(bank.table.case(one))
    assert bank.restart(one, "olga", "olga").body == {"execution": None, "asked_by": ["olga"]}
    assert bank.table.meta(one).status == "failed"
    done = {"execution": f"{one}_r2", "asked_by": ["olga", "omar"]}
    assert bank.restart(one, "omar").body == done
    case = bank.table.case(one)
    assert (case.meta.status, case.meta.execution, bank.states.started) == ("running", f"{one}_r2", [one, f"{one}_r2"])
    assert str(case.meta.execution_arn).endswith(f":{one}_r2")
    kept = restarts.last(case.linked)
    assert kept
    assert kept.result == {"execution": f"{one}_r2", "before": one}
    assert [(by["name"], by["note"]) for by in kept.details["asked_by"]] == [
        ("olga", WHY["reason"]), ("omar", WHY["reason"])
    ]  # fmt: skip
    assert (case.is_whole, rules.evidence(case)) == (True, before)
    assert [*timeline.lines(case.entries)][-1]["result"] == f"{one}_r2"
    assert bank.restart(one, "omar").body == bank.restart(one, "olga").body == done  # said again, it is done
    assert bank.states.started == [one, f"{one}_r2"]
    assert "is at work" in bank.restart(one, "otto").body["detail"]


def test_a_restarted_case_fails_and_is_restarted_anew(bank: Bank) -> None:
    one = bank.failed()
    bank.restart(one)
    bank.fails(one)
    case = bank.table.case(one)
    assert [row["item"] for row in case.failures] == ["FAILURE#000", "FAILURE#r2-000"]
    assert [alert["error"] for alert in bank.alerts] == ["ProviderRejected"] * 2
    assert len({event["event_id"] for event in bank.events.of("OnboardingFailed")}) == 2
    assert bank.restart(one).body["execution"] == f"{one}_r3"


REFUSED = {
    "at work": ("running", "RUNNING"),
    "waits for the applicant": ("awaiting_documents", "RUNNING"),
    "waits for reviewers": ("awaiting_review", "RUNNING"),
    "redriven": ("failed", "RUNNING"),
    "a child that is redriven": ("failed", "PENDING_REDRIVE"),
    "onboarded": ("onboarded", "SUCCEEDED"),
    "declined": ("declined", "SUCCEEDED"),
}


@pytest.mark.parametrize(("status", "execution"), REFUSED.values(), ids=REFUSED)
def test_what_is_at_work_or_decided_is_not_restarted(bank: Bank, status: str, execution: str) -> None:
    one = bank.failed()
    bank.table.update(one, "META", {"status": status})
    bank.states.ended[one] = execution
    for subject in ("olga", "omar"):
        refused = bank.restart(one, subject)
        assert (refused.status, refused.body["type"]) == (409, "urn:kyc:not-restartable")
        assert f"{one} is {status}" in refused.body["detail"]
    assert not bank.table.items(operations.PARTITION)
    assert bank.states.started == [one]


@pytest.mark.parametrize("execution", ["ABORTED", "TIMED_OUT", "SUCCEEDED"])
@pytest.mark.parametrize("status", ["running", "awaiting_documents", "awaiting_review"])
def test_what_is_stuck_is_restarted_and_its_questions_are_closed(bank: Bank, status: str, execution: str) -> None:
    one = str(bank.submit(application()).body["application_id"])
    bank.table.ask_reviewers(one)
    bank.table.ask(one, Request(number=1, task_token="token"))
    bank.table.update(one, "META", {"status": status, "awaits": 1})
    bank.states.ended[one] = execution
    assert bank.restart(one).body["execution"] == f"{one}_r2"
    case = bank.table.case(one)
    assert (case.meta.status, case.reviews[0].status, case.requests[0].status) == ("running", "closed", "closed")


def test_what_was_never_started_is_not_restarted(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("lambdas.shared.cases.waiting.start", lambda *_: True)
        one = str(bank.submit(application()).body["application_id"])
    assert "has not been started yet" in bank.restart(one).body["detail"]


@pytest.mark.parametrize(
    "body", [None, {}, {"reason": ""}, {"reason": "x" * 501}, {"reason": "a\u202eb"}, {"who": "olga"}]
)
def test_a_restart_says_why(bank: Bank, body: Any) -> None:
    one = bank.failed()
    assert bank.call("POST", f"/applications/{one}/restart", "olga", Role.OPERATOR, body=body).status in (415, 422)


def test_only_operators_restart_and_nobody_learns_what_there_is(bank: Bank) -> None:
    one = bank.failed()
    for role in Role:
        if role is not Role.OPERATOR:
            assert bank.call("POST", f"/applications/{one}/restart", "eva", role, body=WHY).status == 403
    assert bank.restart("nobody-1").status == 404
    assert bank.restart(f"{one}_r2").status == 404  # no application has such an id


@pytest.mark.parametrize("where", ["starting", "append", "attempt"])
def test_what_one_operator_says_serves_one_other_alone(bank: Bank, where: str) -> None:
    one = bank.failed()
    assert bank.restart(one, "olga").body["execution"] is None
    with meanwhile(bank.table, where, lambda: bank.restart(one, "omar")) as replies:
        late = bank.restart(one, "otto")
    assert replies[0].body["execution"] == f"{one}_r2"
    assert late.body.get("execution") is None
    assert bank.states.started == [one, f"{one}_r2"]
    assert len(bank.table.case(one).evidence_of(Said.RESTART)) == 1


def test_late_calls_of_the_execution_before_change_nothing(bank: Bank) -> None:
    one = bank.failed()
    bank.restart(one)
    bank.alerts.clear()
    before = {key: row for key, row in bank.table.rows.items() if key[0] == one}
    asks = {"stage": "first", "seconds": 60, "task_token": "old", **entered()}
    review = {"identity_reasons": [], "risk_reasons": [], "rating": "low", "due_diligence": "standard"}
    assert request_review(bank.about(one, one, **asks, **review), None) == {"asked": True}
    wanted = {"request": {"attempt": 1, "pictures": ["selfie"], "reasons": ["FACE_DARK"]}}
    assert request_documents(bank.about(one, one, **asks, **wanted), None) == {"asked": True}
    for outcome in ("declined", "onboarded"):
        decided: Row = {"outcome": outcome, "reasons": [], "rating": "low"}
        with pytest.raises(Conflict):
            record_outcome(bank.about(one, one, **decided), None)
    with pytest.raises(Conflict, match="is worked on by the execution"):
        validate_application({"application_id": one, "run": one, "definition": "test"}, None)
    assert {key: row for key, row in bank.table.rows.items() if key[0] == one} == before
    for redrive in (0, 1):  # as by whoever redrives it in the console
        with pytest.raises(OnboardingFailed, match="by another execution"):
            record_failure(FAILED | {"application_id": one, "run": one, "redrive_count": redrive}, None)
    assert (bank.table.meta(one).status, len(bank.alerts)) == ("running", 1)


def test_a_failure_that_is_just_being_recorded_is_not_the_next_execution_s(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call of record_failure that was given up: the case is restarted, and asks reviewers, before it goes on."""
    one = bank.under_review(application())
    bank.states.ended[one] = "ABORTED"
    read = bank.table.case

    def late(application_id: str) -> Any:
        found = read(application_id)
        monkeypatch.setattr(bank.table, "case", read)
        bank.restart(one)
        review = {"identity_reasons": [], "risk_reasons": [], "rating": "low", "due_diligence": "standard"}
        asks = {"stage": "first", "seconds": 60, "task_token": "new", **entered()}
        request_review(bank.about(one, f"{one}_r2", **asks, **review), None)
        return found

    monkeypatch.setattr(bank.table, "case", late)
    with suppress(OnboardingFailed):
        record_failure(FAILED | {"application_id": one, "run": one}, None)
    case = read(one)
    assert (case.meta.status, case.meta.execution, case.reviews[0].status) == (
        "awaiting_review", f"{one}_r2", "pending"
    )  # fmt: skip


def opening(bank: Bank, one: str, execution: str) -> list[standing.Problem]:
    about = bank.table.about(one)
    return [*standing.of_case(bank.table.case(one), Opening(1, about["content_sha256"], execution))]


def test_an_account_is_opened_by_the_execution_that_the_record_names_alone(bank: Bank) -> None:
    one = bank.failed()
    bank.table.keep(one, standing.VALIDATED, f"{one}#001", Evidence({"verdict": "pass"}), "2026")
    bank.restart(one)
    assert opening(bank, one, f"{one}_r2") == []
    assert opening(bank, one, one) == ["ANOTHER_EXECUTION"]
    bank.table.update(one, "META", {"restarted_as": f"{one}_r3"})
    assert opening(bank, one, f"{one}_r3") == opening(bank, one, f"{one}_r2") == ["ANOTHER_EXECUTION"]


def by(*names: str) -> Evidence:
    asked = [{"name": name, "principal": f"token:{name}", "note": ""} for name in names]
    return Evidence({"execution": "x_r2", "before": "x"}, details={"asked_by": asked, "principal": ""})


def test_a_restart_that_nobody_said_or_one_person_alone_opens_nothing(bank: Bank) -> None:
    one = str(bank.submit(application()).body["application_id"])
    bank.table.keep(one, standing.VALIDATED, f"{one}#001", Evidence({"verdict": "pass"}), "2026")
    forge_step(bank.table, one, Said.RESTART, f"{one}_r2", by("olga", "omar"))
    bank.table.update(one, "META", {"restarted_as": f"{one}_r2"})
    assert "RECORD_CHANGED" in opening(bank, one, f"{one}_r2")
    other = str(bank.submit(application()).body["application_id"])
    bank.table.keep(other, standing.VALIDATED, f"{other}#001", Evidence({"verdict": "pass"}), "2026")
    assert bank.table.keep(other, Said.RESTART, f"{other}_r2", by("olga", "Olga"), "2026")
    bank.table.update(other, "META", {"restarted_as": f"{other}_r2"})
    assert opening(bank, other, f"{other}_r2") == ["ANOTHER_EXECUTION"]


def test_what_reviewers_declined_and_could_not_be_recorded_ends_as_declined(bank: Bank) -> None:
    one = bank.under_review(application())
    bank.decide(one, "eva", decision="declined", reason="NOT_PLAUSIBLE")
    assert bank.states.answers
    bank.fails(one)
    assert bank.restart(one).body["execution"] == f"{one}_r2"
    kept = restarts.last(bank.table.case(one).linked)
    assert kept
    assert kept.result["declined"] == "medium"
    run = f"{one}_r2"
    found = validate_application({"application_id": one, "run": run, "definition": "test"}, None)
    assert (found["verdict"], found["rating"]) == ("declined", "medium")
    decided: Row = {"outcome": "declined", "reasons": ["DECLINED_BY_REVIEWER"], "rating": "medium"}
    record_outcome(bank.about(one, run, **decided), None)
    assert bank.table.meta(one).status == "declined"


@pytest.mark.parametrize("decision", ["approved", "none"])
def test_what_nobody_declined_is_looked_at_anew(bank: Bank, decision: str) -> None:
    one = bank.under_review(application())
    if decision != "none":
        bank.decide(one, "eva", decision=decision)
    bank.fails(one)
    bank.restart(one)
    found = validate_application({"application_id": one, "run": f"{one}_r2", "definition": "test"}, None)
    assert (found["verdict"], found["rating"]) == ("pass", "unrated")


PAID = {
    "check_document": (check_document, "document_reader", "check_document"),
    "compare_faces": (compare_faces, "face_matcher", "compare_faces"),
    "search_adverse_media": (search_adverse_media, "news_search", "search_adverse_media"),
}


@pytest.mark.parametrize(("function", "port", "step"), PAID.values(), ids=PAID)
def test_what_was_paid_for_is_not_asked_again(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, function: Any, port: str, step: str
) -> None:
    one = str(bank.submit(application()).body["application_id"])
    case_pictures.freeze(bank.table, bank.table.case(one), 1)
    before = function(bank.about(one, "child-1"), None)
    bank.fails(one)
    function(bank.about(one, "child-2"), None)  # not restarted yet: the provider is asked
    bank.restart(one)

    def asked() -> Any:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr(f"lambdas.{step}.handler.{port}", asked)
        assert function(bank.about(one, "child-3"), None) == before
        first, second, third = sorted(bank.table.evidence(one, f"{step}#"), key=lambda kept: kept.number)
        assert third.details.pop("answer_of") == second.hash
        assert (third.details, third.findings) == (first.details, first.findings)
        with pytest.raises(Conflict, match="other content"):
            function(bank.about(one, "child-4") | {"content_sha256": "0" * 64}, None)
        bank.table.update(one, f"EVIDENCE#{step}#child-2#001", {"details": json.dumps({"forged": True})})
        with pytest.raises(InternalError):
            function(bank.about(one, "child-5"), None)  # the record was changed: nothing of it counts


def test_the_address_bureau_s_answer_is_given_again_without_asking(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    made = application(sandbox={"address": {"answer": "moved"}})
    one = str(bank.submit(made).body["application_id"])

    def checked(run: str) -> Row:
        asked = request_address_check(bank.about(one, run), None)
        poll = {name: asked[name] for name in ("reference", "asked_at")} | {"polls": asked["polls"] + 1}
        return dict(poll_address_check(bank.about(one, run, **poll), None))

    before = checked("child-1")
    bank.fails(one)
    bank.restart(one)
    for function in ("request_address_check", "poll_address_check"):
        monkeypatch.setattr(f"lambdas.{function}.handler.address_bureau", lambda: pytest.fail("asked again"))
    after = checked("child-2")
    assert [after[name] for name in ("verdict", "reasons", "reference")] == [
        before[name] for name in ("verdict", "reasons", "reference")
    ]  # fmt: skip
    assert after["verdict"] == "review"


def test_a_bureau_that_was_late_is_asked_again(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    one = str(bank.submit(application()).body["application_id"])
    late = {"verdict": "unavailable", "reasons": [], "reference": "r"}
    about = bank.table.about(one)
    bank.table.keep(one, "check_address", "child-1#001", Evidence(late, **about), "2026")
    bank.fails(one)
    bank.restart(one)
    assert request_address_check(bank.about(one, "child-2"), None)["reference"] == f"bureau-{one}"


def test_a_restarted_case_is_not_listed_as_failed_for_what_it_took_the_place_of(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bank.failed()
    bank.restart(one)
    monkeypatch.setattr("lambdas.shared.onboardings.executions.failed", lambda *_: {one})
    office = Onboardings(bank.states, {"Stage": "local"}, bank.table, bank.customers, bank.bank.documents)
    assert {row["application_id"]: row["status"] for row in office.list()}[one] == "running"


def test_whoever_is_asked_anew_after_a_restart_is_told_anew(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.shared.runtime.aws.client", lambda _service: bank.states)
    one = bank.failed()
    wanted = {"request": {"attempt": 1, "pictures": ["selfie"], "reasons": ["FACE_DARK"]}, "stage": "first"}
    for run in (one, f"{one}_r2"):
        asks = wanted | {"seconds": 60, "task_token": run, **entered()}
        bank.table.update(one, "META", {"status": "running"})
        assert request_documents(bank.about(one, run, **asks), None) == {"asked": True}
        if run == one:
            bank.fails(one)
            bank.restart(one)
    told = [event["event_id"] for event in bank.events.of("DocumentsRequested")]
    assert told == [f"{one}-DocumentsRequested-001-again-first", f"{one}-DocumentsRequested-r2-001-again-first"]


def test_a_stuck_case_that_is_redriven_just_before_the_switch_goes_on(bank: Bank) -> None:
    """Its execution asks reviewers in the meantime: that question stays, and the restart is refused."""
    one = bank.under_review(application())
    bank.states.ended[one] = "ABORTED"
    bank.restart(one, "olga")
    keep = bank.table.keep

    def late(*arguments: Any, **named: Any) -> bool:
        bank.table.keep = keep  # type: ignore[method-assign]
        bank.states.ended[one] = "RUNNING"
        bank.table.update(one, "META", {"status": "awaiting_review", "updated_at": "2999"})
        return keep(*arguments, **named)

    bank.table.keep = late  # type: ignore[method-assign]
    assert "is at work" in bank.restart(one, "omar").body["detail"]
    case = bank.table.case(one)
    assert (case.meta.execution, case.reviews[0].status, case.evidence_of(Said.RESTART)) == (one, "pending", [])
