"""The commands of ``kyc`` about the monitoring of customers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from backoffice import monitoring_views, terminal, waiting
from backoffice.bank import Bank, Json
from backoffice.connecting import bank
from backoffice.errors import BackOfficeError
from backoffice.options import AsJson, DirectReviewer
from lambdas.shared.access.roles import Role
from lambdas.shared.runtime.clock import today

app = typer.Typer()

_LONGEST = 3600
"""Seconds that a run is waited for."""


class Action(StrEnum):
    """What to do with the monitoring."""

    show = "show"
    sweep = "sweep"
    delta = "delta"


@app.command()
def monitoring(
    context: typer.Context,
    action: Annotated[
        Action, typer.Argument(help="Show the runs, or screen every customer, or search what changed in the lists.")
    ] = Action.show,
    reviewer: DirectReviewer = None,
    as_json: AsJson = False,
) -> None:
    """Show the runs of the monitoring of the last days, or run it now."""
    here = bank(context, Role.OPERATOR, reviewer)
    if action is Action.show:
        terminal.show(here.monitoring_runs(), monitoring_views.runs, as_json=as_json)
    else:
        terminal.show(_run(here, action), monitoring_views.ran, as_json=as_json)


@app.command()
def coverage(
    context: typer.Context,
    day: Annotated[
        datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="YYYY-MM-DD, in UTC; today where left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show and verify the certificates that every customer was screened on a day; status 2 where not."""
    found = bank(context, Role.AUDITOR).coverage(day.date() if day else today())
    terminal.show(found, monitoring_views.coverage, as_json=as_json)
    if found["problems"]:
        raise BackOfficeError("\n".join(found["problems"]))


def _run(here: Bank, what: str) -> Json:
    """What a run came to, which began now. Raises BackOfficeError where it fails."""
    run = here.run_monitoring(what)

    def look() -> Json | None:
        found = here.monitoring_run(run)
        return None if found["status"] == "RUNNING" else found

    ended = waiting.until(look, _LONGEST, f"the run {run} has not ended; look again with: kyc monitoring")
    if ended["status"] != "SUCCEEDED":
        told = ended["error"] or "look at its history"
        raise BackOfficeError(f"the run {run} ended as {ended['status']}; {told}")
    result: Json = ended["result"]
    return result
