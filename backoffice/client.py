"""The bank's onboardings through its API, for ``kyc`` and for the bank's own applications.

It needs no AWS credentials, and no part of AWS's SDK.

>>> onboarding = Onboarding.connect("https://kyc.bank.example", token)
>>> application_id = onboarding.submit(application)
>>> onboarding.show(application_id)["status"]
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from urllib.parse import quote, urlencode

import urllib3

from backoffice import waiting
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
        return self._json("GET", f"{_of(application_id)}{'?details=true' if details else ''}")

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
        return self._json("POST", f"{_of(application_id)}/documents", given)

    def liveness_session(self, application_id: str) -> str:
        """The id of a new Face Liveness session for the selfie that is asked for: one video within three minutes.

        The bank's app streams it with Amplify's FaceLivenessDetector; the selfie then arrives by itself.
        """
        return str(self._ask("POST", f"{_of(application_id)}/liveness").body["session_id"])

    def take_session_picture(self, application_id: str, session_id: str) -> None:
        """Take the selfie of a finished session, where Face Liveness is in another region than the bank."""
        self._ask("POST", f"{_of(application_id)}/liveness/{quote(session_id, safe='')}")

    def explanation(self, application_id: str) -> Json:
        """What the customer may know of the decision; the look is recorded."""
        return self._json("GET", f"{_of(application_id)}/explanation")

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
        return self._json("POST", path, given, **self._seen(application_id, evidence))

    def clear_hit(self, application_id: str, entry_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        """Say that the list entry is somebody else; two people have to. ``evidence``: as in ``decide``."""
        given, path = (
            {"reason": reason, "note": note},
            f"{_of(application_id)}/hits/{quote(entry_id, safe='')}/clearing",
        )
        return self._json("POST", path, given, **self._seen(application_id, evidence))

    def restart(self, application_id: str, reason: str) -> Json:
        """Start a case that failed again: its new ``execution``, None where another operator has to ask too."""
        return self._json("POST", f"{_of(application_id)}/restart", {"reason": reason})

    def reported(self, case_id: str, reference: str) -> Json:
        """Say that the match was reported to the authority, as what; what was said first is returned."""
        return self._json("POST", f"{_of(case_id)}/report", {"reference": reference})

    def unblock(self, case_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        """Say that the account may be used again; two people have to. ``evidence``: as in ``decide``.

        Returns who said so (``by``), whether it is ``decided``, and whether core banking has ``unblocked`` it already.
        """
        given, path = {"reason": reason, "note": note}, f"{_of(case_id)}/unblocking"
        return self._json("POST", path, given, **self._seen(case_id, evidence))

    def decision_record(self, application_id: str) -> Json:
        """``record``, as ``kyc audit --out`` writes it, and its ``problems``."""
        return self._json("GET", f"{_of(application_id)}/decision-record")

    def watchlists(self) -> Json:
        """Which watchlists are in force, their ages, earlier versions, and what the last refresh said."""
        return self._json("GET", "/watchlists")

    def refresh(self, accept: Sequence[str] = ()) -> Json:
        """Refresh the watchlists, and wait: its ``report``, None where another operator of ``asked_by`` is missing.

        ``accept``: lists of which two operators have seen that they have less, with the hash of their files. Raises
        BackOfficeError where the refresh fails or does not end.
        """
        begun = self._ask("POST", "/watchlists/refresh", {"accept": [*accept]}).body
        run = begun["run"]
        report = waiting.refreshed(lambda: self.watchlists()["last_refresh"], run) if run else None
        return {"report": report, "asked_by": begun["asked_by"]}

    def supplement(self) -> Json:
        """The bank's own list: its ``parties``, and what the ``last_refresh`` said."""
        return self._json("GET", "/watchlists/supplement")

    def add_party(self, party: Json, *, reason: str, note: str = "") -> Json:
        """Say that the party (``definitions/schemas/supplement.json``) belongs on the bank's own list; two people do.

        Returns who said so (``by``), whether it is ``decided``, and the ``run`` of the refresh that begins then.
        """
        given = {"party": party, "reason": reason, "note": note}
        return self._json("POST", "/watchlists/supplement", given)

    def remove_party(self, party_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        """Say that the party is to leave the list; two people do. ``evidence``: of the party, or its first digits."""
        rows = {row["id"]: row for row in self.supplement()["parties"]}
        match = _match(evidence, lambda: str(rows.get(party_id, {}).get("evidence")), party_id, "kyc watchlists own")
        path = f"/watchlists/supplement/{quote(party_id, safe='')}/removal"
        return self._json("POST", path, {"reason": reason, "note": note}, **match)

    def coverage(self, day: date) -> Json:
        """The ``certificates`` that every customer was screened on this day, and why they do not hold: ``problems``."""
        return self._json("GET", f"/monitoring/coverage/{day}")

    def monitoring_runs(self) -> Sequence[Json]:
        """The runs of the monitoring in the last seven days, the latest first."""
        found: Sequence[Json] = self._ask("GET", "/monitoring/runs").body["runs"]
        return found

    def run_monitoring(self, what: str) -> str:
        """Screen every customer (``sweep``), or search what changed (``delta``), now; the name of the run."""
        return str(self._ask("POST", "/monitoring/runs", {"what": what}).body["run"])

    def monitoring_run(self, run: str) -> Json:
        """How far that run is: ``status``, as Step Functions has it, ``result`` and ``error``."""
        return self._json("GET", f"/monitoring/runs/{quote(run, safe='')}")

    def queues(self) -> Sequence[Json]:
        """How much waits in each queue, and how many dead letters there are."""
        found: Sequence[Json] = self._ask("GET", "/queues").body["queues"]
        return found

    def redrive(self, name: str) -> Json:
        """Send a queue's dead letters back: how many were ``sent``, None where another operator has to ask too."""
        return self._json("POST", f"/queues/{quote(name, safe='')}/redrive")

    def watchdog(self) -> str:
        """Let the watchdog look now, and do not wait for it; the name of its run."""
        return str(self._ask("POST", "/watchdog").body["run"])

    def watchdog_report(self, run: str) -> Json | None:
        """What the watchdog found in a run that you asked for: its ``report``, or its ``error``; None until it ends."""
        try:
            found: Json = self._ask("GET", f"/watchdog/{quote(run, safe='')}").body
        except ApiRefused as refused:
            if refused.kind == "unknown-run":
                return None
            raise
        return found

    def me(self) -> Json:
        """``subject``, ``roles`` and ``application_id``, as the API knows you."""
        return self._json("GET", "/me")

    def _seen(self, application_id: str, evidence: str) -> dict[str, str]:
        """The condition that the evidence is still what somebody saw: whole, as the API wants it."""
        again = f"kyc show {application_id}"
        return _match(evidence, lambda: str(self.show(application_id)["evidence"]), application_id, again)

    def _pages(self, name: str, **chosen: str | None) -> Iterator[Json]:
        """Every entry of the list of this name, page by page, of those that are ``chosen``."""
        query = {"limit": "100"} | {one: value for one, value in chosen.items() if value}
        while True:
            page = self._ask("GET", f"/{name}?{urlencode(query)}").body
            yield from page[name]
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    def _json(self, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """The object that the API answers."""
        found: Json = self._ask(method, path, body, **headers).body
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


def _match(evidence: str, now: Callable[[], str], what: str, again: str) -> dict[str, str]:
    """The header with the whole hash: ``evidence``, or what it is ``now`` where that begins with these digits."""
    if _LEAST_DIGITS <= len(evidence) < _DIGITS and (whole := now()).startswith(evidence):
        evidence = whole
    if len(evidence) != _DIGITS:
        raise BackOfficeError(f"the evidence of {what} is not what you saw: look again with {again}")
    return {"If-Match": f'"{evidence}"'}
