"""A picture has arrived in the documents bucket: look at it, keep what was found, and continue who waits for it.

Messages come more than once and in any order, so every write is safe to repeat: an upload's item is written once, which
picture counts is decided by S3's own order of the uploads, and an execution is answered once.
"""

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote_plus

from lambdas.intake_document import pictures
from lambdas.shared.cases import outbox, waiting
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.table import CaseTable, case_table, numbered
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.documents.pictures import Place, Scan
from lambdas.shared.documents.pictures import place as place_of
from lambdas.shared.providers.face_matcher import face_matcher
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import InternalError
from lambdas.shared.runtime.function import Event, consumer, logger
from lambdas.shared.runtime.policies import policy

_DIGITS = 40
"""S3's sequencers are compared as text, the shorter one filled up with zeros."""
UNKNOWN = "unknown-uploads"
"""The partition of uploads that belong to no application."""


@consumer
def handler(message: Event) -> None:
    for record in message.get("Records", []):  # none in the message by which S3 tests the queue
        _take(record["s3"]["bucket"]["name"], record["s3"]["object"])


def _take(bucket: str, uploaded: Row) -> None:
    key, version = unquote_plus(uploaded["key"]), uploaded.get("versionId", "null")
    place, table = place_of(key), case_table()
    if place is None or table.get(place.application_id, "META") is None:
        _keep_unknown(table, key, version)
        return
    row = _kept(table, place, bucket, key, version, uploaded["sequencer"])
    if json.loads(row["reasons"]):
        _ask_again(table, place, row)
        return
    names = ("attempt", "picture", "key", "version", "media_type", "sequencer", "sha256", "liveness")
    counts = {name: row.get(name) for name in names}
    item = numbered("SCAN", place.attempt) + f"#{place.picture}"
    table.update(place.application_id, item, counts, rising="sequencer")
    waiting.resume_if_complete(aws.client("stepfunctions"), table, place.application_id, place.attempt)


def _keep_unknown(table: CaseTable, key: str, version: str) -> None:
    logger.warning("an upload belongs to no application")
    table.insert(UNKNOWN, f"UPLOAD#{version}", {"key": key[:1024], "version": version, "at": timestamp()})


def _kept(table: CaseTable, place: Place, bucket: str, key: str, version: str, sequencer: str) -> Row:
    """The upload's item, looked at now or before."""
    item = f"{numbered('UPLOAD', place.attempt)}#{place.picture}#{version}"
    if kept := table.get(place.application_id, item):
        return kept
    quality = policy("identity")["picture_quality"]
    picture = pictures.inspect(_content(bucket, key, version, quality["most_bytes"]), quality)
    reasons = codes(pictures.check(picture, place.picture, quality))
    liveness = None if reasons else _liveness(table, place, Scan(bucket, key, version, str(picture.media_type)))
    row = {
        **{name: str(value) if isinstance(value, float) else value for name, value in asdict(picture).items()},
        "attempt": place.attempt,
        "picture": place.picture,
        "key": key,
        "version": version,
        "sequencer": sequencer.ljust(_DIGITS, "0"),
        "reasons": json.dumps(reasons),
        "liveness": None if liveness is None else str(liveness),
        "at": timestamp(),
    }
    table.append(place.application_id, item, row)
    logger.info("picture", application_id=place.application_id, picture=place.picture, reasons=reasons)
    return row


def _liveness(table: CaseTable, place: Place, selfie: Scan) -> float | None:
    """What the sessions opened for this selfie say of it; asked now, because they are forgotten after three minutes."""
    if place.picture != "selfie":
        return None
    sessions = case_pictures.liveness_sessions(table, place.application_id, place.attempt)
    return max((face_matcher().liveness(session, selfie) for session in sessions), default=None)


def _content(bucket: str, key: str, version: str, most: int) -> bytes:
    """The file, cut one byte beyond the most that is accepted."""
    found: Any = aws.client("s3").get_object(
        Bucket=bucket, Key=key, **({} if version == "null" else {"VersionId": version})
    )
    with found["Body"] as body:
        content: bytes = body.read(most + 1)
    if found["ContentLength"] <= most and len(content) != found["ContentLength"]:
        raise InternalError("an upload was read in part")
    return content


def _ask_again(table: CaseTable, place: Place, row: Row) -> None:
    """Tell the applicant what to do better; the execution waits on."""
    key = f"{place.attempt:03d}-{place.picture.replace('_', '-')}-{row['sha256'][:16]}"
    facts = {"attempt": place.attempt, "pictures": [place.picture], "advice": json.loads(row["reasons"])}
    outbox.add(table, place.application_id, "PictureRejected", key, message="picture_unusable", **facts)
    outbox.publish(table, place.application_id)
