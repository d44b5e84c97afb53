"""The pictures that an applicant sends: which are needed, which have arrived, and where they are.

An attempt's pictures lie in the documents bucket at ``<application id>/<attempt>/<picture>``; what the liveness service
writes lies beneath that. An item ``SCAN#<attempt>#<picture>`` points to the one that counts. A picture that a later
attempt was not asked for again is the earlier attempt's.
"""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from typing import Any

from lambdas.shared.policies import policy
from lambdas.shared.providers import Application, Scan, sandboxed
from lambdas.shared.stores import Onboarding, Row, numbered

PICTURES = ("document_front", "document_back", "selfie")
MISSING = "DOCUMENTS_MISSING"
"""The reason for which pictures are asked for that never came."""
_KEY = re.compile(
    r"(?P<application_id>[A-Za-z0-9][A-Za-z0-9-]{2,63})/(?P<attempt>[0-9]{3})/(?P<picture>"
    + "|".join(PICTURES)
    + ")(/.+)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Which picture of which attempt of which application an object of the bucket is."""

    application_id: str
    attempt: int
    picture: str

    @property
    def key(self) -> str:
        return f"{self.application_id}/{self.attempt:03d}/{self.picture}"


def place(key: str) -> Place | None:
    """What the object with this key is; None where it is no picture of an application."""
    found = _KEY.fullmatch(key)
    return Place(found["application_id"], int(found["attempt"]), found["picture"]) if found else None


def needed(application: Application) -> list[str]:
    """The pictures that this type of document needs."""
    return list(policy("identity")["pictures"][application["document"]["type"]])


def awaited(application: Application) -> bool:
    """Whether nothing is checked before the pictures are there: always, but in the sandbox only where it asks."""
    return not sandboxed() or bool(application.get("sandbox", {}).get("uploads", False))


def missing(table: Onboarding, application: Application, attempt: int) -> list[str]:
    """The pictures that this attempt still waits for: asked for in it, or needed and never sent."""
    asked = table.get(application["application_id"], numbered("DOCUMENTS", attempt))
    wanted = set(json.loads(asked["pictures"])) if asked else set()
    never_sent = set(needed(application)) if awaited(application) else set()
    newest = _newest(table, application["application_id"], attempt)
    wanted = {one for one in wanted if one not in newest or newest[one]["attempt"] != attempt}
    return [one for one in PICTURES if one in wanted | (never_sent - newest.keys())]


def scans(table: Onboarding, application_id: str, attempt: int) -> dict[str, Scan]:
    """The pictures that count for this attempt."""
    bucket = os.environ["DOCUMENTS_BUCKET"]
    return {
        picture: Scan(bucket, row["key"], row["version"], row["media_type"], _number(row.get("liveness")))
        for picture, row in _newest(table, application_id, attempt).items()
    }


def liveness_sessions(table: Onboarding, application_id: str, attempt: int) -> list[str]:
    """The sessions that were opened for this attempt's selfie."""
    return [row["session_id"] for row in table.starting(application_id, numbered("LIVENESS", attempt))]


def seen(scanned: dict[str, Scan]) -> dict[str, dict[str, str]]:
    """Which versions a check looked at, for its evidence."""
    return {picture: {"key": scan.key, "version": scan.version} for picture, scan in scanned.items()}


def asked(attempt: int, request: dict[str, Any], application: Application) -> Row:
    """The item that says what the applicant is asked for in this attempt, and what of it was there before."""
    lists = {name: json.dumps(request.get(name, [])) for name in ("pictures", "parts", "reasons")}
    before = {part: _hash(application[part]) for part in request.get("parts", []) if part in application}
    return {"attempt": attempt, "before": json.dumps(before), **lists}


def unanswered(request: Row, application: Application) -> list[str]:
    """The parts of the application that this item asks for and that it does not have, or still as they were."""
    before = json.loads(request.get("before", "{}"))
    wanted = json.loads(request.get("parts", "[]"))
    return [part for part in wanted if part not in application or _hash(application[part]) == before.get(part)]


def _hash(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def _newest(table: Onboarding, application_id: str, attempt: int) -> dict[str, Row]:
    """Each picture's item of the latest attempt, up to this one, that brought it."""
    rows = (row for row in table.starting(application_id, "SCAN#") if row["attempt"] <= attempt)
    return {row["picture"]: row for row in sorted(rows, key=lambda row: row["attempt"])}


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
