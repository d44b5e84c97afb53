"""One deadline for everything: names with many addresses, TLS, headers, interim answers, bodies. The server is real."""

import socket
import ssl
import time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import parse_url

from lambdas.shared.runtime import bounded_http
from lambdas.shared.runtime.bounded_http import Deadline, Limits, TooLarge, body, parts, problem, request, safe
from tests.lambdas.shared.providers.loopback import PATIENT, TRICKLES, Loopback, Reply

SHORT = Limits(connect=30.0, read=30.0, total=0.5)
"""So that nothing but the whole time can end a request."""
PEM = Path(__file__).parent / "loopback.pem"
"""A certificate for 127.0.0.1 that signs itself, and its key: nobody trusts it but these tests."""


def get(url: str, limits: Limits = PATIENT, most_bytes: int = 100) -> bytes:
    with request("GET", parse_url(url), headers={}, limits=limits) as response:
        return b"".join(body(response, most_bytes))


@pytest.fixture
def encrypted(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's address with TLS, which its client trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    handler = server.RequestHandlerClass

    def encrypting(sock: socket.socket, *others: Any) -> None:
        with context.wrap_socket(sock, server_side=True) as wrapped:
            handler(wrapped, *others)

    monkeypatch.setattr(server, "RequestHandlerClass", encrypting)
    return server.url.replace("http:", "https:")


def test_an_answer_comes_over_tls(server: Loopback, encrypted: str) -> None:
    server.answer = lambda _request: Reply(body=b"encrypted")
    assert get(encrypted) == b"encrypted"


def test_a_certificate_is_verified(
    server: Loopback, encrypted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "none.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SSLError):
        get(encrypted)
    assert server.requests == []


@pytest.mark.parametrize("answer", TRICKLES.values(), ids=TRICKLES)
def test_a_trickle_ends_at_the_deadline(server: Loopback, answer: Reply) -> None:
    server.answer = lambda _request: answer
    with pytest.raises(ReadTimeoutError):
        get(server.url, SHORT)


@pytest.mark.parametrize("answer", TRICKLES.values(), ids=TRICKLES)
def test_a_trickle_over_tls_ends_at_the_deadline(server: Loopback, encrypted: str, answer: Reply) -> None:
    server.answer = lambda _request: answer
    with pytest.raises(ReadTimeoutError):
        get(encrypted, SHORT)


def test_what_trickles_within_the_time_is_an_answer(server: Loopback) -> None:
    server.answer = lambda _request: Reply(
        trickle=[b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: 4\r\n\r\n", b"in", b"it"]
    )
    assert get(server.url) == b"init"


def test_an_answer_that_pauses_for_too_long_ends_before_the_deadline(server: Loopback) -> None:
    server.answer = lambda _request: Reply(silent=True)
    started = time.monotonic()
    with pytest.raises(ReadTimeoutError):
        get(server.url, Limits(connect=30.0, read=0.2, total=30.0))
    assert time.monotonic() - started < 15


@pytest.mark.usefixtures("this_machine")
def test_a_handshake_that_nobody_answers_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:  # the system connects, and nobody speaks
        started = time.monotonic()
        with pytest.raises(ReadTimeoutError):
            get(f"https://127.0.0.1:{listening.getsockname()[1]}", SHORT)
        assert time.monotonic() - started < 15


class Network:
    """Every name has these addresses, and none of them lets anybody connect; time is the test's."""

    def __init__(self, *addresses: str) -> None:
        self.addresses, self.now, self.tried = addresses, 0.0, 0
        self.look_up = socket.getaddrinfo

    def getaddrinfo(self, host: str, port: int, *others: Any) -> list[Any]:
        if host in self.addresses:
            return list(self.look_up(host, port, *others))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.addresses]

    def create_connection(self, address: tuple[str, int], seconds: float, **_: Any) -> socket.socket:
        self.tried += 1
        self.now += seconds
        raise TimeoutError("no answer")


def test_all_addresses_of_a_name_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(*(f"192.1.2.{number}" for number in range(9)))
    monkeypatch.setattr(socket, "getaddrinfo", network.getaddrinfo)
    monkeypatch.setattr(bounded_http, "create_connection", network.create_connection)
    monkeypatch.setattr(bounded_http, "time", SimpleNamespace(monotonic=lambda: network.now))
    with pytest.raises(ConnectTimeoutError):
        get("https://many.example", Limits(connect=2.0, read=8.0, total=9.0))
    assert (network.tried, network.now) == (5, 9.0)


def test_an_address_that_refuses_leaves_the_next_one(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Network("127.0.0.2", "127.0.0.1").getaddrinfo)
    assert get(server.url.replace("127.0.0.1", "localhost")) == b"{}"  # the server listens at the second one only


def test_a_name_that_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Network().getaddrinfo)
    with pytest.raises(NewConnectionError):
        get("https://none.example")


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NameResolutionError):
        get("https://unknown.example")


def test_a_name_that_cannot_be_one() -> None:
    with pytest.raises(LocationParseError):
        get(f"https://{'a' * 70}.example")


def test_a_deadline_says_how_long_one_may_wait() -> None:
    assert Deadline(60).within(5) == 5
    assert 59 < Deadline(60).within(100) <= 60
    with pytest.raises(TimeoutError):
        Deadline(0).within(5)


@pytest.mark.parametrize("drips", [False, True])
def test_a_body_that_is_too_large_is_not_read_to_its_end(server: Loopback, *, drips: bool) -> None:
    server.answer = lambda _request: Reply(body=b"x" * 101, drips=drips)
    with pytest.raises(TooLarge, match="over 100 bytes"):
        get(server.url)


@given(st.binary(max_size=50), st.integers(1, 7), st.integers(0, 60))
def test_parts_are_all_there_is_or_too_large(content: bytes, size: int, most_bytes: int) -> None:
    file = BytesIO(content)
    read: list[bytes] = []
    try:
        read.extend(parts(lambda _size: file.read(size), most_bytes))
    except TooLarge:
        assert len(content) > most_bytes
        assert len(b"".join(read)) <= most_bytes
    else:
        assert b"".join(read) == content
        assert len(content) <= most_bytes


@pytest.mark.parametrize(
    ("error", "said"), [(TimeoutError("MARKED"), "no answer in time"), (OSError("MARKED"), "OSError")]
)
def test_a_problem_is_said_without_the_other_end_s_words(error: Exception, said: str) -> None:
    assert problem(error) == said


@given(st.text() | st.from_regex(r"https?://\[?[0-9a-z:.@%]*\]?(:[0-9]*)?[/?#]?", fullmatch=True))
def test_an_address_is_safe_or_none(address: str) -> None:
    found = safe(address)
    if found:
        assert found.scheme == "https" or found.host in ("localhost", "127.0.0.1", "[::1]")
        assert found.auth is None
