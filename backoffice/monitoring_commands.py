"""The commands of ``kyc`` about the monitoring of customers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from backoffice import monitoring_views, terminal
from backoffice.errors import BackOfficeError
from backoffice.monitoring import Monitoring
from backoffice.options import USER, AsJson, Reviewer
from lambdas.shared.monitoring.goals import What
from lambdas.shared.runtime.clock import today

app = typer.Typer()


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
    reviewer: Reviewer = USER,
    as_json: AsJson = False,
) -> None:
    """Direct. Show the runs of the monitoring of the last days, or run it now."""
    bank = Monitoring.connect(**context.obj)
    if action is Action.show:
        terminal.show(bank.runs(), monitoring_views.runs, as_json=as_json)
    else:
        terminal.show(bank.run(What(action), reviewer), monitoring_views.ran, as_json=as_json)


@app.command()
def coverage(
    context: typer.Context,
    day: Annotated[
        datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="YYYY-MM-DD, in UTC; today where left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Direct. Show and verify the certificates that every customer was screened on a day; status 2 where not."""
    found = Monitoring.connect(**context.obj).coverage(day.date() if day else today())
    terminal.show(found, monitoring_views.coverage, as_json=as_json)
    if found["problems"]:
        raise BackOfficeError("\n".join(found["problems"]))
