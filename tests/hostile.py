"""Requests that nobody sends in good faith, as they go over the wire: for the function alone, and by the gateway."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.applications import application

JSON = {"Content-Type": "application/json"}
MARK = "<script>alert(1)</script>"
"""What no answer may repeat."""
NONE = f'"{"0" * 64}"'


@dataclass(frozen=True)
class Hostile:
    """``statuses``: of which one is the answer; the gateway itself may answer some before the function sees them."""

    name: str
    statuses: tuple[int, ...]
    method: str = "POST"
    path: str = "/applications"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


def _submitted(**changes: Any) -> bytes:
    return json.dumps(application(**changes)).encode()


def _post(name: str, status: int, body: bytes, **headers: str) -> Hostile:
    sent = (
        JSON
        | {"Idempotency-Key": "a-key-of-this-test"}
        | {key.replace("_", "-"): text for key, text in headers.items()}
    )
    return Hostile(name, (status,), body=body, headers=sent)


def _get(name: str, path: str, *statuses: int, **query: str) -> Hostile:
    return Hostile(name, statuses, "GET", path, query=query)


BODIES = (
    _post("too large", 413, b'{"a": "' + b"x" * 300_000 + b'"}'),
    _post("a million-character name", 413, _submitted(applicant={"family_name": "x" * 1_000_000})),
    _post("a name that is too long", 422, _submitted(applicant={"family_name": "x" * 10_000})),
    _post("no body", 400, b""),
    _post("no object", 422, b"[]"),
    _post("a text", 422, b'"application"'),
    _post("null", 422, b"null"),
    _post("no JSON", 400, b"<xml/>"),
    _post("two values", 400, b"{} {}"),
    _post("half an object", 400, b'{"application_id": '),
    _post("wrong type", 422, _submitted(applicant="Eriksson")),
    _post("unknown field", 422, _submitted(reviewer="eva")),
    _post("a field that is markup", 422, _submitted(**{MARK: 1})),
    _post("a value that is markup", 422, _submitted(product=MARK)),
    _post("an id that is a path", 422, _submitted(application_id="../../demo-1")),
    _post("deep", 400, b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    _post("invalid UTF-8", 400, b'{"application_id": "demo-\xff"}'),
    _post("half a character", 400, rb'{"application_id": "demo-\ud800"}'),
    _post("duplicate keys", 400, b'{"application_id": "demo-1", "application_id": "demo-2"}'),
    _post("no number", 400, b'{"a": NaN}'),
    _post("a number without end", 400, b'{"a": ' + b"9" * 5_000 + b"}"),
    _post("prototype", 422, b'{"__proto__": {"roles": ["operator"]}}'),
    _post("another type of content", 415, _submitted(), Content_Type="text/xml"),
    _post("a form", 415, b"application_id=demo-1", Content_Type="application/x-www-form-urlencoded"),
    _post("no key", 400, _submitted(), Idempotency_Key=""),
    _post("a key that is no key", 400, _submitted(), Idempotency_Key="a b c d e f g h"),
    _post("a key without end", 400, _submitted(), Idempotency_Key="k" * 65),
)
PATHS = (
    _get("the parent's", "/applications/../reviews", 403, 404),
    _get("an encoded parent's", "/applications/%2e%2e%2freviews", 403, 404),
    _get("twice encoded", "/applications/%252e%252e%252freviews", 404),
    _get("two slashes", "//applications//demo-1", 403, 404),
    _get("an id of markup", f"/applications/{MARK.replace('/', '%2F')}", 403, 404),
    _get("an id without end", f"/applications/{'a' * 2_000}", 404),
    _get("an id with NULL", "/applications/demo-1%00", 404),
    _get("an id with a line break", "/applications/demo-1%0d%0aSet-Cookie:%20a=b", 403, 404),
    _get("another's", "/applications/somebody-elses-1", 404),
    _get("another's timeline", "/applications/somebody-elses-1/timeline", 404),
    _get("another's picture", "/applications/somebody-elses-1/documents/selfie", 404),
    _get("a route that is none", "/admin", 403, 404),
    _get("a query that is not known", "/applications", 422, admin="true"),
    _get("a cursor of somebody else", "/applications", 400, cursor="A" * 720),
    _get("a cursor that is markup", "/applications", 422, cursor=MARK),
    _get("a limit below", "/applications", 422, limit="-1"),
    _get("a status that is none", "/applications", 422, status="' OR 1=1"),
    Hostile("another method", (403, 404), "DELETE", "/applications/demo-1"),
    Hostile("another method by a header", (404,), "GET", "/applications/demo-1", headers={
        "X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PUT", "X-Method-Override": "PUT"}),
    Hostile("another user by a header", (404,), "GET", "/applications/somebody-elses-1", headers={
        "X-User": "eva", "X-Forwarded-User": "eva", "X-Amzn-Oidc-Identity": "eva", "X-Original-Url": "/me"}),
    Hostile("the evidence of another", (404,), "PUT", "/applications/somebody-elses-1", _submitted(),
            JSON | {"If-Match": NONE}),
)  # fmt: skip
HOSTILE = (*BODIES, *PATHS)
