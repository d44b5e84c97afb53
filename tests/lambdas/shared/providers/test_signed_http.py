"""Requests are signed, limits hold, and all that can go wrong is an error of ours. The server is a real one."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.providers.signed_http import (
    FAMILIES,
    MAX_AGE_SECONDS,
    MAX_BYTES,
    STATUSES,
    SignedHttp,
    signature,
    verify,
)
from lambdas.shared.runtime import errors
from lambdas.shared.runtime.bounded_http import Limits
from tests.lambdas.shared.providers.loopback import (
    JSON,
    KEY,
    KEY_ID,
    PATIENT,
    TRICKLES,
    Loopback,
    Reply,
    Request,
    reply,
)

CALLS: dict[str, Callable[[SignedHttp], dict[str, Any]]] = {
    "GET": lambda http: http.get("/v1/things?of=now"),
    "POST": lambda http: http.post("/v1/things", {"name": "MARKED-DATA"}, idempotency_key="key-1"),
}


def client(server: Loopback, path: str = "", limits: Limits = PATIENT) -> SignedHttp:
    return SignedHttp(server.url + path, KEY_ID, KEY, limits)


def test_a_request_carries_what_the_other_end_verifies(server: Loopback) -> None:
    server.answer = lambda request: reply({"signed": request.signed}, 202)
    assert client(server).post("/v1/things?x=1", {"name": "Zoë"}, idempotency_key="key-1") == {"signed": True}
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/things?x=1")
    assert json.loads(request.body) == {"name": "Zoë"}
    assert request.headers["idempotency-key"] == "key-1"
    assert request.headers["content-type"] == JSON
    assert request.headers["x-kyc-key-id"] == KEY_ID
    assert abs(int(request.headers["x-kyc-timestamp"]) - time.time()) < 60


def test_a_get_is_signed_over_its_query_and_no_body(server: Loopback) -> None:
    server.answer = lambda request: reply({"signed": request.signed, "key": request.headers.get("idempotency-key")})
    assert client(server).get("/v1/things/Ä b?of=now") == {"signed": True, "key": None}
    assert server.requests[0].body == b""


@pytest.mark.parametrize("prefix", ["/bureau", "/bureau/"])
def test_a_providers_address_may_have_a_path(server: Loopback, prefix: str) -> None:
    server.answer = lambda request: reply({"signed": request.signed, "path": request.path})
    assert client(server, prefix).get("/v1/things") == {"signed": True, "path": "/bureau/v1/things"}


def test_another_key_is_not_ours(server: Loopback) -> None:
    server.answer = lambda request: reply({"signed": request.signed})
    assert SignedHttp(server.url, KEY_ID, "another key", PATIENT).get("/") == {"signed": False}


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize(
    ("status", "raised"),
    [
        *STATUSES.items(),
        (301, errors.ProviderRejected),
        (302, errors.ProviderRejected),
        (307, errors.ProviderRejected),
        (400, errors.ProviderRejected),
        (404, errors.ProviderRejected),
        (409, errors.ProviderRejected),
        (422, errors.ProviderRejected),
        (500, errors.ProviderUnavailable),
        (502, errors.ProviderUnavailable),
        (503, errors.ProviderUnavailable),
        (599, errors.ProviderUnavailable),
        (600, errors.ProviderUnavailable),
    ],
)
def test_each_status_means_one_error(server: Loopback, method: str, status: int, raised: type[Exception]) -> None:
    place = {"Content-Type": JSON, "Location": f"{server.url}/elsewhere", "Retry-After": "1"}
    server.answer = lambda _request: Reply(status, b'{"said": "MARKED-DATA"}', place)
    with pytest.raises(errors.KycError) as said:
        CALLS[method](client(server))
    assert type(said.value) is raised
    assert str(said.value) == f"{method} 127.0.0.1:{server.server_port}: {status}"
    assert len(server.requests) == 1  # neither followed nor tried again


def test_the_tables_are_what_the_workflow_counts_on() -> None:
    assert STATUSES[429] is errors.Throttled
    assert STATUSES[401] is STATUSES[403] is errors.NotConfigured
    assert STATUSES[408] is STATUSES[425] is FAMILIES[5] is errors.ProviderUnavailable
    assert FAMILIES[3] is FAMILIES[4] is errors.ProviderRejected


HUGE = json.dumps({"text": "x" * MAX_BYTES}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        Reply(body=b""),
        Reply(204, b""),
        Reply(body=b"MARKED-DATA"),
        Reply(body=b'{"text": "MARKED-DATA"'),
        Reply(body=b"[]"),
        Reply(body=b"null"),
        Reply(body=b'"MARKED-DATA"'),
        Reply(body=b"12"),
        Reply(body=b'{"number": NaN}'),
        Reply(body=b'{"number": ' + b"1" * 5000 + b"}"),
        Reply(body=b'{"text": "\xff"}'),
        Reply(body='{"text": "x"}'.encode("utf-16")),
        Reply(body=b'{"a":' + b"[" * 60_000),
        Reply(body=HUGE),
        Reply(body=HUGE, drips=True),
        Reply(headers={}),
        Reply(headers={"Content-Type": "text/html"}),
        Reply(headers={"Content-Type": JSON, "Content-Encoding": "gzip"}, body=b"\x1f\x8b\x08"),
        Reply(body=b'{"a": 1}', promised=100),
        Reply(body=b"", promised=100),
        Reply(body=b"{}", headers={"Content-Type": JSON, "Transfer-Encoding": "chunked"}),
        Reply(body=b'{"a": 1, ', drips=True),
        Reply(silent=True),
    ],
    ids=lambda answer: f"{answer.status} {answer.body[:14]!r} {answer.promised or ''}",
)
@pytest.mark.parametrize("method", CALLS)
def test_an_answer_outside_the_contract_is_none(server: Loopback, method: str, answer: Reply) -> None:
    server.answer = lambda _request: answer
    started = time.monotonic()
    with pytest.raises(errors.ProviderUnavailable) as said:
        CALLS[method](client(server, limits=answer.limits))
    assert str(said.value).startswith(f"{method} 127.0.0.1:{server.server_port}: ")
    assert "MARKED" not in str(said.value)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("answer", TRICKLES.values(), ids=TRICKLES)
def test_an_answer_that_trickles_in_is_not_waited_for(server: Loopback, method: str, answer: Reply) -> None:
    server.answer = lambda _request: answer
    with pytest.raises(errors.ProviderUnavailable, match=r": no answer in time$"):
        CALLS[method](client(server, limits=answer.limits))


def test_an_answer_may_be_as_large_as_allowed(server: Loopback) -> None:
    text = "x" * (MAX_BYTES - len('{"text": ""}'))
    server.answer = lambda _request: reply({"text": text})
    assert client(server).get("/") == {"text": text}


@pytest.mark.parametrize("kind", ["Application/JSON; charset=utf-8", JSON])
def test_the_content_type_may_have_parameters(server: Loopback, kind: str) -> None:
    server.answer = lambda _request: Reply(headers={"Content-Type": kind})
    assert client(server).get("/") == {}


@pytest.mark.usefixtures("this_machine")
def test_nobody_listens() -> None:
    with socket.socket() as taken:  # so that nobody else listens there meanwhile
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.ProviderUnavailable, match="NewConnectionError"):
            SignedHttp(f"http://127.0.0.1:{taken.getsockname()[1]}", KEY_ID, KEY, PATIENT).get("/")


def test_the_other_end_speaks_no_tls(server: Loopback) -> None:
    encrypted = server.url.replace("http:", "https:")
    with pytest.raises(errors.ProviderUnavailable, match="SSLError"):
        SignedHttp(encrypted, KEY_ID, KEY, PATIENT).get("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bureau.example",
        "http://bureau.example",
        "http://127.0.0.1.bureau.example",
        "http://127.0.0.1@bureau.example",
        "ftp://bureau.example",
        "https://",
        "https:///v1",
        "https://user:password@bureau.example",
        "https://bureau.example/?a=b",
        "https://bureau.example/#a",
        "https://bureau.example:port",
        "https://[bureau",
    ],
)
def test_only_encrypted_addresses_are_allowed(url: str) -> None:
    with pytest.raises(errors.NotConfigured, match="https://"):
        SignedHttp(url, KEY_ID, KEY)


@pytest.mark.parametrize("url", ["https://Bureau.example/v1", "http://localhost:8080", "http://[::1]:8080"])
def test_this_machine_needs_no_encryption(url: str) -> None:
    assert SignedHttp(url, KEY_ID, KEY).host in ("bureau.example", "localhost:8080", "[::1]:8080")


@pytest.mark.parametrize(("key_id", "key"), [("", KEY), (KEY_ID, ""), ("bänk", KEY), ("bank\r\nX: y", KEY)])
def test_a_key_must_be_there(key_id: str, key: str) -> None:
    with pytest.raises(errors.NotConfigured, match="key_id"):
        SignedHttp("https://bureau.example", key_id, key)


NOW = 1_800_000_000
BODY = b'{"reference": "abc"}'
PATH = "/v1/things?of=now"
SIGNED = signature(KEY, "POST", PATH, str(NOW), BODY)


def verified(**changes: Any) -> bool:
    signed: dict[str, Any] = {"key": KEY, "method": "POST", "path": PATH, "timestamp": str(NOW), "body": BODY}
    return verify(**(signed | {"signed": SIGNED, "now": NOW} | changes))


def test_a_signature_is_an_hmac_over_four_lines() -> None:
    """By hand: printf 'POST\\n…\\n…\\n…' | openssl dgst -sha256 -hmac 'a key of the tests'."""
    assert SIGNED == "v1=b0e27d58fe3a6d82ebaa819dd55f0536dd4dbb7a79ff14edac32be365ffa6058"
    assert verified()


@pytest.mark.parametrize("age", [0, MAX_AGE_SECONDS, -MAX_AGE_SECONDS])
def test_a_signature_is_good_for_five_minutes(age: int) -> None:
    assert verified(now=NOW + age)


@pytest.mark.parametrize("age", [MAX_AGE_SECONDS + 1, -MAX_AGE_SECONDS - 1, 10**9])
def test_an_old_signature_is_refused(age: int) -> None:
    assert not verified(now=NOW + age)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "another key"},
        {"method": "GET"},
        {"path": PATH + "x"},
        {"timestamp": str(NOW + 1)},
        {"timestamp": ""},
        {"timestamp": f" {NOW}"},
        {"timestamp": f"+{NOW}"},
        {"timestamp": "٣" * 10},
        {"timestamp": "9" * 5000},
        {"timestamp": "-1"},
        {"signed": ""},
        {"signed": SIGNED.removeprefix("v1=")},
        {"signed": SIGNED.upper()},
        {"signed": SIGNED.replace("v1", "v2")},
        {"signed": "v1=\udcff"},
        {"body": b""},
    ],
)
def test_what_was_not_signed_is_refused(changes: dict[str, Any]) -> None:
    assert not verified(**changes)


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["body", "path", "timestamp", "signed"]))
    whole = {"body": BODY, "path": PATH.encode(), "timestamp": str(NOW).encode(), "signed": SIGNED.encode()}[part]
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 127).filter(lambda byte: byte != whole[place]))
    changed = whole[:place] + bytes([other]) + whole[place + 1 :]
    assert not verified(**{part: changed if part == "body" else changed.decode()})


@given(st.binary(max_size=40), st.text(max_size=20), st.text(max_size=70))
def test_whatever_the_headers_say_nothing_is_raised(body: bytes, timestamp: str, signed: str) -> None:
    assert not verified(body=body, timestamp=timestamp, signed=signed)


def test_a_request_is_verified_as_the_server_read_it(server: Loopback) -> None:
    client(server).post("/v1/things", {"a": 1}, idempotency_key="key-1")
    (request,) = server.requests
    tampered = Request(request.method, request.path, request.headers, request.body + b" ")
    assert (request.signed, tampered.signed) == (True, False)
