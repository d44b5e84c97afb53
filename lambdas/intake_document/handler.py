"""A picture has arrived in the documents bucket: look at it, keep what was found, and continue who waits for it.

Messages come more than once and in any order, so every write is safe to repeat: an upload's item is written once, which
picture counts is decided by S3's own order of the uploads, and an execution is answered once.
"""

from typing import Any
from urllib.parse import unquote_plus

from lambdas.intake_document import pictures
from lambdas.shared.cases import outbox, waiting
from lambdas.shared.cases.items import Meta, Upload
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.documents.pictures import Place, Scan
from lambdas.shared.documents.pictures import place as place_of
from lambdas.shared.providers.face_matcher import face_matcher
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import InternalError
from lambdas.shared.runtime.function import Event, consumer, logger
from lambdas.shared.runtime.policies import policy

_DIGITS = 40
"""S3's sequencers are compared as text, the shorter one filled up with zeros."""


@consumer
def handler(message: Event) -> None:
    for record in message.get("Records", []):  # none in the message by which S3 tests the queue
        _take(record["s3"]["bucket"]["name"], record["s3"]["object"])


def _take(bucket: str, uploaded: Event) -> None:
    key, version = unquote_plus(uploaded["key"]), uploaded.get("versionId", "null")
    place, table = place_of(key), case_table()
    meta = table.find_meta(place.application_id) if place else None
    if place is None or meta is None:
        logger.warning("an upload belongs to no application")
        table.add_unknown_upload(key, version)
        return
    upload = _kept(table, place, bucket, key, version, uploaded["sequencer"])
    if upload.reasons:
        _ask_again(table, meta, upload)
        return
    table.count_picture(place.application_id, upload)
    waiting.resume_if_complete(aws.client("stepfunctions"), table, place.application_id, place.attempt)


def _kept(table: CaseTable, place: Place, bucket: str, key: str, version: str, sequencer: str) -> Upload:
    """The upload with what was found in it, looked at now or before."""
    if kept := table.upload(place.application_id, place.attempt, place.picture, version):
        return kept
    quality = policy("identity")["picture_quality"]
    picture = pictures.inspect(_content(bucket, key, version, quality["most_bytes"]), quality)
    reasons = codes(pictures.check(picture, place.picture, quality))
    liveness = None if reasons else _liveness(table, place, Scan(bucket, key, version, str(picture.media_type)))
    upload = Upload(
        **picture.facts(),
        attempt=place.attempt,
        picture=place.picture,
        key=key,
        version=version,
        sequencer=sequencer.ljust(_DIGITS, "0"),
        reasons=tuple(reasons),
        liveness=liveness,
        at=timestamp(),
    )
    table.add_upload(place.application_id, upload)
    logger.info("picture", application_id=place.application_id, picture=place.picture, reasons=reasons)
    return upload


def _liveness(table: CaseTable, place: Place, selfie: Scan) -> float | None:
    """What the sessions opened for this selfie say of it; asked now, because they are forgotten after three minutes."""
    if place.picture != "selfie":
        return None
    sessions = table.liveness_sessions(place.application_id, place.attempt)
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


def _ask_again(table: CaseTable, meta: Meta, upload: Upload) -> None:
    """Say to the applicant what to do better; the execution waits on."""
    key = f"{upload.attempt:03d}-{upload.picture.replace('_', '-')}-{upload.sha256[:16]}"
    facts = {"attempt": upload.attempt, "pictures": [upload.picture], "advice": list(upload.reasons)}
    outbox.add(table, meta, "PictureRejected", key, message="picture_unusable", **facts)
    outbox.publish(table, meta.application_id)
