"""Faces compared by Amazon Rekognition, and the sessions of its Face Liveness.

Every call has its price, so CompareFaces is asked alone: its answer has all faces on the selfie with their quality.
DetectFaces is asked where that gives no answer: to say which picture shows no face, and for a document in a PDF, which
CompareFaces does not read.

How a selfie is taken: the bank's back end makes a session with ``create_liveness_session`` and hands its id to the
bank's app. The app gives it to Amplify's FaceLivenessDetector, which streams a short video of the applicant to
StartFaceLivenessSession under credentials of its own. Rekognition writes the best picture of the video, the reference
image, into the documents bucket beneath the selfie's key, and keeps the confidence that it shows a living person.
Where sessions are in another region than the bucket (``LIVENESS_REGION``), Rekognition cannot write into it: the back
end then fetches the reference image with ``session_picture`` and uploads it as the selfie.

A session is for one video. It expires three minutes after it was made: a selfie whose session is looked up later does
not count as live.

Sources: "Detecting face liveness" and "Comparing faces in images" in Rekognition's developer guide, CompareFaces in its
API reference.
"""

import hashlib
import os
import time
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scan, Scans
from lambdas.shared.providers.aws_errors import Structure, answer
from lambdas.shared.providers.face_matcher import FaceComparison
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import InvalidInput

NOT_LIVE = 0.0
"""The confidence where a session is unfinished, failed or expired, or has made another picture than the selfie."""

LIVENESS_REGION = "LIVENESS_REGION"
"""The variable with the region of the sessions, where it is not the function's own."""
_PDF = "application/pdf"
_LOOKS = 4
LOOK_AGAIN_SECONDS = 1.0


class RekognitionFaceMatcher:
    """Raises InvalidInput where a picture was never uploaded, and what ``aws_errors.answer`` raises."""

    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        for kind in ("selfie", "document_front"):
            if kind not in scans:
                raise InvalidInput(f"application {application['application_id']} has no scan {kind}")
        selfie, document = scans["selfie"], scans["document_front"]
        is_pdf = document.media_type == _PDF
        found = {} if is_pdf else _compared(document, selfie)
        faces, portraits = _seen(found), None if is_pdf else 1
        if not faces or not all(face.get("Quality") for face in faces):
            # CompareFaces does not say which of the two pictures has no face, or cannot be read.
            faces, portraits = _faces(selfie), portraits and len(_faces(document))
        quality = max(faces, key=_area).get("Quality", {}) if faces else {}
        return FaceComparison(
            similarity=_similarity(found) if len(faces) == 1 and portraits else None,
            faces=len(faces),
            portraits=portraits,
            liveness=selfie.liveness,
            brightness=quality.get("Brightness"),
            sharpness=quality.get("Sharpness"),
        )

    def liveness(self, session_id: str, selfie: Scan) -> float:
        # Only the session's own picture counts: an applicant could be live in it and upload somebody else's picture.
        region = os.environ.get(LIVENESS_REGION) or None
        found = _result(aws.client("rekognition", region), session_id)
        picture = found.get("ReferenceImage", {})
        is_same = _is_uploaded(picture, selfie) if region else _is_written(picture, selfie)
        return float(found.get("Confidence", NOT_LIVE)) if found.get("Status") == "SUCCEEDED" and is_same else NOT_LIVE


def create_liveness_session(
    client: Any, *, application_id: str, attempt: int, number: int, bucket: str | None, kms_key_id: str
) -> str:
    """Make a liveness session for the bank's app; returns its id. The same arguments return the same session.

    ``number``: which session of this application's ``attempt`` it is. ``client``: botocore's client of Rekognition.
    ``bucket``: in the client's region, encrypted with the key; None where the client's region is another one. The
    caller needs the permissions ``rekognition:CreateFaceLivenessSession``, ``s3:PutObject`` on the bucket and
    ``kms:GenerateDataKey`` on the key.
    Raises Throttled, ProviderUnavailable, ProviderRejected, NotConfigured, InternalError.
    """
    place = f"{application_id}/{attempt:03d}/selfie"
    into_bucket = {"OutputConfig": {"S3Bucket": bucket, "S3KeyPrefix": place}} if bucket else {}
    made = answer(
        client.create_face_liveness_session,
        # 64 characters are allowed, an id may be longer.
        ClientRequestToken=hashlib.sha256(f"{place}/{number}".encode()).hexdigest(),
        **({"KmsKeyId": kms_key_id} if bucket else {}),
        Settings={**into_bucket, "AuditImagesLimit": 0},
    )
    return str((made or {})["SessionId"])


def session_picture(client: Any, session_id: str) -> bytes | None:
    """The reference image (JPEG) of a session that wrote it into no bucket; None where it shows no living person."""
    found = _result(client, session_id)
    content = found.get("ReferenceImage", {}).get("Bytes")
    return bytes(content) if content and found.get("Status") == "SUCCEEDED" else None


def _is_written(picture: Structure, selfie: Scan) -> bool:
    """Whether the session wrote the selfie: this version of this object."""
    taken = picture.get("S3Object", {})
    place = (taken.get("Bucket"), taken.get("Name"))
    return place == (selfie.bucket, selfie.key) and taken.get("Version", selfie.version) == selfie.version


def _is_uploaded(picture: Structure, selfie: Scan) -> bool:
    """Whether the session's picture was uploaded as the selfie, byte for byte."""
    content = picture.get("Bytes")
    if not content:
        return False
    found = aws.client("s3").get_object(Bucket=selfie.bucket, Key=selfie.key, VersionId=selfie.version)
    return bool(found["Body"].read(len(content) + 1) == content)


def _result(client: Any, session_id: str) -> Structure:
    """The session's result. The picture may be in the bucket a moment before the result is final, so wait for that."""
    for _ in range(_LOOKS):
        found = answer(client.get_face_liveness_session_results, SessionId=session_id) or {}
        if found.get("Status") != "IN_PROGRESS":
            break
        time.sleep(LOOK_AGAIN_SECONDS)
    return found


def _faces(scan: Scan) -> list[Structure]:
    """The faces on a picture; none where the picture cannot be read."""
    found = answer(aws.client("rekognition").detect_faces, Image=_image(scan), Attributes=["DEFAULT"]) or {}
    return list(found.get("FaceDetails", []))


def _compared(document: Scan, selfie: Scan) -> Structure:
    """What CompareFaces answers of the document's largest portrait and the selfie's faces; {} where it sees no faces.

    No threshold is given to Rekognition: the policy has it.
    """
    found = answer(
        aws.client("rekognition").compare_faces,
        SourceImage=_image(document),
        TargetImage=_image(selfie),
        SimilarityThreshold=0,
        QualityFilter="NONE",
    )
    return found or {}


def _seen(compared: Structure) -> list[Structure]:
    """All faces that CompareFaces saw on the selfie, with their places and their quality."""
    return [*(match["Face"] for match in compared.get("FaceMatches", [])), *compared.get("UnmatchedFaces", [])]


def _similarity(compared: Structure) -> float | None:
    """How alike the document's portrait and the most similar of the selfie's faces are, in percent."""
    differs = 0.0 if compared.get("UnmatchedFaces") else None
    return max((match["Similarity"] for match in compared.get("FaceMatches", [])), default=differs)


def _image(scan: Scan) -> Structure:
    return {"S3Object": {"Bucket": scan.bucket, "Name": scan.key, "Version": scan.version}}


def _area(face: Structure) -> float:
    box = face["BoundingBox"]
    return float(box["Width"] * box["Height"])
