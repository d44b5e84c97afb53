"""The selfie held against the document, and what a liveness session is worth."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from lambdas.shared.providers.face_matcher import FaceComparison
from lambdas.shared.providers.face_matcher import rekognition as adapter
from lambdas.shared.providers.face_matcher.rekognition import (
    RekognitionFaceMatcher,
    create_liveness_session,
    session_picture,
)
from lambdas.shared.runtime import aws, errors
from tests.applications import application
from tests.lambdas.shared.providers.stubs import APPLICATION_ID, fail, s3_object, scan, stubbed

Row = dict[str, Any]
SESSION = "11111111-2222-4333-8444-555555555555"
SELFIE, DOCUMENT = s3_object("selfie"), s3_object("document_front")


@pytest.fixture
def rekognition(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(adapter, "LOOK_AGAIN_SECONDS", 0.0)
    with stubbed("rekognition", monkeypatch) as stub:
        yield stub


def compare(liveness: float | None = None, *, document: str = "image/png") -> FaceComparison:
    selfie = replace(scan("selfie"), liveness=liveness)
    scans = {"selfie": selfie, "document_front": scan("document_front", document)}
    return RekognitionFaceMatcher().compare(application(application_id=APPLICATION_ID), scans)


def liveness() -> float:
    return RekognitionFaceMatcher().liveness(SESSION, scan("selfie"))


def face(size: float = 0.5, brightness: float = 80.0, sharpness: float = 90.0) -> Row:
    """A face as DetectFaces and CompareFaces both describe it."""
    return {
        "BoundingBox": {"Width": size, "Height": size, "Left": 0.1, "Top": 0.1},
        "Landmarks": [{"Type": "eyeLeft", "X": 0.3, "Y": 0.4}, {"Type": "eyeRight", "X": 0.5, "Y": 0.4}],
        "Pose": {"Roll": 0.5, "Yaw": -1.0, "Pitch": 2.5},
        "Quality": {"Brightness": brightness, "Sharpness": sharpness},
        "Confidence": 99.9,
    }


def detects(stub: Stubber, image: Row, *faces: Row) -> None:
    stub.add_response("detect_faces", {"FaceDetails": list(faces)}, {"Image": image, "Attributes": ["DEFAULT"]})


COMPARISON = {"SourceImage": DOCUMENT, "TargetImage": SELFIE, "SimilarityThreshold": 0, "QualityFilter": "NONE"}


def compares(stub: Stubber, *matched: tuple[float, Row], unmatched: tuple[Row, ...] = ()) -> None:
    """``matched``: each face of the selfie with its similarity."""
    answer: Row = {
        "SourceImageFace": {"BoundingBox": face()["BoundingBox"], "Confidence": 99.9},
        "FaceMatches": [{"Similarity": similarity, "Face": one} for similarity, one in matched],
        "UnmatchedFaces": list(unmatched),
        "SourceImageOrientationCorrection": "ROTATE_0",
        "TargetImageOrientationCorrection": "ROTATE_0",
    }
    stub.add_response("compare_faces", answer, COMPARISON)


def sees_no_face(stub: Stubber) -> None:
    """CompareFaces answers so where either picture shows no face."""
    fail(stub, "compare_faces", "InvalidParameterException")


def session_says(stub: Stubber, status: str = "SUCCEEDED", picture: Row | None = None, **more: Any) -> None:
    answer = {"SessionId": SESSION, "Status": status, **more}
    if picture:
        answer["ReferenceImage"] = picture
    stub.add_response("get_face_liveness_session_results", answer, {"SessionId": SESSION})


def test_one_living_face_that_is_the_documents_takes_one_call(rekognition: Stubber) -> None:
    compares(rekognition, (99.2, face()))
    assert compare(97.5) == FaceComparison(
        similarity=99.2, faces=1, portraits=1, liveness=97.5, brightness=80.0, sharpness=90.0
    )


def test_without_a_session_nothing_is_said_of_liveness(rekognition: Stubber) -> None:
    compares(rekognition, (99.2, face()))
    assert compare().liveness is None


@pytest.mark.parametrize(
    ("matched", "unmatched"),
    [([12.0, 99.0, 0.5], 0), ([99.0], 1), ([], 2)],
    ids=["all are matched", "one is not", "none is"],
)
def test_every_face_on_the_selfie_counts(rekognition: Stubber, matched: list[float], unmatched: int) -> None:
    compares(rekognition, *((one, face()) for one in matched), unmatched=(face(),) * unmatched)
    found = compare()
    assert (found.similarity, found.faces) == (None, len(matched) + unmatched)


def test_the_quality_is_the_largest_faces(rekognition: Stubber) -> None:
    compares(rekognition, (99.0, face(0.1, 1.0, 2.0)), unmatched=(face(0.4, 70.0, 60.0), face(0.2, 3.0, 4.0)))
    found = compare()
    assert (found.faces, found.brightness, found.sharpness) == (3, 70.0, 60.0)


def test_a_face_that_differs_wholly_was_compared_all_the_same(rekognition: Stubber) -> None:
    compares(rekognition, unmatched=(face(),))
    assert compare() == FaceComparison(similarity=0.0, faces=1, portraits=1, brightness=80.0, sharpness=90.0)


@pytest.mark.parametrize(("selfies", "portraits"), [(0, 1), (2, 0), (1, 0), (0, 0), (1, 2)])
def test_which_picture_shows_no_face_is_asked_where_nothing_was_compared(
    rekognition: Stubber, selfies: int, portraits: int
) -> None:
    sees_no_face(rekognition)
    detects(rekognition, SELFIE, *[face()] * selfies)
    detects(rekognition, DOCUMENT, *[face()] * portraits)
    found = compare()
    assert (found.similarity, found.faces, found.portraits) == (None, selfies, portraits)


def test_without_a_face_there_is_no_quality(rekognition: Stubber) -> None:
    sees_no_face(rekognition)
    detects(rekognition, SELFIE)
    detects(rekognition, DOCUMENT, face())
    assert compare() == FaceComparison(similarity=None, faces=0, portraits=1)


def test_a_comparison_without_faces_is_none(rekognition: Stubber) -> None:
    compares(rekognition)
    detects(rekognition, SELFIE, face())
    detects(rekognition, DOCUMENT, face())
    assert compare().similarity is None


def test_quality_that_a_comparison_leaves_out_is_asked_for(rekognition: Stubber) -> None:
    """A selfie of unknown quality would pass for a good one."""
    bare = {name: value for name, value in face().items() if name != "Quality"}
    compares(rekognition, (99.0, bare))
    detects(rekognition, SELFIE, face(brightness=10.0))
    detects(rekognition, DOCUMENT, face())
    found = compare()
    assert (found.similarity, found.brightness) == (99.0, 10.0)


def test_a_pdf_has_no_portrait_to_compare(rekognition: Stubber) -> None:
    detects(rekognition, SELFIE, face())
    found = compare(document="application/pdf")
    assert (found.similarity, found.faces, found.portraits) == (None, 1, None)


UNUSABLE = ("InvalidImageFormatException", "ImageTooLargeException", "InvalidParameterException")


@pytest.mark.parametrize("code", UNUSABLE)
def test_a_picture_that_cannot_be_used_has_no_faces(rekognition: Stubber, code: str) -> None:
    for operation in ("compare_faces", "detect_faces", "detect_faces"):
        fail(rekognition, operation, code)
    assert compare() == FaceComparison(similarity=None, faces=0, portraits=0)


@pytest.mark.parametrize("code", UNUSABLE)
def test_pictures_that_cannot_be_compared_have_no_similarity(rekognition: Stubber, code: str) -> None:
    fail(rekognition, "compare_faces", code)
    detects(rekognition, SELFIE, face())
    detects(rekognition, DOCUMENT, face())
    found = compare()
    assert (found.similarity, found.faces, found.portraits) == (None, 1, 1)


@pytest.mark.parametrize("missing", ["selfie", "document_front"])
def test_a_picture_that_never_came_is_named(rekognition: Stubber, missing: str) -> None:
    scans = {kind: scan(kind) for kind in ("selfie", "document_front") if kind != missing}
    with pytest.raises(errors.InvalidInput, match=f"{APPLICATION_ID} has no scan {missing}"):
        RekognitionFaceMatcher().compare(application(application_id=APPLICATION_ID), scans)


def test_a_service_that_fails_is_no_comparison(rekognition: Stubber) -> None:
    fail(rekognition, "compare_faces", "InternalServerError", 500)
    with pytest.raises(errors.ProviderUnavailable, match=r"^CompareFaces: InternalServerError$"):
        compare()


def test_a_service_that_fails_to_find_faces_is_no_comparison(rekognition: Stubber) -> None:
    sees_no_face(rekognition)
    detects(rekognition, SELFIE, face())
    fail(rekognition, "detect_faces", "InternalServerError", 500)
    with pytest.raises(errors.ProviderUnavailable, match=r"^DetectFaces: InternalServerError$"):
        compare()


def elsewhere(**changes: str) -> Row:
    return {"S3Object": SELFIE["S3Object"] | changes}


@pytest.mark.parametrize(
    ("status", "picture", "confidence", "live"),
    [
        ("SUCCEEDED", SELFIE, 97.5, 97.5),
        ("SUCCEEDED", {"S3Object": {"Bucket": "documents", "Name": f"{APPLICATION_ID}/001/selfie"}}, 97.5, 97.5),
        ("SUCCEEDED", elsewhere(Name=f"{APPLICATION_ID}/001/other"), 97.5, 0.0),
        ("SUCCEEDED", elsewhere(Bucket="another"), 97.5, 0.0),
        ("SUCCEEDED", elsewhere(Version="v2"), 97.5, 0.0),
        ("SUCCEEDED", {"Bytes": b"picture"}, 97.5, 0.0),
        ("SUCCEEDED", None, 97.5, 0.0),
        ("SUCCEEDED", SELFIE, None, 0.0),
        ("FAILED", SELFIE, 97.5, 0.0),
        ("EXPIRED", SELFIE, 97.5, 0.0),
        ("CREATED", None, None, 0.0),
    ],
)
def test_a_session_vouches_for_the_picture_taken_in_it(
    rekognition: Stubber, status: str, picture: Row | None, confidence: float | None, live: float
) -> None:
    session_says(rekognition, status, picture, **({} if confidence is None else {"Confidence": confidence}))
    assert liveness() == live


def test_a_picture_that_is_there_before_the_result_waits_for_it(rekognition: Stubber) -> None:
    session_says(rekognition, "IN_PROGRESS")
    session_says(rekognition, picture=SELFIE, Confidence=97.5)
    assert liveness() == 97.5


def test_a_result_that_does_not_come_shows_nobody_live(rekognition: Stubber) -> None:
    for _ in range(4):
        session_says(rekognition, "IN_PROGRESS")
    assert liveness() == 0.0


@pytest.mark.parametrize("code", ["SessionNotFoundException", "InvalidParameterException"])
def test_a_session_that_is_none_shows_nobody_live(rekognition: Stubber, code: str) -> None:
    fail(rekognition, "get_face_liveness_session_results", code)
    assert liveness() == 0.0


class Bucket:
    """The documents bucket, with the selfie in it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def get_object(self, *, Bucket: str, Key: str, VersionId: str) -> Row:  # noqa: N803
        assert (Bucket, Key, VersionId) == tuple(SELFIE["S3Object"].values())
        return {"Body": io.BytesIO(self.content)}


