"""Is the selfie a live picture of the document's holder?"""

from lambdas.compare_faces import thresholds
from lambdas.shared import steps
from lambdas.shared.function import Event, function
from lambdas.shared.providers import providers
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        seen = providers().face_matcher.compare(steps.application(event))
        findings = thresholds.check(seen.similarity, seen.faces, seen.live)
        return Evidence(
            steps.verdict(findings, similarity=seen.similarity),
            findings,
            details={"faces": seen.faces, "live": seen.live},
        )

    return steps.once(event, "compare_faces", logic)
