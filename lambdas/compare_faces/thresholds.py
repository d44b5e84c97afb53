"""What a face comparison's numbers mean, by the policy's ``face`` thresholds."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.providers.face_matcher import FaceComparison

Thresholds = Mapping[str, Any]
"""The policy's ``face``: its form is the schema's."""
Rule = Callable[[FaceComparison, Thresholds, bool], bool]


def _no_face(seen: FaceComparison, _limits: Thresholds, _live: bool) -> bool:
    return seen.faces == 0


def _several_faces(seen: FaceComparison, _limits: Thresholds, _live: bool) -> bool:
    return seen.faces > 1


def _liveness_missing(seen: FaceComparison, _limits: Thresholds, live: bool) -> bool:
    return live and seen.liveness is None


def _not_live(seen: FaceComparison, limits: Thresholds, _live: bool) -> bool:
    return seen.liveness is not None and not seen.liveness >= limits["live"]["from"]


def _dark(seen: FaceComparison, limits: Thresholds, _live: bool) -> bool:
    return seen.brightness is not None and seen.brightness < limits["brightness"]["from"]


def _blurred(seen: FaceComparison, limits: Thresholds, _live: bool) -> bool:
    return seen.sharpness is not None and seen.sharpness < limits["sharpness"]["from"]


def _no_portrait(seen: FaceComparison, _limits: Thresholds, _live: bool) -> bool:
    return seen.portraits == 0 or (seen.portraits is not None and seen.similarity is None and seen.faces == 1)


def _portrait_not_comparable(seen: FaceComparison, _limits: Thresholds, _live: bool) -> bool:
    return seen.portraits is None


def _differs(seen: FaceComparison, limits: Thresholds, _live: bool) -> bool:
    return seen.similarity is not None and not seen.similarity >= limits["possible_match"]["from"]


def _similarity_low(seen: FaceComparison, limits: Thresholds, live: bool) -> bool:
    low = seen.similarity is not None and not seen.similarity >= limits["match"]["from"]
    return low and not _differs(seen, limits, live)


RESUBMIT, REVIEW, FAIL = Verdict.RESUBMIT, Verdict.REVIEW, Verdict.FAIL
RULES: tuple[tuple[str, Verdict, Rule, str], ...] = (
    ("NO_FACE", RESUBMIT, _no_face, "The selfie shows no face."),
    ("SEVERAL_FACES", RESUBMIT, _several_faces, "The selfie shows more than one face."),
    ("LIVENESS_MISSING", RESUBMIT, _liveness_missing, "The selfie was not taken in a liveness session."),
    ("NOT_LIVE", RESUBMIT, _not_live, "It was not shown that the selfie was taken from a living person."),
    ("FACE_DARK", RESUBMIT, _dark, "The face on the selfie is too dark to compare."),
    ("FACE_BLURRED", RESUBMIT, _blurred, "The face on the selfie is too blurred to compare."),
    ("NO_PORTRAIT", RESUBMIT, _no_portrait, "The document's picture shows no portrait that can be compared."),
    ("PORTRAIT_NOT_COMPARABLE", REVIEW, _portrait_not_comparable, "The document is a PDF: compare the faces by eye."),
    ("FACE_DIFFERS", FAIL, _differs, "The faces are less alike than two pictures of one person are."),
    ("FACE_SIMILARITY_LOW", REVIEW, _similarity_low, "The faces are alike, but less than a match is."),
)  # fmt: skip
"""Code, verdict, when it applies, and the sentence for staff."""


def check(seen: FaceComparison, thresholds: Thresholds, *, liveness_required: bool) -> list[Finding]:
    """Judge a comparison; no finding means one living person, the document's.

    A picture that must be taken again says nothing about likeness, so then nothing else is reported.
    """
    found = [
        Finding(code, verdict, sentence)
        for code, verdict, applies, sentence in RULES
        if applies(seen, thresholds, liveness_required)
    ]
    again = [finding for finding in found if finding.verdict is RESUBMIT]
    return again or found