@pytest.mark.parametrize(
    ("picture", "uploaded", "live"),
    [
        ({"Bytes": b"picture"}, b"picture", 97.5),
        ({"Bytes": b"picture"}, b"picture and more", 0.0),
        ({"Bytes": b"picture"}, b"another", 0.0),
        (SELFIE, b"picture", 0.0),
        (None, b"picture", 0.0),
    ],
)
def test_a_session_of_another_region_vouches_for_its_picture_byte_for_byte(
    rekognition: Stubber, monkeypatch: pytest.MonkeyPatch, picture: Row | None, uploaded: bytes, live: float
) -> None:
    asked = []

    def client(service: str, region: str | None = None) -> Any:
        asked.append((service, region))
        return Bucket(uploaded) if service == "s3" else rekognition.client

    monkeypatch.setattr(aws, "client", client)
    monkeypatch.setenv("LIVENESS_REGION", "us-east-1")
    session_says(rekognition, picture=picture, Confidence=97.5)
    assert liveness() == live
    assert asked[0] == ("rekognition", "us-east-1")


def test_a_session_of_another_region_writes_into_no_bucket(rekognition: Stubber) -> None:
    request = {"ClientRequestToken": ANY, "Settings": {"AuditImagesLimit": 0}}
    rekognition.add_response("create_face_liveness_session", {"SessionId": SESSION}, request)
    made = create_liveness_session(
        rekognition.client, application_id="app-1", attempt=1, number=1, bucket=None, kms_key_id="key-1"
    )
    assert made == SESSION


