"""Is the selfie a live picture of the document's holder?"""

from dataclasses import asdict

from lambdas.compare_faces import thresholds
from lambdas.shared import documents, providers, steps, stores
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy, version
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        application, limits = steps.application(event), policy("identity")["face"]
        scans = documents.scans(stores.onboarding(), event["application_id"], event["attempt"])
        seen = providers.face_matcher().compare(application, scans)
        required = application["channel"] in limits["liveness_required"]
        findings = thresholds.check(seen, limits, liveness_required=required)
        details = {"comparison": asdict(seen), "scans": documents.seen(scans)}
        return Evidence(steps.verdict(findings, similarity=seen.similarity), findings, details, version("identity"))

    return steps.once(event, "compare_faces", logic)
