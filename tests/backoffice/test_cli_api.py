"""The ``kyc`` command through the API, with the function that answers behind it: who acts is who the token says."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backoffice import sign_in
from backoffice.client import Answer, Onboarding
from infrastructure import local_issuer
from infrastructure.target import Target
from lambdas.shared.access import unverified
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.cases import watchdog
from lambdas.shared.cases.items import Request
from lambdas.shared.cases.vouched import LOOK
from tests.api import Api
from tests.applications import SAMPLES, application
from tests.backoffice.kyc_command import kyc, one_message
from tests.monitoring import Monitored

Row = dict[str, Any]
Kyc = Callable[..., str]


@pytest.fixture
def api(nowhere: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Api:
    """A bank in memory, deployed to a local cloud on which nobody is signed in."""
    folder = tmp_path / "cloud"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("KYC_LOCAL_DIR", str(folder))
    monkeypatch.delenv(sign_in.TOKEN, raising=False)
    local_issuer.make()
    found = Api(monkeypatch, "token")

    def connect(url: str, token: str) -> Onboarding:
        assert url == "http://127.0.0.1:9/api"
        claims = unverified.claims(token)
        return Onboarding(found.sender(Caller(claims["sub"], frozenset(map(Role, claims["roles"])))))

    monkeypatch.setattr(Onboarding, "connect", connect)
    monkeypatch.setattr(Target, "outputs", lambda _self: {"ApiUrl": "http://127.0.0.1:9/api"})
    return found


@pytest.fixture
def run(api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kyc:
    """Runs a command that goes well; what it prints."""

    def run(*arguments: str) -> str:
        status, printed = kyc(monkeypatch, *arguments), capsys.readouterr()
        assert status == 0, printed.err
        return printed.out

    return run


def sign(monkeypatch: pytest.MonkeyPatch, subject: str, *roles: Role) -> None:
    monkeypatch.setenv(sign_in.TOKEN, local_issuer.issue(subject, roles, 60))


def written(made: Row) -> str:
    Path("application.json").write_text(json.dumps(made), encoding="utf-8")
    return "application.json"


def decisions(api: Api, one: str) -> list[Row]:
    return [dict(kept.details) for kept in api.table.case(one).linked if kept.step in ("review", "clearing")]


def test_who_submits_and_who_decides_is_who_the_token_says(
    api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(monkeypatch, "branch-12", Role.SUBMITTER)
    [one] = json.loads(run("submit", written(application()), "--json"))
    assert [by.principal for by in api.table.case(one).submitters] == ["token:branch-12"]
    assert "running" in run("show", one)
    assert "running" in run("list")
    api.table.ask_reviewers(one, queue="possible match")
    api.table.update(one, "META", {"status": "awaiting_review", "rating": "medium"})
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert one in run("list", "--queue", "possible match")
    assert [row["application_id"] for row in json.loads(run("watch", one, "--json"))] == [one]
    seen = json.loads(run("show", one, "--json"))["evidence"]
    assert "record_outcome" not in run("timeline", one)
    review = ("review", one, "--approve", "--reason", "DOCUMENTS_SEEN", "--evidence")
    assert kyc(monkeypatch, *review, "0" * 12) == 2
    assert "look again with kyc show" in one_message(capsys)
    assert f"{one}: approved by eva" in run(*review, seen[:12])
    assert [(made["reviewer"], made["principal"]) for made in decisions(api, one)] == [("eva", "token:eva")]
    run("show", one, "--details")
    assert [row["what"] for row in api.table.starting(one, LOOK)] == ["read_application"]
    sign(monkeypatch, "ada", Role.AUDITOR)
    assert "through: direct" not in run("audit", one, "--out", "record.json")
    assert "The record is whole" in run("audit", "--verify", "record.json")


def test_what_is_asked_for_is_given(
    api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = application()
    [one] = json.loads(run("submit", written(made), "--json"))
    api.table.ask(one, Request(number=2, task_token="token", parts=("explanation",), pictures=("selfie",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 2})
    assert "explanation" in run("asked", one)
    sent: list[bytes] = []
    monkeypatch.setattr("backoffice.uploads.send", lambda _address, content: sent.append(content))
    assert "selfie sent" in run("upload", one, "--selfie", "picture.jpg")
    assert sent == [b"a picture"]
    assert f"resubmitted: {one}" in run("resubmit", written(made | {"explanation": "I married."}))
    assert kyc(monkeypatch, "resubmit", written(made | {"explanation": "I moved."})) == 2
    assert "waits for nothing of that kind. Look again: kyc show ID" in " ".join(capsys.readouterr().err.split())


def test_on_the_local_cloud_nobody_has_to_sign_in_first(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = SAMPLES / "1-straight-through.json"
    assert kyc(monkeypatch, "submit", str(sample)) == 0
    assert 'on the local cloud you act as "submitter". As somebody else: kyc login' in capsys.readouterr().err
    assert [by.name for by in api.table.case("demo-1001").submitters] == ["submitter"]
    assert kyc(monkeypatch, "login", "--role", "reviewer", "--user", "eva") == 0
    capsys.readouterr()
    assert kyc(monkeypatch, "submit", str(sample)) == 2
    assert "your roles do not reach this route. Sign in as somebody who may: kyc login" in one_message(capsys)


def test_on_aws_somebody_signs_in_first(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kyc(monkeypatch, "--target", "aws", "--region", "eu-west-1", "list") == 2
    assert "nobody is signed in. Run: kyc login" in one_message(capsys)
    monkeypatch.setenv(sign_in.TOKEN, local_issuer.issue("eva", [Role.REVIEWER], -60))
    assert kyc(monkeypatch, "--target", "aws", "--region", "eu-west-1", "list") == 2
    assert "has ended" in one_message(capsys)


def test_what_operators_do(api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(monkeypatch, "olga", Role.OPERATOR)
    assert "webhooks" in run("queues")
    assert "asked for by olga: another operator has to ask too" in run("queues", "redrive", "webhooks")
    assert "No watchlists" in run("watchlists")
    assert "asked for by olga" in run("watchlists", "refresh", "--accept", f"ofac:{'0a' * 16}")
    sign(monkeypatch, "omar", Role.OPERATOR)
    assert "2 sent back" in run("queues", "redrive", "webhooks")


def test_a_case_is_claimed_and_given_back(api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert "No case waits that you may decide" in run("claim")
    one = api.under_review(application())
    assert one in run("claim")
    assert f"{one}: given back" in run("release", one)
    sign(monkeypatch, "max", Role.REVIEWER)
    assert json.loads(run("claim", "--json"))["application_id"] == one


def test_what_the_watchdog_finds_is_waited_for(api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(monkeypatch, "olga", Role.OPERATOR)
    found: Row = {"looked_at": 3, "left": 0, "stuck": 0, "findings": [], "alerted": True}

    def invoke(*, Payload: bytes, **_: Any) -> None:  # noqa: N803
        watchdog.keep(api.table, json.loads(Payload), report=found)

    monkeypatch.setattr(api.functions, "invoke", invoke)
    assert "Looked at 3 open applications: 0 stuck" in run("watchdog")
    found["note"] = "another run of the watchdog is at work"
    assert "Nothing was looked at: another run of the watchdog is at work." in run("watchdog")


def test_a_party_is_listed_by_two_and_the_refresh_is_waited_for(
    api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ("watchlists", "add", str(SAMPLES / "later" / "party.json"), "--reason", "NOT_PUBLISHED_YET")
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert "somebody else has to say so too; so far eva" in run(*add)
    reports: Row = {
        "outcome": "unchanged",
        "version": "v1",
        "sources": [],
        "problems": [],
        "at": "2026-01-01T10:00:00Z",
    }
    monkeypatch.setattr(
        "lambdas.shared.onboardings.watchlists.Watchlists.last_refresh",
        lambda _: reports | {"run": api.functions.called[-1][1]["run"], "asked_by": "max"},
    )
    sign(monkeypatch, "max", Role.REVIEWER)
    assert "added by eva and max Refresh unchanged" in " ".join(run(*add).split())
    assert "The bank's own: " in run("watchlists", "own")
    [row] = json.loads(run("watchlists", "own", "--json"))["parties"]
    remove = ("watchlists", "remove", row["id"], "--reason", "PUBLISHED", "--evidence", row["evidence"][:12])
    assert "to be removed" in run(*remove)


def test_a_block_is_lifted_by_two_and_core_banking_is_waited_for(
    api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Monitored(monkeypatch)
    api.bank = replace(api.bank, table=made.table, customers=made.customers)
    one = made.confirmed()
    monkeypatch.setattr(api.functions, "invoke", lambda **_: made.unblock(one))
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert f"{one}: reported as BaFin-4711" in run("reported", one, "--reference", "BaFin-4711")
    seen = json.loads(run("show", one, "--json"))["evidence"]
    unblock = ("unblock", one, "--reason", "DELISTED", "--evidence", seen[:12])
    assert "so far eva" in run(*unblock)
    sign(monkeypatch, "ada", Role.SENIOR_REVIEWER)
    assert f"{one}: unblocked by eva and ada" in run(*unblock)
    sign(monkeypatch, "olga", Role.OPERATOR)
    assert "No run of the monitoring" in run("monitoring")


def test_what_the_customer_may_know_is_told(api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch) -> None:
    one = api.under_review(application())
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert "We are working on your application." in run("explain", one, "--for", "customer")


def test_a_run_of_the_monitoring_is_waited_for(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(monkeypatch, "olga", Role.OPERATOR)
    monkeypatch.setattr(api.states, "start_execution", lambda **_: None)
    ended: Row = {"status": "SUCCEEDED", "output": json.dumps({"verdict": "certified", "goal": "sweep-1"})}
    monkeypatch.setattr(api.states, "describe_execution", lambda **_: ended)
    assert kyc(monkeypatch, "monitoring", "sweep") == 0
    assert "sweep-1 is certified" in capsys.readouterr().out
    ended = {"status": "FAILED", "error": "NotEveryoneScreened", "cause": "2 batches are missing"}
    assert kyc(monkeypatch, "monitoring", "delta") == 2
    assert "FAILED; NotEveryoneScreened: 2 batches are missing" in one_message(capsys)


def test_a_refresh_is_waited_for(api: Api, run: Kyc, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(monkeypatch, "olga", Role.OPERATOR)
    report: Row = {"outcome": "unchanged", "version": "v1", "sources": [], "problems": []}

    def show(_self: Any) -> Row:
        runs = [event["run"] for _, event in api.functions.called]
        found = report | {"run": runs[-1], "at": "2026-01-01T10:00:00Z", "asked_by": "olga"} if runs else None
        return {"current": None, "versions": [], "changes": None, "last_refresh": found}

    monkeypatch.setattr("lambdas.shared.onboardings.watchlists.Watchlists.show", show)
    assert "Refresh unchanged; in force: v1" in run("watchlists", "refresh")
    assert [(event["asked_by"], event["principal"]) for _, event in api.functions.called] == [("olga", "token:olga")]


PROBLEMS = {
    401: ({"detail": "sign in"}, "kyc: sign in. Sign in: kyc login"),
    403: ({"detail": "your roles do not reach this route"}, "route. Sign in as somebody who may: kyc login"),
    404: (
        {"type": "urn:kyc:unknown-application", "detail": "No application has that id."},
        "id. See them all: kyc list",
    ),
    409: ({"detail": "Somebody was quicker."}, "quicker. Look again: kyc show ID"),
    412: ({"detail": "The evidence changed."}, "changed. Look again: kyc show ID"),
    429: ({"detail": "too many requests: wait a moment"}, "wait a moment"),
    500: ({"detail": "this is our fault; it was recorded", "request_id": "r-1"}, "recorded; the request was r-1"),
    502: (None, "kyc: the API answered 502"),
    503: ({"detail": "try again in a moment"}, "try again in a moment"),
}
CALLS: tuple[tuple[str, ...], ...] = (
    ("submit", str(SAMPLES / "1-straight-through.json")),
    ("resubmit", str(SAMPLES / "1-straight-through.json")),
    ("upload", "demo-1", "--selfie", "picture.jpg"),
    ("list",),
    ("list", "--queue", "possible match"),
    ("show", "demo-1"),
    ("asked", "demo-1"),
    ("timeline", "demo-1"),
    ("review", "demo-1", "--approve", "--reason", "X", "--evidence", "3f9a1c0b2d4e"),
    ("clear", "demo-1", "ofac-1", "--reason", "X", "--evidence", "3f9a1c0b2d4e"),
    ("explain", "demo-1"),
    ("audit", "demo-1"),
    ("watch",),
    ("watch", "demo-1"),
    ("watchlists",),
    ("watchlists", "refresh"),
    ("queues",),
    ("queues", "redrive", "webhooks"),
    ("watchdog",),
)


@pytest.mark.parametrize("status", PROBLEMS)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_every_refusal_of_the_api_is_one_message(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: tuple[str, ...], status: int
) -> None:
    problem, said = PROBLEMS[status]
    answer = Answer(status, {}, json.dumps(problem).encode() if problem else b"<html>")
    monkeypatch.setattr(Onboarding, "connect", lambda *_: Onboarding(lambda *_: answer))
    sign(monkeypatch, "eva", Role.REVIEWER)
    assert kyc(monkeypatch, *call) == 2
    assert said in one_message(capsys)


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_an_api_that_does_not_answer_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: tuple[str, ...]
) -> None:
    monkeypatch.setattr("backoffice.client._AGAIN", False)
    monkeypatch.setenv(sign_in.TOKEN, "e30.eyJzdWIiOiAiZXZhIiwgImV4cCI6IDk5OTk5OTk5OTl9.c2ln")
    assert kyc(monkeypatch, "--api", "http://127.0.0.1:9", *call) == 2
    assert "the API did not answer" in one_message(capsys)
