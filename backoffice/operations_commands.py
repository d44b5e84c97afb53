"""The commands of ``kyc`` for operators: watchlists, queues and the watchdog."""

from enum import StrEnum
from typing import Annotated

import typer

from backoffice import terminal, views, watchlist_views
from backoffice import watchdog as watchdogs
from backoffice.errors import BackOfficeError
from backoffice.options import USER, AsJson, Reviewer
from backoffice.queues import Queues
from backoffice.watchlists import Watchlists

app = typer.Typer()


class Action(StrEnum):
    """What to do with the watchlists."""

    show = "show"
    refresh = "refresh"


@app.command()
def watchlists(
    context: typer.Context,
    action: Annotated[Action, typer.Argument(help="Show them, or fetch them anew.")] = Action.show,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="A source that has less, and you have looked at why."),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show the ids of what the version in force added, changed and removed.")
    ] = False,
    reviewer: Reviewer = USER,
    as_json: AsJson = False,
) -> None:
    """Show the versions, ages and counts of the watchlists, or refresh them."""
    lists = Watchlists.connect(**context.obj)
    if action is Action.show:
        view = watchlist_views.changed if changes else watchlist_views.watchlists
        terminal.show(lists.show(), view, as_json=as_json)
        return
    report = lists.refresh(reviewer, accept or [])
    terminal.show(report, watchlist_views.refreshed, as_json=as_json)
    if report["outcome"] == "refused":
        raise BackOfficeError(f"the new watchlists were refused; {report['version'] or 'none'} stays in force")


class QueueAction(StrEnum):
    """What to do with the queues."""

    show = "show"
    redrive = "redrive"


@app.command("queues")
def queues_(
    context: typer.Context,
    action: Annotated[QueueAction, typer.Argument(help="Show them, or send dead letters back.")] = QueueAction.show,
    name: Annotated[str, typer.Argument(help="Whose dead letters.", metavar="NAME")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what waits in the queues, or send a queue's dead letters back to it."""
    queues = Queues.connect(**context.obj)
    if action is QueueAction.redrive:
        sent = queues.redrive(name)
        terminal.show({"sent": sent}, lambda _: f"{name}: {sent} sent back", as_json=as_json)
    else:
        terminal.show(queues.show(), views.queues, as_json=as_json)


@app.command()
def watchdog(context: typer.Context, reviewer: Reviewer = USER, as_json: AsJson = False) -> None:
    """Look through all open onboardings now; what is stuck is repaired or reported."""
    terminal.show(watchdogs.watch(reviewer, **context.obj), views.findings, as_json=as_json)
