"""A picture has arrived in the documents bucket: look at it, keep what was found, and continue who waits for it.

Messages come more than once and in any order, so every write is safe to repeat: an upload's item is written once, which
picture counts is decided by S3's own order of the uploads, and an execution is answered once. What the applicant is not
asked for now is not looked at: it changes nothing of the case, and costs nothing.
"""

import os
from typing import Any
from urllib.parse import unquote_plus

from lambdas.intake_document import pictures
from lambdas.shared.cases import outbox, waiting
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta, Upload
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.documents.pictures import Place, Scan
from lambdas.shared.documents.pictures import place as place_of
from lambdas.shared.providers.face_matcher import face_matcher
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict, InternalError
from lambdas.shared.runtime.function import Event, consumer, logger
from lambdas.shared.runtime.metrics import Metric, count
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
    if place is None or bucket != os.environ["DOCUMENTS_BUCKET"] or table.find_meta(place.application_id) is None:
        logger.warning("an upload belongs to no application")
        table.add_unknown_upload(key, version)
        return
    logger.set_correlation_id(place.application_id)
    case = table.case(place.application_id)
    upload = _kept(table, case, place, bucket, key, version, uploaded["sequencer"])
    if upload and upload.reasons:
        _ask_again(table, case.meta, upload)
        return
    if upload:
        case_pictures.let_count(table, place.application_id, upload)
    # One that is not asked for any more may have been the last that was: whoever took it may have died over the answer.
    waiting.resume_if_complete(aws.client("stepfunctions"), table, place.application_id, place.attempt)


def _kept(
    table: CaseTable, case: Case, place: Place, bucket: str, key: str, version: str, sequencer: str
) -> Upload | None:
    """The upload with what was found in it, looked at now or before; None where it is not asked for."""
    if place.picture not in case_pictures.asked(case, place.attempt):
        _not_taken(place, "NOT_ASKED_FOR")
        return None
    if kept := case_pictures.upload(case, place.attempt, place.picture, version):
        return kept
    if case_pictures.sent(case, place.attempt) >= case_pictures.most_uploads():
        _not_taken(place, "TOO_MANY")
        return None
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
    try:
        case_pictures.keep(table, place.application_id, upload)
    except Conflict:  # the applicant has been answered, or has answered, meanwhile
        _not_taken(place, "NOT_ASKED_FOR")
        return None
    logger.info("picture", application_id=place.application_id, picture=place.picture, reasons=reasons)
    return upload


def _not_taken(place: Place, code: str) -> None:
    """What arrives unasked, or too often, is no evidence and no message: it is counted."""
    logger.warning("an upload is not taken", application_id=place.application_id, picture=place.picture, code=code)
    count(Metric.UPLOADS_NOT_TAKEN, code=code)


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
