"""The pictures that an applicant sends: which are asked for, which have arrived, and which of them count.

A picture that a later attempt was not asked for again is the earlier attempt's. What is not asked for is not taken, and
nothing is asked for while checks run or a review waits. Which versions an attempt has is kept once, before its first
check, as an entry of the decision record: all its checks look at these.
"""

import os
from collections.abc import Iterable
from dataclasses import asdict

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.case import FROZEN, PICTURE, UPLOAD, Case
from lambdas.shared.cases.items import Picture, Request, Upload
from lambdas.shared.cases.status import META
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.documents.pictures import PICTURES, Scan
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Write, json_text, numbered
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.json_text import parse
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


def asked(case: Case, attempt: int) -> list[str]:
    """The pictures that may be sent for this attempt now; none unless the applicant is waited for."""
    request = case.open_request
    if request is None or request.number != attempt or not request.pictures:
        return []
    never_sent = set(needed(case.application)) if awaited(case.application) else set()
    return [
        one for one in PICTURES if one in {*request.pictures} | (never_sent - _newest(case.pictures, attempt).keys())
    ]


def sent(case: Case, attempt: int) -> int:
    """How many pictures of this attempt were looked at."""
    return sum(upload.attempt == attempt for upload in case.uploads)


def most_uploads() -> int:
    """How many are, at most."""
    return int(policy("process")["attempts"]["uploads"])


def freeze(table: CaseTable, case: Case, attempt: int) -> None:
    """Keep which pictures the checks of this attempt look at, once. Raises Conflict where it is over."""
    found = [asdict(one) for _, one in sorted(_newest(case.pictures, attempt).items())]
    same_attempt: Write = table.check(case.id, META, only_if={"attempts": attempt})
    row = {"pictures": json_text(found), "at": timestamp()}
    table.append(case.id, numbered(FROZEN, attempt), row, same_attempt)


def scans(table: CaseTable, application_id: str, attempt: int) -> dict[str, Scan]:
    """The pictures that the checks of this attempt look at. Raises Conflict where that is not kept yet."""
    bucket, found = os.environ["DOCUMENTS_BUCKET"], table.get(application_id, numbered(FROZEN, attempt))
    if found is None:
        raise Conflict(
            f"application {application_id}: the pictures of attempt {attempt} are not kept yet: validate it first"
        )
    kept = [Picture(**one) for one in parse(found["pictures"])]
    return {one.picture: Scan(bucket, one.key, one.version, one.media_type, one.liveness) for one in kept}


def versions(case: Case, attempt: int) -> dict[str, dict[str, str]]:
    """The same, each as ``seen`` has it."""
    newest = _newest(case.pictures, attempt)
    return {name: {"key": one.key, "version": one.version} for name, one in newest.items()}


def seen(scanned: dict[str, Scan]) -> dict[str, dict[str, str]]:
    """Which versions a check looked at, for its evidence."""
    return {picture: {"key": scan.key, "version": scan.version} for picture, scan in scanned.items()}


def upload(case: Case, attempt: int, picture: str, version: str) -> Upload | None:
    """The upload with what was found in it, where it was looked at before."""
    found = case.items.get(_upload(attempt, picture, version))
    return Upload.of(found) if found else None


def keep(table: CaseTable, application_id: str, made: Upload) -> None:
    """Keep an upload with what was found in it, once. Raises Conflict where it is not waited for any more."""
    item = _upload(made.attempt, made.picture, made.version)
    table.append(application_id, item, made.row(), _while_waited_for(table, application_id, made.attempt))


def let_count(table: CaseTable, application_id: str, made: Upload) -> None:
    """Let this upload count, unless a later one does, or it is not waited for any more."""
    names = ("attempt", "picture", "key", "version", "media_type", "sequencer", "sha256", "liveness")
    row = {name: value for name, value in made.row().items() if name in names}
    item = f"{numbered(PICTURE.removesuffix('#'), made.attempt)}#{made.picture}"
    counts: Write = {"Update": table.change(application_id, item, row, rising="sequencer")}
    table.transact(counts, _while_waited_for(table, application_id, made.attempt))


def _while_waited_for(table: CaseTable, application_id: str, attempt: int) -> Write:
    waits = {"status": Request.WAITING, "awaits": attempt}
    return table.check(application_id, META, only_if=waits)


def _upload(attempt: int, picture: str, version: str) -> str:
    return f"{numbered(UPLOAD.removesuffix('#'), attempt)}#{picture}#{version}"


def newest(case: Case) -> dict[str, Picture]:
    """The pictures that count for what the applicant sent last."""
    return _newest(case.pictures, case.meta.awaited_attempt)


def _newest(pictures: Iterable[Picture], attempt: int) -> dict[str, Picture]:
    """Each picture of the latest attempt, up to this one, that brought it."""
    until = [one for one in pictures if one.attempt <= attempt]
    return {one.picture: one for one in sorted(until, key=lambda one: one.attempt)}
