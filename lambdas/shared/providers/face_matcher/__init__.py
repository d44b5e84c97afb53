"""Who holds the selfie against the document's portrait."""

from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scan, Scans
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """The selfie held against the document's portrait.

    ``similarity`` in percent, None where no two faces could be compared. ``faces`` counts those on the selfie,
    ``portraits`` those on the document; None: the document is no picture (a PDF). ``liveness``: the confidence in
    percent that the selfie was taken from a living person, None where that was not checked. ``brightness`` and
    ``sharpness`` of the selfie's face, 0 to 100, None where there is no face.
    """

    similarity: float | None
    faces: int
    portraits: int | None
    liveness: float | None = None
    brightness: float | None = None
    sharpness: float | None = None


class FaceMatcher(Protocol):
    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        """Hold the selfie against the document's portrait."""

    def liveness(self, session_id: str, selfie: Scan) -> float:
        """The confidence in percent that the session shows a living person and that the selfie is its picture."""


def face_matcher() -> FaceMatcher:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(FaceMatcher, adapter("face_matcher"))
