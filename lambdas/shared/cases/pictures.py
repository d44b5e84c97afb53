"""The pictures that an applicant sends: which are needed, which have arrived, and which of them count.

An item ``SCAN#<attempt>#<picture>`` points to the one that counts. A picture that a later attempt was not asked for
again is the earlier attempt's.
"""

import json
import os

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.table import CaseTable, numbered
from lambdas.shared.documents.pictures import PICTURES, Scan
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy
from lambdas.shared.runtime.stage import sandboxed

MISSING = "DOCUMENTS_MISSING"
"""The reason for which pictures are asked for that never came."""


def needed(application: Application) -> list[str]:
    """The pictures that this type of document needs."""
    return list(policy("identity")["pictures"][application["document"]["type"]])


def awaited(application: Application) -> bool:
    """Whether nothing is checked before the pictures are there: always, but in the sandbox only where it asks."""
    return not sandboxed() or bool(application.get("sandbox", {}).get("uploads", False))


def missing(table: CaseTable, application: Application, attempt: int) -> list[str]:
    """The pictures that this attempt still waits for: asked for in it, or needed and never sent."""
    asked = table.get(application["application_id"], numbered("DOCUMENTS", attempt))
    wanted = set(json.loads(asked["pictures"])) if asked else set()
    never_sent = set(needed(application)) if awaited(application) else set()
    newest = _newest(table, application["application_id"], attempt)
    wanted = {one for one in wanted if one not in newest or newest[one]["attempt"] != attempt}
    return [one for one in PICTURES if one in wanted | (never_sent - newest.keys())]


def scans(table: CaseTable, application_id: str, attempt: int) -> dict[str, Scan]:
    """The pictures that count for this attempt."""
    bucket = os.environ["DOCUMENTS_BUCKET"]
    return {
        picture: Scan(bucket, row["key"], row["version"], row["media_type"], _number(row.get("liveness")))
        for picture, row in _newest(table, application_id, attempt).items()
    }


def liveness_sessions(table: CaseTable, application_id: str, attempt: int) -> list[str]:
    """The sessions that were opened for this attempt's selfie."""
    return [row["session_id"] for row in table.starting(application_id, numbered("LIVENESS", attempt))]


def seen(scanned: dict[str, Scan]) -> dict[str, dict[str, str]]:
    """Which versions a check looked at, for its evidence."""
    return {picture: {"key": scan.key, "version": scan.version} for picture, scan in scanned.items()}


def _newest(table: CaseTable, application_id: str, attempt: int) -> dict[str, Row]:
    """Each picture's item of the latest attempt, up to this one, that brought it."""
    rows = (row for row in table.starting(application_id, "SCAN#") if row["attempt"] <= attempt)
    return {row["picture"]: row for row in sorted(rows, key=lambda row: row["attempt"])}


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
