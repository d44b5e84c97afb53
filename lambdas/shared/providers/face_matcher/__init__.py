"""The face matcher: it compares the selfie with the document's portrait, and knows whether the selfie was live."""

from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scan, Scans
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """What is seen on the selfie and on the document; what the numbers mean is the policy's to say.

    ``similarity``: how alike the two faces are, 0 to 100; None where there are not two faces to compare.
    ``faces``: the number of faces on the selfie. ``portraits``: 0 where the document shows none, at least 1 where it
    shows one (no rule asks for their exact number), None where it is a PDF.
    ``liveness``: the confidence in percent that the selfie shows a living person, None where that was not checked.
    ``brightness`` and ``sharpness``: of the selfie's face, 0 to 100; None where there is no face.
    """

    similarity: float | None
    faces: int
    portraits: int | None
    liveness: float | None = None
    brightness: float | None = None
    sharpness: float | None = None


class FaceMatcher(Protocol):
    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        """Compare the selfie with the document's portrait.

        ``scans``: the pictures by kind, ``selfie`` and ``document_front``, each a place in the documents bucket. A
        picture that cannot be read has no faces; that is no error. The result's ``liveness`` is that of the selfie's
        Scan.

        Raises InvalidInput where one of the two pictures is missing.
        """

    def liveness(self, session_id: str, selfie: Scan) -> float:
        """The confidence in percent that a liveness session shows a living person and that the selfie is its picture.

        0 where the session is unknown, unfinished, failed or expired, or has made another picture.
        """


def face_matcher() -> FaceMatcher:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(FaceMatcher, adapter("face_matcher"))
