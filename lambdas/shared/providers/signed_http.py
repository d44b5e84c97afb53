"""JSON over signed HTTP, for the providers outside AWS.

Every request carries

- ``X-Kyc-Key-Id``: which key signed it,
- ``X-Kyc-Timestamp``: when, in whole Unix seconds,
- ``X-Kyc-Signature``: ``v1=`` and, in hex, the HMAC-SHA256 by that key over four lines without a final line break:
  the method, the path with its query, the timestamp, and the SHA-256 of the body in hex,
- ``Idempotency-Key``, where it is a POST: the same key twice is one request.

The other end calls ``verify``, and refuses with 401 what that refuses. It answers with ``application/json``, an object
of at most 64 KiB. Nothing is sent twice here and no redirect is followed: the workflow retries. Messages name the
method, the host and the status, never a path, a body or what the other end wrote.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Timeout, Url, parse_url

from lambdas.shared.runtime.errors import KycError, NotConfigured, ProviderRejected, ProviderUnavailable, Throttled
from lambdas.shared.runtime.secrets import Connection

MAX_BYTES = 64 * 1024
"""Of an answer: no provider's is a tenth of it, and more would be read for as long as it comes."""
MAX_AGE_SECONDS = 300
"""How far a request's timestamp may be from the receiver's clock."""

STATUSES: dict[int, type[KycError]] = {
    401: NotConfigured,
    403: NotConfigured,
    408: ProviderUnavailable,
    425: ProviderUnavailable,
    429: Throttled,
}
FAMILIES: dict[int, type[KycError]] = {3: ProviderRejected, 4: ProviderRejected, 5: ProviderUnavailable}
"""What a status means, and where it is not named, its first digit. No answer, or one outside the contract:
ProviderUnavailable, so that after some retries a person looks."""

_SUCCESS, _GONE = 2, 410
Answered = Callable[[urllib3.BaseHTTPResponse, float, str], dict[str, Any]]
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class Gone(ProviderRejected):
    """Whoever was told wants to hear no more of it (410)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until connected, between two parts of the answer, and for all together."""

    connect: float = 2.0
    read: float = 8.0
    total: float = 10.0


LIMITS = Limits()


class SignedHttp:
    """A provider's address and the key it knows us by. Raises NotConfigured for an address that is not allowed.

    Its calls raise Throttled, ProviderUnavailable, ProviderRejected, NotConfigured.
    """

    def __init__(self, url: str, key_id: str, key: str, limits: Limits = LIMITS) -> None:
        self.url, self.host = url.rstrip("/"), _allowed(url).netloc
        if not (key_id and key and key_id.isascii() and key_id.isprintable()):
            raise NotConfigured("key_id and key must be there, key_id of ASCII letters")
        self.key_id, self.key, self.limits = key_id, key, limits

    def get(self, path: str) -> dict[str, Any]:
        """The object that is at ``path``, which begins with a slash."""
        return self._send("GET", path, b"", {})

    def post(self, path: str, body: dict[str, Any], *, idempotency_key: str) -> dict[str, Any]:
        """The object that is answered to ``body``; the same key twice is one request."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        return self._send("POST", path, json.dumps(body).encode(), headers)

    def notify(self, body: dict[str, Any], *, idempotency_key: str) -> None:
        """Post ``body`` to the address itself; any 2xx takes it, whatever it says. Raises Gone too."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        self._send("POST", "", json.dumps(body).encode(), headers, answered=_taken)

    def _send(
        self, method: str, path: str, body: bytes, headers: dict[str, str], answered: Answered | None = None
    ) -> dict[str, Any]:
        said = f"{method} {self.host}"
        target = parse_url(self.url + path)
        headers = headers | self._signed(method, target.request_uri, body)
        deadline = time.monotonic() + self.limits.total
        try:
            # One connection for one call: by the time a frozen function thaws, a kept one is dead.
            with urllib3.PoolManager(num_pools=1, retries=False, timeout=self._timeout()) as pool:
                response = pool.request(
                    method,
                    target.url,
                    body=body or None,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
                try:
                    return (answered or _answer)(response, deadline, said)
                finally:
                    response.close()
        except HTTPError as error:
            raise ProviderUnavailable(f"{said}: {type(error).__name__}") from None

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "Accept": "application/json",
            "User-Agent": "kyc-onboarding",
            "X-Kyc-Key-Id": self.key_id,
            "X-Kyc-Timestamp": timestamp,
            "X-Kyc-Signature": signature(self.key, method, path, timestamp, body),
        }

    def _timeout(self) -> Timeout:
        return Timeout(connect=self.limits.connect, read=self.limits.read, total=self.limits.total)


