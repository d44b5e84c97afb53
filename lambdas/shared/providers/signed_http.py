"""JSON over signed HTTP, for the providers outside AWS.

Every request carries

- ``X-Kyc-Key-Id``: which key signed it,
- ``X-Kyc-Timestamp``: when, in whole Unix seconds,
- ``X-Kyc-Signature``: ``v1=`` and, in hex, the HMAC-SHA256 by that key over four lines without a final line break:
  the method, the path with its query, the timestamp, and the SHA-256 of the body in hex,
- ``Idempotency-Key``, where it is a POST: the same key twice is one request.

The other end checks the signature as ``verify`` does, and answers 401 where it is wrong. It answers with
``application/json``, an object of at most 64 KiB. Nothing is sent twice here, since the workflow retries, and no
redirect is followed. Messages name the method, the host and the status, never a path, a body or what the other end
wrote.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any, NoReturn

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from lambdas.shared.runtime import bounded_http, json_text
from lambdas.shared.runtime.bounded_http import AddressRefused, Limits, TooLarge, safe
from lambdas.shared.runtime.errors import KycError, NotConfigured, ProviderRejected, ProviderUnavailable, Throttled
from lambdas.shared.runtime.secrets import Connection

MAX_BYTES = 64 * 1024
"""An answer's largest body; no provider's is a tenth of it."""
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
"""What a status other than 2xx means; where STATUSES does not have it, its first digit decides. No answer, or one
outside the contract, is ProviderUnavailable: after some retries a person looks."""

JsonObject = dict[str, Any]
"""An object of JSON: in a request, as the contract with the other end has it; in an answer, with nothing checked yet
but that it is an object, so an adapter checks each field that it uses."""

LIMITS = Limits(connect=2.0, read=8.0, total=10.0)

_SUCCESS, _GONE = 2, 410
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_Reader = Callable[[BaseHTTPResponse, str], JsonObject]


class Gone(ProviderRejected):
    """The endpoint answered 410 Gone: send it nothing more."""


class SignedHttp:
    """A provider's address and the key it knows us by. Raises NotConfigured for an address that is not allowed.

    Its calls raise Throttled, ProviderUnavailable, ProviderRejected, NotConfigured.
    """

    def __init__(self, url: str, key_id: str, key: str, limits: Limits = LIMITS) -> None:
        self.url, self.host = url.rstrip("/"), _allowed(url).netloc
        if not (key_id and key and key_id.isascii() and key_id.isprintable()):
            raise NotConfigured("key_id and key must be there, key_id of ASCII letters")
        self.key_id, self.key, self.limits = key_id, key, limits

    def get(self, path: str) -> JsonObject:
        """The object that is at ``path``, which begins with a slash."""
        return self._send("GET", path, b"", {}, _object)

    def post(self, path: str, body: JsonObject, *, idempotency_key: str) -> JsonObject:
        """The object that is answered to ``body``; the other end takes the same key twice as one request."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        return self._send("POST", path, json.dumps(body).encode(), headers, _object)

    def notify(self, body: JsonObject, *, idempotency_key: str) -> None:
        """Post ``body`` to the address itself; any 2xx accepts it, whatever its body. Raises Gone too."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        self._send("POST", "", json.dumps(body).encode(), headers, _taken)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], read: _Reader) -> JsonObject:
        place = f"{method} {self.host}"
        target = parse_url(self.url + path)
        headers = headers | self._signed(method, target.request_uri, body)
        try:
            with bounded_http.request(method, target, headers=headers, limits=self.limits, body=body) as response:
                return read(response, place)
        except AddressRefused as error:
            raise NotConfigured(f"{place}: {bounded_http.problem(error)}") from None
        except HTTPError as error:
            raise ProviderUnavailable(f"{place}: {bounded_http.problem(error)}") from None

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        return {
            "Accept": "application/json",
            "User-Agent": "kyc-onboarding",
            "X-Kyc-Key-Id": self.key_id,
            "X-Kyc-Timestamp": timestamp,
            "X-Kyc-Signature": signature(self.key, method, path, timestamp, body),
        }


def connected(setting: str, connection: Connection, limits: Limits = LIMITS) -> SignedHttp:
    """A client of the system that a secret describes; ``setting`` is the variable that names the secret.

    Raises NotConfigured, which names the ``setting``.
    """
    try:
        return SignedHttp(connection.url, connection.key_id, connection.key, limits)
    except NotConfigured as error:
        raise NotConfigured(f"in the secret that {setting} names, {error}") from None


def retry_after(answer: JsonObject, who: str) -> int:
    """The seconds after which the other end wants to be asked again; PollingLimits bound them.

    ``who`` names the other end in the message. Raises ProviderUnavailable where it is not a whole number.
    """
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


def _allowed(url: str) -> Url:
    """The parts of a provider's address. Raises NotConfigured."""
    parts = safe(url)
    if parts is None or parts.query or parts.fragment:
        raise NotConfigured("url must be https://, a host and perhaps a path (http:// on this machine only)")
    return parts


def _taken(response: BaseHTTPResponse, place: str) -> JsonObject:
    """Nothing, whatever a successful answer says. Raises Gone, and what ``_refuse_failure`` raises."""
    if response.status == _GONE:
        raise Gone(f"{place}: {response.status}")
    _refuse_failure(response, place)
    return {}


def _object(response: BaseHTTPResponse, place: str) -> JsonObject:
    """The object that a successful answer is. Raises ProviderUnavailable, and what ``_refuse_failure`` raises."""
    _refuse_failure(response, place)
    if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        _wrong(place, "not application/json")
    try:
        answer = json_text.parse(b"".join(bounded_http.body(response, MAX_BYTES)))
    except TooLarge as error:
        _wrong(place, str(error))
    except json_text.InvalidJson:
        _wrong(place, "not JSON")
    if not isinstance(answer, dict):
        _wrong(place, "not an object")
    return answer


def _refuse_failure(response: BaseHTTPResponse, place: str) -> None:
    """Raises the error that a status other than 2xx means."""
    family = response.status // 100
    if family != _SUCCESS:
        meaning = STATUSES.get(response.status) or FAMILIES.get(family, ProviderUnavailable)
        raise meaning(f"{place}: {response.status}")


def _wrong(place: str, why: str) -> NoReturn:
    raise ProviderUnavailable(f"{place}: an answer outside the contract: {why}")
