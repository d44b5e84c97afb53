"""The commands of ``kyc`` for operators: watchlists, queues and the watchdog."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from backoffice import files, terminal, views, waiting, watchlist_views
from backoffice.bank import Bank, Json
from backoffice.connecting import address, bank
from backoffice.errors import BackOfficeError
from backoffice.options import ApplicationIds, AsJson, DirectReviewer, DirectSenior, Note, text
from lambdas.shared.access.roles import Role
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.onboardings.supplement import own_lists
from lambdas.shared.runtime.dynamodb import Row
from lambdas.watch_onboardings import limits

app = typer.Typer()
watchlists_app = typer.Typer()
app.add_typer(watchlists_app, name="watchlists")

_WATCHDOG_SECONDS = limits.TIMEOUT + 30

Reason = Annotated[str, typer.Option(help="A code of definitions/review_policy.json.", parser=text)]


@watchlists_app.callback(invoke_without_command=True)
def watchlists(
    context: typer.Context,
    changes: Annotated[
        bool, typer.Option("--changes", help="Show the ids of what the version in force added, changed and removed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the versions, ages and counts of the watchlists, refresh them, or decide on the bank's own list."""
    if context.invoked_subcommand:
        return
    found = bank(context, Role.OPERATOR).watchlists()
    terminal.show(found, watchlist_views.changed if changes else watchlist_views.watchlists, as_json=as_json)


@watchlists_app.command()
def refresh(
    context: typer.Context,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="A list that has less, as kyc watchlists shows it, once you have looked at why."),
    ] = None,
    reviewer: DirectReviewer = None,
    as_json: AsJson = False,
) -> None:
    """Ask the publishers now; exit status 2 where the checks refuse what came."""
    found = bank(context, Role.OPERATOR, reviewer).refresh(accept or [])
    if report := found["report"]:
        terminal.show(report, watchlist_views.refreshed, as_json=as_json)
        _check(report)
    else:
        terminal.show(found, _another, as_json=as_json)


@watchlists_app.command()
def own(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the bank's own list: who is on it, and what one person wants of it so far."""
    terminal.show(bank(context, Role.REVIEWER).supplement(), watchlist_views.own, as_json=as_json)


@watchlists_app.command()
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The party, as definitions/schemas/supplement.json has it.")],
    reason: Reason,
    note: Note = "",
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Say that a party belongs on the bank's own list; once two people do, it is in force."""
    wanted = _party(file)
    here = bank(context, Role.REVIEWER, reviewer, senior=senior)
    _decided(here, here.add_party(wanted, reason=reason, note=note), "added", as_json=as_json)


@watchlists_app.command()
def remove(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    party_id: Annotated[str, typer.Argument(help="The party's id in the bank's own list.", metavar="ID", parser=text)],
    reason: Reason,
    evidence: Annotated[str, typer.Option(help="Of the party you saw, as kyc watchlists own prints it.", parser=text)],
    note: Note = "",
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Say that a party is to leave the bank's own list; once two people do, one senior, it has."""
    here = bank(context, Role.REVIEWER, reviewer, senior=senior)
    given = here.remove_party(party_id, reason=reason, evidence=evidence, note=note)
    _decided(here, given, "removed", as_json=as_json)


def _party(path: Path) -> Json:
    """The party in a file. Raises UnusableFile."""
    found = files.json_value(path)
    if not isinstance(found, dict):
        raise UnusableFile(f"{path} is no party: it must be a JSON object, as definitions/schemas/supplement.json says")
    return found


def _decided(here: Bank, given: Json, done: str, *, as_json: bool) -> None:
    """Say what came of an opinion, after what was decided is in force."""
    run = given["run"]
    report = waiting.refreshed(lambda: here.supplement()["last_refresh"], run) if run else None
    found = given | {"refresh": report}
    terminal.show(found, lambda _: watchlist_views.decided(given, done, report), as_json=as_json)
    if report:
        _check(report, *own_lists())


def _check(report: Row, *lists: str) -> None:
    """Raises BackOfficeError where one of these lists, or without any one of all, is not in force as it came."""
    if report["outcome"] == "refused":
        raise BackOfficeError(f"the new watchlists were refused; {report['version'] or 'none'} stays in force")
    names = [one["name"] for one in report["sources"] if one["state"] == "refused"]
    if refused := [name for name in names if not lists or name in lists]:
        raise BackOfficeError(f"refused: {', '.join(refused)}; what was accepted last stays in force")


def _another(found: Row) -> str:
    """What takes two operators, and one has asked for."""
    return f"asked for by {' and '.join(found['asked_by'])}: another operator has to ask too, within an hour"


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
    """Show what waits in the queues, or send a queue's dead letters back to it; that takes two operators."""
    if action is QueueAction.show:
        terminal.show(bank(context, Role.OPERATOR).queues(), views.queues, as_json=as_json)
        return
    if not name:
        raise typer.BadParameter("give the name of a queue. See: kyc queues")
    found = bank(context, Role.OPERATOR).redrive(name)
    said = _another(found) if found["sent"] is None else f"{found['sent']} sent back"
    terminal.show(found, lambda _: f"{name}: {said}", as_json=as_json)


@app.command()
def restart(
    context: typer.Context,
    application_ids: ApplicationIds,
    reason: Annotated[str, typer.Option(help="Why, in your words.", parser=text)],
    reviewer: DirectReviewer = None,
    as_json: AsJson = False,
) -> None:
    """Start cases that failed again, on what is deployed now; that takes two operators."""
    here = bank(context, Role.OPERATOR, reviewer)
    for application_id in application_ids:
        found = here.restart(application_id, reason)
        terminal.show({"application_id": application_id, **found}, _restarted, as_json=as_json)


def _restarted(found: Row) -> str:
    done = f"restarted by {' and '.join(found['asked_by'])} as {found['execution']}"
    return f"{found['application_id']}: {done if found['execution'] else _another(found)}"


@app.command()
def api(context: typer.Context, as_json: AsJson = False) -> None:
    """Print the address of the API."""
    url = address(context)
    terminal.show({"url": url}, lambda _: url, as_json=as_json)


@app.command()
def watchdog(context: typer.Context, reviewer: DirectReviewer = None, as_json: AsJson = False) -> None:
    """Look through all open onboardings now; what is stuck is repaired or reported."""
    here = bank(context, Role.OPERATOR, reviewer)
    run = here.watchdog()
    again = "look at its log, and again with: kyc watchdog"
    found = waiting.until(
        lambda: here.watchdog_report(run), _WATCHDOG_SECONDS, f"the watchdog has not reported; {again}"
    )
    if found["report"] is None:
        raise BackOfficeError(f"the watchdog failed with {found['error']}; {again}")
    terminal.show(found["report"], views.findings, as_json=as_json)
