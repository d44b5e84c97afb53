"""A face matcher that sees what the application's test values say."""

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scan, Scans
from lambdas.shared.providers.face_matcher import FaceComparison
from lambdas.shared.providers.sandbox import values_for

ALIVE = 99.9


class SandboxFaceMatcher:
    """Test values, all in ``face``: the attributes of a FaceComparison.

    Default: ``similarity`` and ``liveness`` 99.9, ``faces`` and ``portraits`` 1, ``brightness`` and ``sharpness`` 80.
    """

    def liveness(self, session_id: str, selfie: Scan) -> float:
        return ALIVE  # the sandbox has no sessions; the test value ``face.liveness`` counts in ``compare``

    def compare(self, application: Application, scans: Scans) -> FaceComparison:
        values = values_for(application, "face")
        faces, portraits = values.get("faces", 1), values.get("portraits", 1)
        return FaceComparison(
            similarity=values.get("similarity", 99.9) if faces == 1 and portraits else None,
            faces=faces,
            portraits=portraits,
            liveness=values.get("liveness", ALIVE),
            brightness=values.get("brightness", 80.0),
            sharpness=values.get("sharpness", 80.0),
        )
