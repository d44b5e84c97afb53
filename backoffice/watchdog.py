"""The watchdog, run now: what is stuck is repaired or reported."""

import json
import uuid

from backoffice.errors import BackOfficeError
from backoffice.presentation import Shown
from infrastructure.target import Target


def watch(
    asked_by: str, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
) -> Shown:
    """``looked_at`` (how many open onboardings) and ``findings``. Raises BackOfficeError, and DeploymentError."""
    where = Target(name=target, stack=stack, region=region, profile=profile)
    event = {"run": f"staff-{uuid.uuid4()}", "asked_by": asked_by}
    answer = where.client("lambda").invoke(
        FunctionName=where.outputs()["WatchOnboardingsFunctionArn"], Payload=json.dumps(event).encode()
    )
    report: Shown = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise BackOfficeError(f"the watchdog failed: {report.get('errorType')}: {report.get('errorMessage')}")
    return report
