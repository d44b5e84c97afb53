"""The pictures that an applicant sends: which are needed, which have arrived, and which of them count.

A picture that a later attempt was not asked for again is the earlier attempt's.
"""

import os
from collections.abc import Iterable

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Picture
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.documents.pictures import PICTURES, Scan
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


def missing(case: Case, application: Application, attempt: int) -> list[str]:
    """The pictures that this attempt still waits for: asked for in it, or needed and never sent."""
    request = case.request(attempt)
    never_sent = set(needed(application)) if awaited(application) else set()
    newest = _newest(case.pictures, attempt)
    wanted = set(request.pictures) if request else set()
    wanted = {one for one in wanted if one not in newest or newest[one].attempt != attempt}
    return [one for one in PICTURES if one in wanted | (never_sent - newest.keys())]


def scans(table: CaseTable, application_id: str, attempt: int) -> dict[str, Scan]:
    """The pictures that count for this attempt."""
    bucket = os.environ["DOCUMENTS_BUCKET"]
    return {
        name: Scan(bucket, one.key, one.version, one.media_type, one.liveness)
        for name, one in _newest(table.pictures(application_id), attempt).items()
    }


def versions(case: Case, attempt: int) -> dict[str, dict[str, str]]:
    """The same, each as ``seen`` has it."""
    newest = _newest(case.pictures, attempt)
    return {name: {"key": one.key, "version": one.version} for name, one in newest.items()}


def seen(scanned: dict[str, Scan]) -> dict[str, dict[str, str]]:
    """Which versions a check looked at, for its evidence."""
    return {picture: {"key": scan.key, "version": scan.version} for picture, scan in scanned.items()}


def _newest(pictures: Iterable[Picture], attempt: int) -> dict[str, Picture]:
    """Each picture of the latest attempt, up to this one, that brought it."""
    until = [one for one in pictures if one.attempt <= attempt]
    return {one.picture: one for one in sorted(until, key=lambda one: one.attempt)}
