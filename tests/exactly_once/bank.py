"""A bank whose tables are on an emulator of DynamoDB, what interrupts its functions, and what counts its accounts."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from lambdas.shared.accounts import gate
from lambdas.shared.accounts.customers import CustomerTable, customer_id
from lambdas.shared.cases import record
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.items import Request, Submission
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.dynamodb import plain
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.entries import KINDS
from tests import decided
from tests.applications import application
from tests.buckets import MemoryBucket
from tests.exactly_once.execution import Ended, Execution
from tests.exactly_once.interruption import Interruption

Row = dict[str, Any]
HOST = "127.0.0.1"
_SECONDS_TO_START = 30
_READS = ("GetItem", "Query")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")


@contextmanager
def emulator(folder: Path) -> Iterator[str]:
    """The address of an emulator of its own, which keeps nothing."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    own = {"BIND_HOST": HOST, "GATEWAY_PORT": str(port), "TMPDIR": str(folder)}
    closed = {
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        cwd=folder,
        env=kept | own | closed,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
        yield f"http://{HOST}:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        time.sleep(0.02)  # until it listens, with a deadline
        return False
    finally:
        connection.close()


def client(service: str, endpoint: str) -> Any:
    # No proxy between this machine and itself, and nothing that takes time and proves nothing here.
    quick = Config(
        proxies={},
        signature_version=UNSIGNED,
        parameter_validation=False,
        user_agent="tests",
        max_pool_connections=20,
    )
    return botocore.session.get_session().create_client(
        service,
        region_name="eu-central-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=quick,
    )


class Bank:
    """The tables, the applications with what is to have come of them, and the books."""

    def __init__(self, dynamodb: Any, onboarding: str, customers: str, decisions: str) -> None:
        self.onboarding, self.customers = CaseTable(dynamodb, onboarding, decisions), CustomerTable(dynamodb, customers)
        self.interruption = Interruption()
        self.submitted: dict[str, Row] = {}
        self.expected: dict[str, str] = {}
        self.accounts_elsewhere: Callable[[], list[Row]] = list
        self.asked: dict[str, Row] = {}
        self.bucket, self.alerts = MemoryBucket(), list[Row]()
        self._names, self._versions = count(1), count(1)
        self.publish_lists()
        assert self.onboarding.decisions
        for table in (self.onboarding, self.customers, self.onboarding.decisions):
            _create(dynamodb, table)

    @contextmanager
    def listening(self, dynamodb: Any) -> Iterator[None]:
        hooks = [("before-call", self.interruption.before), ("after-call", self.interruption.after)]
        places = [(f"{event}.dynamodb.{write}", hook) for event, hook in hooks for write in _WRITES]
        places += [(f"before-call.dynamodb.{read}", self.interruption.before_read) for read in _READS]
        for place, hook in places:
            dynamodb.meta.events.register(place, hook)
        try:
            yield
        finally:
            for place, hook in places:
                dynamodb.meta.events.unregister(place, hook)

    def submit(self, **changes: Any) -> str:
        """A new application with these changes, whose decision is settled by now."""
        return self.decided(changes)

    def decided(self, changes: Row | None = None, **how: Any) -> str:
        """A new application, checked (``how`` as ``decided.check_all`` has it), whose decision is settled."""
        application_id = self.checked(changes, **how)
        assert decided.settle(self.asked[application_id])["decision"] == "settled"
        return application_id

    def checked(self, changes: Row | None = None, **how: Any) -> str:
        """A new application that was checked."""
        application_id = self.stored(changes or {})
        made = self.submitted[application_id]
        self.asked[application_id] = decided.check_all(self.onboarding, made, version=self.lists, **how)
        return application_id

    def wait_for_documents(self) -> str:
        """A new application that waits for its pictures, by the token ``token``."""
        application_id = self.stored({}, status="awaiting_documents", awaits=1)
        asked = Request(number=1, task_token="token")
        self.onboarding.update(application_id, asked.item, asked.row())
        return application_id

    def stored(self, changes: Row, **meta: Any) -> str:
        """A new application that nobody has looked at; ``meta``: what META says of it."""
        # Names with the same letters are the same person to a bank, so each is born on a day of its own.
        born = {"birth_date": str(date(1950, 1, 1) + timedelta(days=len(self.submitted)))}
        made = application(**changes | {"applicant": born | changes.get("applicant", {})})
        application_id: str = made["application_id"]
        first = {"status": "running", "attempts": 1, "content_sha256": fingerprint(made)}
        first |= {name: made[name] for name in ("product", "channel")}
        self.onboarding.insert(application_id, "META", first | meta)
        self.onboarding.append(application_id, "APPLICATION#001", Submission(made, timestamp(), Person("branch")).row())
        self.submitted[application_id] = made
        return application_id

    def screen_again(self, application_id: str) -> None:
        """Search the lists in force, as the workflow does before it settles the decision anew."""
        round_number = decided.settle(self.asked[application_id])["round"]
        self.asked[application_id]["version"] = self.lists
        for kind in KINDS:
            step, run, evidence = decided.screened(self.asked[application_id], kind, round_number)
            self.onboarding.keep(application_id, step, run, evidence, timestamp())
        assert decided.settle(self.asked[application_id])["decision"] == "settled"

    def publish_lists(self, **how: Any) -> None:
        """Put another version of the lists into force."""
        self.lists = f"lists-{next(self._versions)}"
        decided.publish_lists(self.bucket, self.lists, **how)

    def execution(self, application_id: str, **how: Any) -> Execution:
        given = decided.account_input(self.asked[application_id]) | how.pop("given", {})
        return Execution(f"execution-{next(self._names)}", given, calling=self.interruption.calling, **how)

    def runs(self, application_id: str, **how: Any) -> Ended:
        """Run an execution to its end, interrupted where a test asks for that."""
        ended = self.execution(application_id, **how).run()
        self.expected[application_id] = "onboarded" if ended.opened else "nothing"
        return ended

    def opens(self, application_id: str, **how: Any) -> None:
        """Run an execution, which is to succeed."""
        ended = self.runs(application_id, **how)
        assert ended.error == "", ended

    def fails(self, application_id: str, **how: Any) -> str:
        """Run an execution, which is to fail; what it said."""
        ended = self.runs(application_id, **how)
        assert ended.error == "AccountNotOpened", ended
        return ended.said

    def check(self) -> None:
        """One customer, account and IBAN for each onboarded application, none for any other, and every number told."""
        rows = [row for page in self._pages() for row in page] + self.accounts_elsewhere()
        ibans = [row for row in rows if row["item"] == "IBAN"]
        [sequence] = [row["count"] for row in rows if row["item"] == "SEQUENCE"] or [0]
        counted = [number for row in ibans for number in range(row["number"] - row["skipped"], row["number"] + 1)]
        assert sorted(counted) == list(range(1, sequence + 1))
        for application_id, outcome in self.expected.items():
            claims = [row for row in rows if application_id in json.loads(row.get("others", "[]"))]
            of = [row for row in rows if row.get("application_id") == application_id]
            of += claims if outcome == "onboarded" else []
            assert _books(of) == (_ONBOARDED if outcome == "onboarded" else _NOTHING), of
            _check_journals(of)
            if outcome == "onboarded":
                _check_same_account(application_id, of)
        monitored = {row["item"].partition("#")[2] for row in rows if row["customer_id"].startswith("ROSTER#")}
        assert monitored == {row["customer_id"] for row in rows if row["item"] == "CUSTOMER"}
        self.check_decisions({row["application_id"] for row in rows if row["item"] in ("CUSTOMER", "ACCOUNT")})

    def check_decisions(self, onboarded: Collection[str]) -> None:
        """No customer without a settled decision that verifies, and none on content that was not checked."""
        for application_id in onboarded:
            case, asked = self.onboarding.case(application_id), decided.asked_of(self.asked[application_id])
            one = gate.settled(case, asked)
            assert one, f"{application_id} has a customer and no settled decision"
            lists = {kind: found["list_version"] for kind, found in one.details["screening"].items()}
            assert gate.may_open(case, asked, lists, moment(one.at)) == [], application_id
            found = [*one.details["identity"]["checks"].values(), *one.details["risk"]["checks"].values()]
            hashes = {check["evidence"] for check in found if check["evidence"]}
            checks = [entry for entry in case.evidence if entry.hash in hashes]
            assert len(checks) == len(hashes)
            assert len(found) == len(decided.IDENTITY | decided.RISK)
            assert {entry.content_sha256 for entry in checks} == {fingerprint(self.submitted[application_id])}

    def check_records(self) -> None:
        """The decision record of each application is whole."""
        for application_id in self.expected:
            items = self.onboarding.items(application_id)
            wrong = list(record.problems(record.entries(items), self.onboarding.head(application_id)))
            assert wrong == [], (wrong, items)

    def _pages(self) -> Iterator[list[Row]]:
        for page in self.customers.client.get_paginator("scan").paginate(TableName=self.customers.name):
            yield [plain(item) for item in page["Items"]]


_ONBOARDED = {"CUSTOMER": 1, "ACCOUNT": ["active"], "FINGERPRINT": 2, "IBAN": ["open"], "LEDGER": ["active"]}
_NOTHING = {"CUSTOMER": 0, "ACCOUNT": [], "FINGERPRINT": 0, "IBAN": [], "LEDGER": []}


def _books(of: list[Row]) -> Row:
    """What there is of an application, but for numbers that were given up and accounts that were closed."""
    found: Row = {"CUSTOMER": 0, "FINGERPRINT": 0, "ACCOUNT": [], "IBAN": [], "LEDGER": []}
    for row in of:
        if row["item"] in ("CUSTOMER", "FINGERPRINT"):
            found[row["item"]] += 1
        elif row["item"] in found and (row["item"], row["status"]) not in (("IBAN", "given_up"), ("LEDGER", "closed")):
            found[row["item"]].append(row["status"])
    return found


def _check_same_account(application_id: str, of: list[Row]) -> None:
    [account] = [row for row in of if row["item"] == "ACCOUNT"]
    [iban] = [row for row in of if row["item"] == "IBAN" and row["status"] == "open"]
    [ledger] = [row for row in of if row["item"] == "LEDGER" and row["status"] == "active"]
    assert account["customer_id"] == customer_id(application_id)
    assert iban["customer_id"] == f"IBAN#{account['iban']}"
    assert iban["account_id"] == account["account_id"]
    assert (ledger["customer_id"], ledger["iban"]) == (f"LEDGER#{account['account_id']}", account["iban"])


def _check_journals(of: list[Row]) -> None:
    for ledger in (row for row in of if "entries" in row):
        journal = [
            row for row in of if row["customer_id"] == ledger["customer_id"] and row["item"].startswith("ENTRY#")
        ]
        statuses = ["new", *(row["status"] for row in sorted(journal, key=lambda row: str(row["item"])))]
        assert [row["before"] for row in sorted(journal, key=lambda row: str(row["item"]))] == statuses[:-1]
        assert (statuses[-1], len(journal)) == (ledger["status"], ledger["entries"])


def _create(dynamodb: Any, table: Any) -> None:
    key = [(table.partition, "HASH"), ("item", "RANGE")]
    dynamodb.create_table(
        TableName=table.name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in key],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in key],
    )
