"""Is the selfie a live picture of the document's holder?"""

from dataclasses import asdict

from lambdas.compare_faces import thresholds
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import restarts
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.face_matcher import FaceComparison, face_matcher
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import policy, version


@step
def handler(event: Event) -> Evidence:
    application, limits = submitted(event), policy("identity")["face"]
    scans = case_pictures.scans(case_table(), event["application_id"], event["attempt"])
    pictures, earlier = case_pictures.seen(scans), restarts.answered(event, "compare_faces")
    if earlier and earlier.details["scans"] != pictures:
        earlier = None
    seen = FaceComparison(**earlier.details["comparison"]) if earlier else face_matcher().compare(application, scans)
    required = application["channel"] in limits["liveness_required"]
    findings = thresholds.check(seen, limits, liveness_required=required)
    details = {"comparison": asdict(seen), "scans": pictures, **restarts.taken_from(earlier)}
    return Evidence.of(findings, details, version("identity"), similarity=seen.similarity)