@pytest.mark.parametrize(("status", "content"), [("SUCCEEDED", b"picture"), ("FAILED", None), ("EXPIRED", None)])
def test_only_a_session_that_succeeded_gives_its_picture(
    rekognition: Stubber, status: str, content: bytes | None
) -> None:
    session_says(rekognition, status, {"Bytes": b"picture"})
    assert session_picture(rekognition.client, SESSION) == content


def created(stub: Stubber, application_id: str, attempt: int, number: int, request: Row) -> str:
    stub.add_response("create_face_liveness_session", {"SessionId": SESSION}, request)
    return create_liveness_session(
        stub.client,
        application_id=application_id,
        attempt=attempt,
        number=number,
        bucket="documents",
        kms_key_id="key-1",
    )


def test_a_session_writes_beneath_the_selfies_key(rekognition: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = []

    class Tokens:
        """What the request's token is compared with: keeps it."""

        def __eq__(self, other: object) -> bool:
            tokens.append(other)
            return True

        __hash__ = None  # type: ignore[assignment]

    longest = "a" * 64
    made = [("app-1", 1, 1), ("app-1", 1, 1), ("app-1", 1, 2), ("app-1", 2, 1), ("app-2", 1, 1), (longest, 999, 9)]
    for application_id, attempt, number in made:
        request = {
            "ClientRequestToken": Tokens(),
            "KmsKeyId": "key-1",
            "Settings": {
                "OutputConfig": {"S3Bucket": "documents", "S3KeyPrefix": f"{application_id}/{attempt:03d}/selfie"},
                "AuditImagesLimit": 0,
            },
        }
        assert created(rekognition, application_id, attempt, number, request) == SESSION
    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 5
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", str(token)) for token in tokens)


@pytest.mark.parametrize(
    ("code", "raised"),
    [("AccessDeniedException", errors.NotConfigured), ("InvalidParameterException", errors.ProviderRejected)],
)
def test_a_session_that_cannot_be_made_is_an_error(rekognition: Stubber, code: str, raised: type[Exception]) -> None:
    fail(rekognition, "create_face_liveness_session", code)
    with pytest.raises(raised):
        create_liveness_session(
            rekognition.client, application_id="app-1", attempt=1, number=1, bucket="documents", kms_key_id="key-1"
        )
