"""A real HTTP server on loopback, whose answers are a test's, and an address bureau that keeps its contract on it."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lambdas.shared.providers.signed_http import verify
from lambdas.shared.runtime.addresses import SETTING
from lambdas.shared.runtime.bounded_http import Limits

KEY_ID, KEY = "bank-1", "a key of the tests"
QUICK = Limits(connect=1.0, read=0.3, total=0.6)
"""For answers that never come whole. A busy machine may take longer for one that does come, so those get PATIENT."""
PATIENT = Limits(connect=30.0, read=30.0, total=30.0)
JSON = "application/json"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def signed(self) -> bool:
        """Whether this very request was signed by the key just now."""
        timestamp, value = self.headers["x-kyc-timestamp"], self.headers["x-kyc-signature"]
        known = self.headers["x-kyc-key-id"] == KEY_ID
        return known and verify(KEY, self.method, self.path, timestamp=timestamp, signed=value, body=self.body)


@dataclass(frozen=True)
class Reply:
    """What the server answers.

    ``promised``: the Content-Length, where it is not the body's. ``drips``: the body comes again and again.
    ``trickle``: what is sent in place of everything else, a part every tenth of a second.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    promised: int | None = None
    drips: bool = False
    silent: bool = False
    trickle: Sequence[bytes] = ()

    @property
    def limits(self) -> Limits:
        """How long a test waits for this answer."""
        return QUICK if self.drips or self.silent or self.trickle else PATIENT


_HEAD, _BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n", b"{%58s}" % b""
TRICKLES = {
    "headers": Reply(trickle=[*(bytes([byte]) for byte in _HEAD), _BODY]),
    "100 Continue": Reply(trickle=[*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 60, _HEAD + _BODY]),
    "body": Reply(trickle=[_HEAD, *(bytes([byte]) for byte in _BODY)]),
}
"""Valid answers of six seconds or more, of which a part always comes soon: only a limit for the whole refuses them."""


def reply(answer: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(answer).encode())


class Loopback(ThreadingHTTPServer):
    """Answers every request with ``answer(request)`` and keeps it in ``requests``."""

    daemon_threads = False  # the end waits for them, so that no socket is left open

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Reply] = lambda _request: Reply()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that had enough hung up."""


class _Handler(BaseHTTPRequestHandler):
    server: Loopback

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        self.server.requests.append(request)
        self._send(self.server.answer(request))

    do_POST = do_GET  # noqa: N815 - http.server's name

    def _send(self, made: Reply) -> None:
        if made.silent:
            self.server.ended.wait(30)
            return
        if made.trickle:
            self._trickle(made.trickle)
            return
        self.send_response(made.status)
        for name, value in made.headers.items():
            self.send_header(name, value)
        if not made.drips:
            self.send_header("Content-Length", str(len(made.body) if made.promised is None else made.promised))
        self.end_headers()
        self.wfile.write(made.body)
        while made.drips and not self.server.ended.wait(0.05):
            self.wfile.write(made.body)

    def _trickle(self, parts: Sequence[bytes]) -> None:
        for part in parts:
            self.wfile.write(part)
            if self.server.ended.wait(0.1):
                return


@contextmanager
def serving() -> Iterator[Loopback]:
    """The server, until the end of the block, where functions may call what runs on this machine."""
    with Loopback() as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv(SETTING, "127.0.0.0/8")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


class Bureau:
    """An address bureau: one check for each Idempotency-Key, answered ``result`` from the second poll on."""

    def __init__(self, result: str = "confirmed", retry_after_seconds: int = 60) -> None:
        self.result, self.retry_after_seconds = result, retry_after_seconds
        self.checks: dict[str, dict[str, Any]] = {}
        self.polls: dict[str, int] = {}

    def __call__(self, request: Request) -> Reply:
        if not request.signed:
            return reply({}, 401)
        return self._post(request) if request.method == "POST" else self._get(request)

    def _post(self, request: Request) -> Reply:
        if request.path != "/v1/address-checks":
            return reply({}, 404)
        asked = json.loads(request.body)
        reference = asked["reference"]
        if request.headers["idempotency-key"] != reference:
            return reply({}, 422)
        self.checks.setdefault(reference, asked)
        return reply({"reference": reference, "retry_after_seconds": self.retry_after_seconds}, 202)

    def _get(self, request: Request) -> Reply:
        reference = request.path.removeprefix("/v1/address-checks/")
        if reference not in self.checks:
            return reply({}, 404)
        self.polls[reference] = self.polls.get(reference, 0) + 1
        if self.polls[reference] == 1:
            return reply({"status": "pending", "retry_after_seconds": self.retry_after_seconds})
        return reply({"status": "answered", "result": self.result})


class Core:
    """A core banking that keeps its contract; an account is active from the second look after that was asked for."""

    def __init__(self) -> None:
        self.accounts: dict[str, dict[str, Any]] = {}
        self.told: list[dict[str, Any]] = []
        self.looks: dict[str, int] = {}
        self.blocks: dict[tuple[str, str], str] = {}

    def __call__(self, request: Request) -> Reply:
        if not request.signed:
            return reply({}, 401)
        _, account_id, action = (*request.path.removeprefix("/v1/accounts").split("/"), "", "")[:3]
        if request.method == "GET":
            return self._get(account_id)
        asked = json.loads(request.body)
        if action == "blocks":
            return self._block(request, account_id)
        key = f"{account_id}-{action}" if action else asked["account_id"]
        if request.headers["idempotency-key"] != key:
            return reply({}, 422)
        return {"": self._open, "activation": self._activate, "closure": self._close}[action](account_id, asked)

    def _open(self, _: str, asked: dict[str, Any]) -> Reply:
        self.told.append(asked)
        account = self.accounts.setdefault(asked["account_id"], {"iban": asked["iban"], "status": "opened"})
        if account["status"] == "closed" or account["iban"] != asked["iban"]:
            return reply({}, 409)
        return self._answer(asked["account_id"])

    def _activate(self, account_id: str, _: dict[str, Any]) -> Reply:
        if self.accounts[account_id]["status"] == "closed":
            return reply({}, 409)
        self.looks.setdefault(account_id, 0)
        return self._answer(account_id, 202)

    def _close(self, account_id: str, _: dict[str, Any]) -> Reply:
        self.accounts.setdefault(account_id, {})["status"] = "closed"
        return self._answer(account_id)

    def _block(self, request: Request, account_id: str) -> Reply:
        block_id, _, release = request.path.rpartition("/blocks/")[2].partition("/")
        status, what = ("released", "release") if release else ("blocked", "block")
        if request.headers["idempotency-key"] != f"{account_id}-{what}-{block_id}":
            return reply({}, 422)
        before = self.blocks.get((account_id, block_id))
        if account_id not in self.accounts or (release and before is None):
            return reply({}, 404)
        if not release and (before == "released" or self.accounts[account_id]["status"] == "closed"):
            return reply({}, 409)
        self.blocks[account_id, block_id] = status
        return reply({"account_id": account_id, "block_id": block_id, "status": status})

    def _get(self, account_id: str) -> Reply:
        if account_id not in self.accounts:
            return reply({}, 404)
        if account_id in self.looks and self.accounts[account_id]["status"] == "opened":
            self.looks[account_id] += 1
            self.accounts[account_id]["status"] = "opened" if self.looks[account_id] == 1 else "active"
        return self._answer(account_id)

    def _answer(self, account_id: str, code: int = 200) -> Reply:
        told = {"account_id": account_id, "status": self.accounts[account_id]["status"]}
        return reply(told | {"retry_after_seconds": 60}, code)
