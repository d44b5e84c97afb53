"""The API on the local cloud, over HTTP through the gateway and its authorizer."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from backoffice.client import Onboarding
from backoffice.errors import ApiRefused
from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from lambdas.shared.cases.vouched import LOOK
from tests.api import Reply
from tests.applications import application
from tests.end_to_end.conftest import ROOT, SETTLED_WITHIN, Bank, Row
from tests.hostile import HOSTILE, JSON, MARK, Hostile

DOUBTFUL: Row = {"address": {"answer": "moved"}}


class Client:
    """The API as a program of the bank's calls it."""

    def __init__(self, bank: Bank) -> None:
        self.address = urlsplit(bank.outputs["ApiUrl"])

    def send(self, token: str, method: str, path: str, body: bytes | None = None, headers: Any = ()) -> Reply:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)
        sent = dict(headers) | ({"Authorization": f"Bearer {token}"} if token else {})
        connection.request(method, f"{self.address.path}{path}", body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return Reply(answer.status, dict(answer.headers.items()), text)

    def call(self, method: str, path: str, subject: str, *roles: Role, **more: Any) -> Reply:
        """``body``: what is sent as JSON; ``headers``."""
        body, headers = more.get("body"), more.get("headers", {})
        content = None if body is None else json.dumps(body).encode()
        given = headers | (JSON if body is not None else {})
        return self.send(token(subject, *roles), method, path, content, given)

    def submit(self, made: Any, subject: str = "branch-12") -> str:
        key = {"Idempotency-Key": f"key-{made['application_id']}"}
        reply = self.call("POST", "/applications", subject, Role.SUBMITTER, body=made, headers=key)
        assert (reply.status, reply.body) == (201, {"application_id": made["application_id"]}), reply.text
        return urljoin("/applications", reply.headers["Location"])

    def until(self, path: str, done: Callable[[Row], bool], subject: str = "eva", role: Role = Role.REVIEWER) -> Reply:
        deadline = time.monotonic() + SETTLED_WITHIN
        while not done((found := self.call("GET", path, subject, role)).body):
            assert time.monotonic() < deadline, found.text
            time.sleep(0.1)  # between two looks, with a deadline
        return found


def token(subject: str, *roles: Role) -> str:
    return local_issuer.issue(subject, roles, 600)


@pytest.fixture(scope="session")
def client(bank: Bank) -> Client:
    return Client(bank)


def test_an_application_is_submitted_followed_and_decided(client: Client, bank: Bank) -> None:
    made = application(sandbox=DOUBTFUL)
    path = client.submit(made)
    assert client.submit(made) == path
    waits = client.until(path, lambda found: found["status"] == "awaiting_review", "branch-12", Role.SUBMITTER)
    assert "reasons" not in waits.body
    one, seen = made["application_id"], client.call("GET", f"{path}?details=true", "eva", Role.REVIEWER)
    assert seen.body["steps"][0]["details"] is not None
    [look] = bank.office._table.starting(one, LOOK)
    assert (look["by"], look["principal"], look["what"]) == ("eva", "token:eva", "read_application")
    assert one in [
        row["application_id"] for row in client.call("GET", "/reviews", "eva", Role.REVIEWER).body["reviews"]
    ]

    given = {"decision": "approved", "reason": "DOCUMENTS_SEEN"}
    for subject, roles, etag, status in (
        ("branch-12", (Role.SUBMITTER, Role.REVIEWER), seen.etag, 403),
        ("eva", (Role.REVIEWER,), f'"{"0" * 64}"', 412),
        ("eva", (Role.SUBMITTER,), seen.etag, 403),
        ("eva", (Role.REVIEWER,), seen.etag, 200),
    ):
        reply = client.call(
            "POST", f"/reviews/{one}/decisions", subject, *roles, body=given, headers={"If-Match": etag}
        )
        assert reply.status == status, reply.text
    client.until(path, lambda found: found["status"] == "onboarded", "branch-12", Role.SUBMITTER)
    record = client.call("GET", f"{path}/decision-record", "ada", Role.AUDITOR).body
    decisions = [json.loads(entry["details"]) for entry in record["record"]["entries"] if entry.get("step") == "review"]
    assert [(one["reviewer"], one["principal"], one["senior"]) for one in decisions] == [("eva", "token:eva", False)]
    assert record["problems"] == []
    reply = client.call("GET", f"{path}/workflow", "ada", Role.AUDITOR)
    assert reply.status == 200, reply.text
    machines = reply.body["machines"]
    assert [(one["workflow"], one["parent"], one["execution"]) for one in machines] == [
        ("kyc-onboarding", None, "SUCCEEDED"),
        ("kyc-identity", "Verify identity", "SUCCEEDED"),
        ("kyc-risk", "Assess risk", "SUCCEEDED"),
        ("kyc-account", "Open account", "SUCCEEDED"),
    ]
    for machine in machines:
        drawn = {node["name"] for node in machine["layout"]["nodes"]}
        assert drawn == {state["name"] for state in machine["states"]}
    assert ["Who decides?", "Request review"] in machines[0]["ways"]
    became = {state["name"]: state for machine in machines for state in machine["states"]}
    # Those inside a Parallel are known by what they found, since the local cloud has no events of them.
    for name in ("Validate application", "Check document", "Screen watchlists", "Request review", "Open account"):
        assert (became[name]["status"], bool(became[name]["steps"])) == ("done", True), name
    assert [one["step"] for one in became["Screen watchlists"]["steps"]] == ["screen_sanctions", "screen_pep"]
    assert became["Record failure"]["status"] == became["Decline: by reviewer"]["status"] == "not_taken"
    # Whose function another state calls too, which was entered.
    assert {became[name]["status"] for name in ("Record outcome", "Request review: reminder")} == {"not_taken"}


def test_the_client_does_it_over_http(bank: Bank) -> None:
    made = application(sandbox=DOUBTFUL)
    branch = Onboarding.connect(bank.outputs["ApiUrl"], token("branch-12", Role.SUBMITTER))
    one = branch.submit(made)
    bank.until(one, lambda found: found["status"] == "awaiting_review")
    eva = Onboarding.connect(bank.outputs["ApiUrl"], token("eva", Role.REVIEWER))
    assert one in {row["application_id"] for row in eva.list("awaiting_review")}
    eva.decide(one, "declined", reason="NOT_PLAUSIBLE", evidence=eva.show(one)["evidence"])
    bank.until(one, lambda found: found["status"] == "declined")
    with pytest.raises(ApiRefused, match="sign in"):
        Onboarding.connect(bank.outputs["ApiUrl"], "garbage").me()


def test_of_two_decisions_at_once_one_counts(client: Client) -> None:
    made = application(sandbox=DOUBTFUL)
    path = client.submit(made)
    seen = client.until(path, lambda found: found["status"] == "awaiting_review")

    def decide(subject: str, decision: str, reason: str) -> int:
        given, headers = {"decision": decision, "reason": reason}, {"If-Match": seen.etag}
        where = f"/reviews/{made['application_id']}/decisions"
        return client.call("POST", where, subject, Role.REVIEWER, body=given, headers=headers).status

    with ThreadPoolExecutor(2) as threads:
        both = [
            threads.submit(decide, "eva", "approved", "DOCUMENTS_SEEN"),
            threads.submit(decide, "max", "declined", "NOT_PLAUSIBLE"),
        ]
        statuses = sorted(one.result() for one in both)
    assert statuses in ([200, 409], [200, 412])


def test_an_applicants_token_sends_what_is_asked_and_reads_nothing_else(client: Client) -> None:
    made = application(sandbox={"uploads": True})
    path = client.submit(made)
    client.until(path, lambda found: found["status"] == "awaiting_documents", "branch-12", Role.SUBMITTER)
    made_token = client.call("POST", f"{path}/applicant-token", "branch-12", Role.SUBMITTER)
    mine = made_token.body["token"]
    body = json.dumps({"selfie": {"media_type": "image/png", "bytes": 9}}).encode()
    sent = client.send(mine, "POST", f"{path}/documents", body, JSON)
    assert (sent.status, set(sent.body)) == (201, {"selfie"})
    for other in (path, f"{path}/timeline", "/applications/demo-1001/documents", "/reviews"):
        assert client.send(mine, "GET", other).status in (403, 404)
    assert client.call("POST", f"{path}/applicant-token", "branch-13", Role.SUBMITTER).status == 404


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name)
def test_a_hostile_request_is_refused_by_gateway_or_function(client: Client, hostile: Hostile) -> None:
    path = f"{hostile.path}?{urlencode(hostile.query)}" if hostile.query else hostile.path
    path = path.replace("<", "%3C").replace(">", "%3E")
    reply = client.send(token("branch-12", Role.SUBMITTER), hostile.method, path, hostile.body, hostile.headers)
    assert reply.status in hostile.statuses, reply.text
    assert MARK not in reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_nobody_comes_in_without_a_token_that_counts(client: Client) -> None:
    assert client.send("", "GET", "/health").body == {"status": "ok"}
    good = token("branch-12", Role.SUBMITTER)
    for bad in ("", "garbage", good[:-4] + "AAAA", local_issuer.issue("branch-12", [Role.SUBMITTER], -600)):
        assert client.send(bad, "GET", "/applications").status == 401, bad
    assert client.send(good, "GET", "/reviews").status == 403
    assert client.call("OPTIONS", "/applications", "branch-12", Role.SUBMITTER).status in (403, 404)


