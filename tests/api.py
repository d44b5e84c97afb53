"""The API in memory: requests as API Gateway hands them over, and a bank of doubles behind the function."""

import io
import json
import re
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from botocore.exceptions import ClientError

from backoffice.client import Answer, Send
from lambdas.answer_request import bank as banks
from lambdas.answer_request import cursors
from lambdas.answer_request.bank import Bank
from lambdas.answer_request.handler import handler
from lambdas.answer_request.requests import SCHEMA
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.access.routes import PARAMETER, ROUTES
from lambdas.shared.cases import status
from lambdas.shared.cases.case import ALERT
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.monitoring.alerts import case_id
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import timestamp
from tests.memory import MemoryCustomers, MemoryOnboarding, MemoryRequests, States

Row = dict[str, Any]
PLACES = {
    "KYC_STAGE": "local",
    "ONBOARDING_STATE_MACHINE": "arn:aws:states:::stateMachine:kyc-onboarding",
    "ALERT_STATE_MACHINE": "arn:aws:states:::stateMachine:kyc-monitoring-alert",
    "SEALS_BUCKET": "seals",
    "ARTIFACTS_BUCKET": "artifacts",
    "REFRESH_FUNCTION": "arn:refresh",
    "WATCHDOG_FUNCTION": "arn:watchdog",
    "UNBLOCK_FUNCTION": "arn:unblock",
    "MONITORING_STATE_MACHINE": "arn:aws:states:::stateMachine:kyc-monitoring",
    "QUEUES": json.dumps(
        {"webhooks": {"description": "Events", "url": "https://webhooks", "dead_letters": "https://webhooks-dead"}}
    ),
}


class Executions(States):
    """Step Functions that starts an execution of a name once."""

    def __init__(self, *tokens: str) -> None:
        super().__init__(*tokens)
        self.started: list[str] = []

    def start_execution(self, *, name: str, **_: Any) -> Row:
        if name in self.started:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.started.append(name)
        return {"executionArn": f"arn:execution:kyc-onboarding:{name}"}

    def describe_execution(self, **_: str) -> Row:
        return {"status": "RUNNING"}

    def describe_state_machine_for_execution(self, **_: str) -> Row:
        states = '{"Validate application": {"Type": "Task", "End": true}}'
        return {
            "name": "kyc-onboarding",
            "definition": f'{{"StartAt": "Validate application", "States": {states}}}',
        }

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: [{"events": []}])


class S3:
    """Signs addresses, and is an empty bucket."""

    def generate_presigned_url(self, operation: str, Params: Row, **_: Any) -> str:  # noqa: N803
        return f"https://bucket.example/{Params['Key']}?{operation}"

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: [{}])

    def get_object(self, **_: str) -> Any:
        raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")


class Sqs:
    """Two queues, and the messages that wait in each of their addresses."""

    def __init__(self) -> None:
        self.messages: dict[str, list[str]] = {"https://webhooks": [], "https://webhooks-dead": ["one", "two"]}

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> Row:  # noqa: N803
        return {"Attributes": {name: str(len(self.messages[QueueUrl])) for name in AttributeNames}}

    def receive_message(self, *, QueueUrl: str, **_: Any) -> Row:  # noqa: N803
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in self.messages[QueueUrl]]}

    def send_message(self, *, QueueUrl: str, MessageBody: str, **_: Any) -> None:  # noqa: N803
        self.messages[QueueUrl].append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803
        self.messages[QueueUrl].remove(ReceiptHandle)


class Functions:
    """Lambda, with what was called."""

    def __init__(self) -> None:
        self.called: list[tuple[str, Row]] = []

    def invoke(self, *, FunctionName: str, Payload: bytes, **_: Any) -> None:  # noqa: N803
        self.called.append((FunctionName, json.loads(Payload)))


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


