"""The watchdog, run now: what is stuck is repaired or reported."""

from backoffice.errors import BackOfficeError
from infrastructure.target import Target
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.onboardings.reports import report_of
from lambdas.watch_onboardings import limits, report

_LONGEST = limits.TIMEOUT + 30
"""Seconds."""


def watch(
    asked_by: str,
    target: str = "local",
    stack: str = "kyc",
    region: str | None = None,
    profile: str | None = None,
    longest: float = _LONGEST,
) -> Shown:
    """The report of a run: ``looked_at``, ``left`` (for the next run), ``stuck``, ``findings`` and ``alerted``.

    Raises DeploymentError, BackOfficeError where it failed, and RequestRefused where none is there after ``longest`` s.
    """
    where = Target(name=target, stack=stack, region=region, profile=profile)
    outputs = where.outputs()
    table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
    found, error = report_of(
        where.client("lambda"),
        outputs["WatchOnboardingsFunctionArn"],
        {"asked_by": asked_by},
        lambda run: report.kept(table, asked_by, run),
        longest,
        late="the watchdog has not reported; look at its log, and again with: kyc watchdog",
    )
    if found is None:
        raise BackOfficeError(f"the watchdog failed with {error}; look at its log, and again with: kyc watchdog")
    return found
