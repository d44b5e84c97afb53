"""The bank's onboardings through its API, for ``kyc`` and for the bank's own applications.

It needs no AWS credentials, and no part of AWS's SDK.

>>> onboarding = Onboarding.connect("https://kyc.bank.example", token)
>>> application_id = onboarding.submit(application)
>>> onboarding.show(application_id)["status"]
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlencode

import urllib3

from backoffice.errors import ApiRefused, BackOfficeError
from lambdas.shared.runtime.json_text import InvalidJson, own

Json = dict[str, Any]
"""A body of a request or an answer; ``definitions/schemas/answer_request.json`` has the form of each."""
_LIMITS = urllib3.Timeout(connect=5, read=40)
# Every request may be made again: what was done before is answered as it was.
_AGAIN = urllib3.Retry(
    3, redirect=0, status_forcelist=(429, 503), allowed_methods=None, backoff_factor=0.5, raise_on_status=False
)
_GOOD = range(200, 300)
_DIGITS, _LEAST_DIGITS = 64, 8
"""Of the evidence's hash, and of the part of it that people type."""
_REFRESH_SECONDS, _POLL_SECONDS = 960, 1.0
"""A refresh may take 15 minutes."""


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


class Onboarding:
    """The onboardings as the token's subject reaches them. Every method is safe to repeat, and raises ApiRefused."""

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
        return self._pages("applications", status=status, rating=rating)

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
        return [*self._pages("reviews", queue=queue)]

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
        """Decide the case; ``evidence``: the hash that ``show`` gave, or its first eight digits or more.

        Returns the review.
        """
        given = {"decision": decision, "reason": reason, "note": note, "parts": [*parts]}
        path = f"/reviews/{quote(application_id, safe='')}/decisions"
        found: Json = self._ask("POST", path, given, **self._seen(application_id, evidence)).body
        return found

    def clear_hit(self, application_id: str, entry_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        """Say that the list entry is somebody else; two people have to. ``evidence``: as in ``decide``."""
        given, path = (
            {"reason": reason, "note": note},
            f"{_of(application_id)}/hits/{quote(entry_id, safe='')}/clearing",
        )
        found: Json = self._ask("POST", path, given, **self._seen(application_id, evidence)).body
        return found

    def decision_record(self, application_id: str) -> Json:
        """``record``, as ``kyc audit --out`` writes it, and its ``problems``."""
        found: Json = self._ask("GET", f"{_of(application_id)}/decision-record").body
        return found

    def watchlists(self) -> Json:
        """Which watchlists are in force, their ages, earlier versions, and what the last refresh said."""
        found: Json = self._ask("GET", "/watchlists").body
        return found

    def refresh(self, accept: Sequence[str] = ()) -> Json:
        """Refresh the watchlists, and wait: its ``report``, None where another operator of ``asked_by`` is missing.

        ``accept``: lists of which two operators have seen that they have less, with the hash of their files. Raises
        BackOfficeError where the refresh fails or does not end.
        """
        begun = self._ask("POST", "/watchlists/refresh", {"accept": [*accept]}).body
        return {"report": self._report(begun["run"]) if begun["run"] else None, "asked_by": begun["asked_by"]}

    def queues(self) -> Sequence[Json]:
        """How much waits in each queue, and how many dead letters there are."""
        found: Sequence[Json] = self._ask("GET", "/queues").body["queues"]
        return found

    def redrive(self, name: str) -> Json:
        """Send a queue's dead letters back: how many were ``sent``, None where another operator has to ask too."""
        found: Json = self._ask("POST", f"/queues/{quote(name, safe='')}/redrive").body
        return found

    def watchdog(self) -> Json:
        """Let the watchdog look now, and do not wait for it: the name of its ``run``."""
        found: Json = self._ask("POST", "/watchdog").body
        return found

    def me(self) -> Json:
        """``subject``, ``roles`` and ``application_id``, as the API knows you."""
        found: Json = self._ask("GET", "/me").body
        return found

    def _seen(self, application_id: str, evidence: str) -> dict[str, str]:
        """The condition that the evidence is still what somebody saw: whole, as the API wants it."""
        if _LEAST_DIGITS <= len(evidence) < _DIGITS:
            now = str(self.show(application_id)["evidence"])
            evidence = now if now.startswith(evidence) else evidence
        if len(evidence) != _DIGITS:
            raise BackOfficeError(
                f"the evidence of {application_id} is not what you saw: look again with kyc show {application_id}"
            )
        return {"If-Match": f'"{evidence}"'}

    def _report(self, run: str) -> Json:
        """What the refresh said, once it did."""
        deadline = time.monotonic() + _REFRESH_SECONDS
        while True:
            report: Json = self.watchlists()["last_refresh"] or {}
            if report.get("run") == run:
                break
            if time.monotonic() > deadline:
                raise BackOfficeError("the refresh has not ended; look again with: kyc watchlists")
            time.sleep(_POLL_SECONDS)
        if report["outcome"] == "failed":
            raise BackOfficeError(f"the refresh failed with {report['error']}; the lists are as they were")
        return report

    def _pages(self, name: str, **chosen: str | None) -> Iterator[Json]:
        """Every entry of the list of this name, page by page, of those that are ``chosen``."""
        query = {"limit": "100"} | {one: value for one, value in chosen.items() if value}
        while True:
            page = self._ask("GET", f"/{name}?{urlencode(query)}").body
            yield from page[name]
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

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