def connected(setting: str, connection: Connection, limits: Limits = LIMITS) -> SignedHttp:
    """The system that a secret tells of. Raises NotConfigured, which names the ``setting`` with the secret's name."""
    try:
        return SignedHttp(connection.url, connection.key_id, connection.key, limits)
    except NotConfigured as error:
        raise NotConfigured(f"in the secret that {setting} names, {error}") from None


def retry_after(answer: dict[str, Any], who: str) -> int:
    """The other end's hint when to ask again, which a policy bounds. Raises ProviderUnavailable where it is none."""
    hint = answer.get("retry_after_seconds")
    if not isinstance(hint, int) or isinstance(hint, bool):
        raise ProviderUnavailable(f"{who}: an answer outside the contract: retry_after_seconds")
    return hint


def signature(key: str, method: str, path: str, timestamp: str, body: bytes) -> str:
    """The value of X-Kyc-Signature; ``path`` with its query, as it is in the request line."""
    signed = "\n".join((method, path, timestamp, hashlib.sha256(body).hexdigest()))
    return f"v1={hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()}"


def verify(
    key: str, method: str, path: str, *, timestamp: str, signed: str, body: bytes, now: float | None = None
) -> bool:
    """Whether ``signed`` is the signature of this request by ``key``, made at most MAX_AGE_SECONDS ago.

    ``timestamp`` and ``signed`` are the headers' values, "" where there is none. ``now``: Unix seconds, by default the
    clock's.
    """
    if not _TIMESTAMP.fullmatch(timestamp):
        return False
    fresh = abs((time.time() if now is None else now) - int(timestamp)) <= MAX_AGE_SECONDS
    expected = signature(key, method, path, timestamp, body)
    return hmac.compare_digest(expected.encode(), signed.encode(errors="replace")) and fresh


def safe(address: str) -> Url | None:
    """The parts of an address that may be asked: encrypted, or on this machine, and without a user's name."""
    try:
        parts = parse_url(address)
    except LocationParseError:
        return None
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and parts.host in _LOOPBACK)
    return parts if encrypted and parts.host and not parts.auth else None


def _allowed(url: str) -> Url:
    """The parts of a provider's address. Raises NotConfigured."""
    parts = safe(url)
    if parts is None or parts.query or parts.fragment:
        raise NotConfigured("url must be https://, a host and perhaps a path (http:// on this machine only)")
    return parts


def _taken(response: urllib3.BaseHTTPResponse, _deadline: float, said: str) -> dict[str, Any]:
    if response.status == _GONE:
        raise Gone(f"{said}: {response.status}")
    _refuse_failure(response, said)
    return {}


def _refuse_failure(response: urllib3.BaseHTTPResponse, said: str) -> None:
    family = response.status // 100
    if family != _SUCCESS:
        meaning = STATUSES.get(response.status) or FAMILIES.get(family, ProviderUnavailable)
        raise meaning(f"{said}: {response.status}")


def _answer(response: urllib3.BaseHTTPResponse, deadline: float, said: str) -> dict[str, Any]:
    _refuse_failure(response, said)
    if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        _wrong(said, "not application/json")
    try:
        answer = json.loads(_body(response, deadline, said).decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _wrong(said, "not JSON")
    if not isinstance(answer, dict):
        _wrong(said, "not an object")
    return answer


def _body(response: urllib3.BaseHTTPResponse, deadline: float, said: str) -> bytes:
    """All of it, part by part: a time limit of the socket's would start anew with each."""
    body = b""
    while part := response.read1(MAX_BYTES, decode_content=False):
        body += part
        if len(body) > MAX_BYTES:
            _wrong(said, f"over {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise ProviderUnavailable(f"{said}: not answered in time")
    return body


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not in JSON")


def _wrong(said: str, why: str) -> NoReturn:
    raise ProviderUnavailable(f"{said}: an answer outside the contract: {why}")
