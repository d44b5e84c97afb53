"""A Python client of the API, for the bank's own applications. It needs no AWS credentials, and no part of AWS's SDK.

>>> bank = ApiClient.connect("https://kyc.bank.example", token)
>>> application_id = bank.submit(application)
>>> bank.show(application_id)["status"]
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlencode

import urllib3

from backoffice.errors import BackOfficeError
from lambdas.shared.onboardings.errors import listed
from lambdas.shared.runtime.json_text import InvalidJson, own

Json = dict[str, Any]
"""A body of a request or an answer; ``definitions/schemas/answer_request.json`` has the form of each."""
_LIMITS = urllib3.Timeout(connect=5, read=40)
# Every request may be made again: what was done before is answered as it was.
_AGAIN = urllib3.Retry(
    3, redirect=0, status_forcelist=(429, 503), allowed_methods=None, backoff_factor=0.5, raise_on_status=False
)
_GOOD = range(200, 300)


class ApiRefused(BackOfficeError):
    """The API did not do it: HTTP's ``status``, the problem's ``kind``, and ``problems``: each field with its rule."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status, self.kind = status, str(problem.get("type", "")).removeprefix("urn:kyc:")
        self.problems = [f"{one.get('field')}: {one.get('rule')}" for one in problem.get("errors", [])]
        super().__init__(listed(str(problem.get("detail") or f"the API answered {status}"), self.problems))


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers``: their names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return own(self.content) if self.content else None


Send = Callable[[str, str, Mapping[str, str], bytes | None], Answer]
"""Takes method, path with query, headers and body."""


class ApiClient:
    """The API as the token's subject uses it. Every method is safe to repeat, and raises ApiRefused."""

    def __init__(self, send: Send) -> None:
        self._send = send

    @classmethod
    def connect(cls, url: str, token: str) -> Self:
        """``url``: as ``kyc api`` prints it; ``token``: of the bank's issuer, or of ``kyc token``."""
        pool, address = urllib3.PoolManager(timeout=_LIMITS, retries=_AGAIN), url.rstrip("/")

        def send(method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
            known = {**headers, "Authorization": f"Bearer {token}"}
            try:
                found = pool.request(method, f"{address}{path}", body=body, headers=known)
            except urllib3.exceptions.HTTPError as error:
                raise BackOfficeError(f"the API did not answer ({type(error).__name__}): try again") from None
            return Answer(found.status, {name.lower(): value for name, value in found.headers.items()}, found.data)

        return cls(send)

    def submit(self, application: Mapping[str, Any]) -> str:
        """Submit the application and start its onboarding; returns its id. Who submits has no say in a review of it."""
        content = json.dumps(application, sort_keys=True)
        key = {"Idempotency-Key": hashlib.sha256(content.encode()).hexdigest()}
        return str(self._ask("POST", "/applications", application, **key).body["application_id"])

    def resubmit(self, application: Mapping[str, Any]) -> str:
        """Give a corrected application to an onboarding that asks for one; returns its id."""
        path = _of(str(application["application_id"]))
        seen = {"If-Match": self._ask("GET", path).headers["etag"]}
        return str(self._ask("PUT", path, application, **seen).body["application_id"])

    def list(self, status: str | None = None, rating: str | None = None) -> Iterator[Json]:
        """Every application that you may see, or those with this status or rating; the latest first in each status."""
        query = {name: value for name, value in (("status", status), ("rating", rating)) if value}
        while True:
            page = self._ask("GET", f"/applications?{urlencode(query)}").body
            yield from page["applications"]
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    def show(self, application_id: str, *, details: bool = False) -> Json:
        """What you may see of the application; ``details``: personal data too, which is recorded."""
        found: Json = self._ask("GET", f"{_of(application_id)}{'?details=true' if details else ''}").body
        return found

    def timeline(self, application_id: str) -> Sequence[Json]:
        """What happened, entry by entry of the decision record."""
        found: Sequence[Json] = self._ask("GET", f"{_of(application_id)}/timeline").body["entries"]
        return found

    def documents_asked(self, application_id: str) -> Json:
        """What the bank's app shows the applicant; empty where nothing is asked for."""
        found: Json = self.show(application_id)["asked"]
        return found

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]]) -> Json:
        """Where pictures are sent, each for 15 minutes; ``files``: media type and size in bytes by picture."""
        given = {name: {"media_type": media_type, "bytes": size} for name, (media_type, size) in files.items()}
        found: Json = self._ask("POST", f"{_of(application_id)}/documents", given).body
        return found

    def applicant_token(self, application_id: str) -> str:
        """A short token by which the bank's app lets the applicant send what is asked for."""
        return str(self._ask("POST", f"{_of(application_id)}/applicant-token").body["token"])

    def waiting(self, queue: str | None = None) -> Sequence[Json]:
        """The cases that wait for a decision, in this queue where one is named, the latest first."""
        page = self._ask("GET", f"/reviews{_query(queue=queue, limit='100')}").body
        found: list[Json] = page["reviews"]
        while page["next"]:
            page = self._ask("GET", f"/reviews{_query(queue=queue, limit='100', cursor=page['next'])}").body
            found += page["reviews"]
        return found

    def claim_next(self, queue: str | None = None) -> Json | None:
        """The next case that you may decide, yours for half an hour; None where none waits."""
        found: Json | None = self._ask("POST", "/reviews/next", {"queue": queue} if queue else {}).body["review"]
        return found

    def give_back(self, application_id: str) -> None:
        """End your claim."""
        self._ask("DELETE", f"/reviews/{quote(application_id, safe='')}/claim")

    def decide(
        self,
        application_id: str,
        decision: str,
        *,
        reason: str,
        evidence: str,
        note: str = "",
        parts: Sequence[str] = (),
    ) -> Json:
        """Decide the case; ``evidence``: the whole hash that ``show`` gave. Returns the review."""
        given = {"decision": decision, "reason": reason, "note": note, "parts": [*parts]}
        path = f"/reviews/{quote(application_id, safe='')}/decisions"
        found: Json = self._ask("POST", path, given, **{"If-Match": f'"{evidence}"'}).body
        return found

    def clear_hit(self, application_id: str, entry_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        """Say that the list entry is somebody else; it counts once two people say so."""
        given, path = (
            {"reason": reason, "note": note},
            f"{_of(application_id)}/hits/{quote(entry_id, safe='')}/clearing",
        )
        found: Json = self._ask("POST", path, given, **{"If-Match": f'"{evidence}"'}).body
        return found

    def decision_record(self, application_id: str) -> Json:
        """``record``, as ``kyc audit --out`` writes it, and its ``problems``."""
        found: Json = self._ask("GET", f"{_of(application_id)}/decision-record").body
        return found

    def me(self) -> Json:
        """``subject``, ``roles`` and ``application_id``, as the API knows you."""
        found: Json = self._ask("GET", "/me").body
        return found

    def _ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        sent = headers | ({"Content-Type": "application/json"} if body is not None else {})
        answer = self._send(method, path, sent, content)
        if answer.status not in _GOOD:
            try:
                problem = answer.body
            except InvalidJson:
                problem = None
            raise ApiRefused(answer.status, problem if isinstance(problem, dict) else {})
        return answer


def _of(application_id: str) -> str:
    return f"/applications/{quote(application_id, safe='')}"


def _query(**given: str | None) -> str:
    found = {name: value for name, value in given.items() if value}
    return f"?{urlencode(found)}" if found else ""