def event(
    method: str,
    path: str,
    caller: Caller | None,
    body: Any = None,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> Row:
    """As API Gateway makes it: a text is sent as it is, all else as JSON."""
    content = body if isinstance(body, str) or body is None else json.dumps(body)
    sent = ({"Content-Type": "application/json"} if body is not None else {}) | (headers or {})
    return {
        "httpMethod": method,
        "resource": resource(path),
        "path": path,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "headers": sent,
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
        "queryStringParameters": query,
        "body": content,
        "isBase64Encoded": False,
        "requestContext": {
            "stage": "v1",
            "path": f"/v1{path}",
            "requestId": "request-1",
            "authorizer": {"principalId": caller.subject} | caller.context() if caller else {},
        },
    }


def resource(path: str) -> str:
    """The path of the table that the gateway finds for this one; a literal part goes before a variable one."""
    paths = sorted({route.path for route in ROUTES}, key=lambda one: one.count("{"))
    return next((one for one in paths if re.fullmatch(PARAMETER.sub("[^/]+", one), path)), path)


class Api:
    """The function behind the gateway. What it answers is held against the schema of its route."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *tokens: str) -> None:
        self.table, self.customers, self.requests = MemoryOnboarding(), MemoryCustomers(), MemoryRequests()
        self.states, self.functions, self.s3, self.sqs = Executions(*tokens), Functions(), S3(), Sqs()
        self.bank = Bank(
            self.table,
            self.customers,
            self.requests,
            Documents("documents", "", self.s3, None),
            self.states,
            self.functions,
            self.s3,
            self.sqs,
            PLACES,
        )
        for module in (
            "alerts",
            "applications",
            "documents",
            "operations",
            "records",
            "reviews",
            "searches",
            "supplement",
        ):
            monkeypatch.setattr(f"lambdas.answer_request.{module}.bank", lambda: self.bank)
        monkeypatch.setattr(banks, "bank", lambda: self.bank)
        monkeypatch.setattr("lambdas.answer_request.searches.identity_key", lambda: b"key")
        monkeypatch.setattr(cursors, "cursor_key", lambda: b"a key of this test")

    def call(self, method: str, path: str, subject: str = "branch-12", *roles: Role, **more: Any) -> Reply:
        """What the API answers this subject with these roles; a submitter's where none is given."""
        caller = Caller(subject, frozenset(roles or [Role.SUBMITTER]))
        return self.send(event(method, path, caller, **more))

    def send(self, given: Row) -> Reply:
        found = handler(given, None)
        headers = {name: values[0] for name, values in found["multiValueHeaders"].items()}
        reply = Reply(found["statusCode"], headers, found["body"])
        assert reply.status != 500, reply.text
        route = next(
            (one for one in ROUTES if (one.method, one.path) == (given["httpMethod"], given["resource"])), None
        )
        if reply.status >= 400:
            assert reply.headers["Content-Type"] == "application/problem+json"
            assert schemas.problems(reply.body, schemas.validator(SCHEMA, "problem")) == []
        elif route and route.response:
            assert reply.status == route.status
            assert schemas.problems(reply.body, schemas.validator(SCHEMA, route.response)) == []
        return reply

    def sender(self, caller: Caller) -> Send:
        """What sends a client's requests to this API as the caller's."""

        def send(method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
            parts = urlsplit(path)
            content = None if body is None else body.decode()
            made = event(method, unquote(parts.path), caller, content, dict(headers), dict(parse_qsl(parts.query)))
            with redirect_stdout(io.StringIO()):  # where the function logs, and a command prints
                reply = self.send(made)
            return Answer(reply.status, {name.lower(): one for name, one in reply.headers.items()}, reply.text.encode())

        return send

    def submit(self, application: Any, subject: str = "branch-12", key: str = "") -> Reply:
        headers = {"Idempotency-Key": key or f"key-{application['application_id']}"}
        return self.call("POST", "/applications", subject, body=application, headers=headers)

    def under_review(self, application: Any, **review: Any) -> str:
        """The id of an application that was submitted and waits for reviewers."""
        one = str(self.submit(application).body["application_id"])
        self.table.ask_reviewers(one, **review)
        self.table.update(one, "META", {"status": "awaiting_review", "rating": "medium"})
        return one

    def alerted(self, *submitters: str) -> str:
        """The id of a monitoring case of a customer whose application these subjects submitted."""
        people = [{"name": one, "principal": f"token:{one}"} for one in submitters]
        details = {"customer_id": "customer-demo-1", "hits": [], "submitters": people}
        one = case_id("customer-demo-1", [*submitters])
        begin = status.begin(self.table, one, {"customer_id": "customer-demo-1"})
        alert = Evidence({"kind": "sanctions"}, details=details, writes=(begin,))
        assert self.table.keep(one, ALERT, "001", alert, timestamp())
        return one

    def decide(self, one: str, subject: str, *roles: Role, etag: str = "", **body: Any) -> Reply:
        """A decision on the evidence as it is, or as ``etag`` says."""
        seen = etag or self.call("GET", f"/applications/{one}", subject, *(roles or (Role.REVIEWER,))).etag
        given = {"decision": "approved", "reason": "DOCUMENTS_SEEN"} | body
        path, headers = f"/reviews/{one}/decisions", {"If-Match": seen}
        return self.call("POST", path, subject, *(roles or (Role.REVIEWER,)), body=given, headers=headers)
