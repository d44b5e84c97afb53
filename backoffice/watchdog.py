"""The watchdog, run now: what is stuck is repaired or reported."""

import json
import time
import uuid

from backoffice.errors import BackOfficeError
from backoffice.presentation import Shown
from infrastructure.target import Target
from lambdas.shared.cases.table import CaseTable
from lambdas.watch_onboardings import report

_POLL_SECONDS, _LONGEST = 0.5, 330
"""Seconds; the function may take less."""


def watch(
    asked_by: str,
    target: str = "local",
    stack: str = "kyc",
    region: str | None = None,
    profile: str | None = None,
    longest: float = _LONGEST,
) -> Shown:
    """The report of a run: ``looked_at``, ``left`` (for the next run), ``stuck``, ``findings`` and ``alerted``.

    Raises BackOfficeError where there is none after ``longest`` seconds, or it failed; and DeploymentError.
    """
    where = Target(name=target, stack=stack, region=region, profile=profile)
    outputs = where.outputs()
    table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"])
    event = {"run": f"staff-{uuid.uuid4()}", "asked_by": asked_by}
    # Not waited for on the connection: it may take minutes, and a call that is repeated would be a second run.
    where.client("lambda").invoke(
        FunctionName=outputs["WatchOnboardingsFunctionArn"], InvocationType="Event", Payload=json.dumps(event).encode()
    )
    deadline = time.monotonic() + longest
    while (kept := report.kept(table, asked_by, event["run"])) is None:
        if time.monotonic() > deadline:
            raise BackOfficeError("the watchdog has not reported; look at its log, and again with: kyc watchdog")
        time.sleep(_POLL_SECONDS)
    found, error = kept
    if found is None:
        raise BackOfficeError(f"the watchdog failed with {error}; look at its log, and again with: kyc watchdog")
    return found