def test_too_many_requests_are_a_problem_too_and_a_clients_own_key_counts_for_nothing(client: Client) -> None:
    own_key = {"x-api-key": "kyc-usage-plan-of-submitter"}
    assert client.call("GET", "/me", "olga", Role.OPERATOR, headers=own_key).status == 200
    for _ in range(40):  # the route takes one a second, and ten at once
        reply = client.call("POST", "/queues/none/redrive", "olga", Role.OPERATOR)
        if reply.status != 404:
            break
    assert (reply.status, reply.headers["Content-Type"]) == (429, "application/problem+json"), reply.text
    assert reply.body["type"] == "urn:kyc:too-many-requests"


def test_what_the_readme_shows_in_python_runs_as_it_is_written(bank: Bank) -> None:
    text = (ROOT / "backoffice/README.md").read_text(encoding="utf-8")
    blocks = r"<!-- (?:client|deciding): begin -->\n```python\n(.*?)```\n<!-- (?:client|deciding): end -->"
    submitting, deciding = re.findall(blocks, text, flags=re.DOTALL)
    made, there = application(sandbox={"adverse_media": {"articles": 1}}), '"https://kyc.bank.example"'
    one = made["application_id"]
    known: Row = {"token": token("branch-12", Role.SUBMITTER), "application": made, "url": bank.outputs["ApiUrl"]}
    assert there in submitting
    exec(submitting.replace(there, "url"), known)  # noqa: S102 - what is tested
    assert known["application_id"] == one
    bank.until(one, lambda found: found["status"] == "awaiting_review")
    eva = Onboarding.connect(bank.outputs["ApiUrl"], token("eva", Role.REVIEWER))
    # Of this test's case alone, since other tests of this bank have theirs.
    mine = [row for row in eva.waiting() if row["application_id"] == one]
    known["onboarding"] = OnlyThese(eva, mine)
    exec(deciding, known)  # noqa: S102 - what is tested
    bank.until(one, lambda found: found["status"] == "onboarded")


class OnlyThese:
    """The reviewer's onboarding, in which nothing else waits."""

    def __init__(self, onboarding: Onboarding, rows: list[Row]) -> None:
        self.show, self.decide, self.waiting = onboarding.show, onboarding.decide, lambda _queue: rows


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's lines need curl")
def test_what_the_readme_shows_runs_as_it_is_written(bank: Bank) -> None:
    text = (ROOT / "backoffice/README.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"<!-- api: begin -->\n```\n(.*?)```\n<!-- api: end -->", text, flags=re.DOTALL)
    # The virtual environment of these tests has kyc, wherever it is.
    script = lines.replace(". .venv/bin/activate", "true")
    found = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{found}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("curl ", "curl --fail-with-body -s ")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SETTLED_WITHIN, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    bank.until("branch-1002", lambda one: one["status"] == "declined")
