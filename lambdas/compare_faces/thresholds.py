"""What a face comparison's numbers mean.

99 is what Amazon Rekognition's guide recommends for the similarity threshold where identity is verified;
80 is its default, below which it does not call two faces a match at all.
"""

from lambdas.shared.verdicts import Finding, Verdict

MATCH = 99.0
"""Similarity in percent from which two faces are one person's."""
POSSIBLE_MATCH = 80.0
"""Similarity in percent below which they are two persons'."""

NO_FACE = Finding("NO_FACE", Verdict.RESUBMIT, "The selfie shows no face, or the document's picture does not.")
SEVERAL_FACES = Finding("SEVERAL_FACES", Verdict.RESUBMIT, "The selfie shows more than one face.")
NOT_LIVE = Finding("NOT_LIVE", Verdict.RESUBMIT, "The selfie was not taken from a living person.")
FACE_DIFFERS = Finding("FACE_DIFFERS", Verdict.FAIL, f"The faces are less than {POSSIBLE_MATCH:.0f} percent alike.")
FACE_SIMILARITY_LOW = Finding(
    "FACE_SIMILARITY_LOW", Verdict.REVIEW, f"The faces are less than {MATCH:.0f} percent alike."
)

_BELOW = ((POSSIBLE_MATCH, FACE_DIFFERS), (MATCH, FACE_SIMILARITY_LOW))


def check(similarity: float | None, faces_in_selfie: int, live: bool) -> list[Finding]:
    """Judge a comparison: similarity 0 to 100 (None: no face to compare), faces counted, liveness.

    Without exactly one living face the similarity says nothing, so another picture is asked for.
    """
    pictures = ((faces_in_selfie == 0, NO_FACE), (faces_in_selfie > 1, SEVERAL_FACES), (not live, NOT_LIVE))
    findings = [finding for applies, finding in pictures if applies]
    if findings:
        return findings
    if similarity is None:
        return [NO_FACE]
    return [finding for limit, finding in _BELOW if not similarity >= limit][:1]
