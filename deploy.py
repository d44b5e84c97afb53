"""Deploy customer onboarding: to a local cloud on this machine, or with --target aws to an AWS account."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

try:
    import typer
except ModuleNotFoundError as missing:  # run by a Python outside the environment
    sys.exit(
        f"{missing.name} is not installed for this Python. `make run` makes the environment; then: . .venv/bin/activate"
    )
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Column, Table

from backoffice.terminal import message, print_every_letter, say
from infrastructure import bootstrap, deployment, project, removal, restoring, rollback, status, taking_back
from infrastructure.change_set import Change, Progress
from infrastructure.differences import Difference
from infrastructure.errors import DeploymentError
from infrastructure.project import Project
from infrastructure.settings import Settings, default_file, documented
from infrastructure.target import Target
from lambdas.shared.runtime import policies

_COLOURS = {
    "added": "green",
    "changed": "yellow",
    "replaced": "magenta",
    "perhaps replaced": "magenta",
    "removed": "red",
}


_KINDS = {"states": "States of the workflows", "permissions": "Permissions", "code": "Functions"}
_RESULTS = {"passed": "green", "failed": "red", "skipped": "yellow"}
_SIGNS = {"+": "green", "-": "red", "~": "yellow"}


class Command(StrEnum):
    """What to do."""

    deploy = "deploy"
    plan = "plan"
    status = "status"
    verify = "verify"
    history = "history"
    rollback = "rollback"
    restore = "restore"
    take_back = "take-back"
    settings = "settings"
    bootstrap = "bootstrap"
    destroy = "destroy"


class TargetName(StrEnum):
    """Where."""

    local = "local"
    aws = "aws"


class Strategy(StrEnum):
    """How new executions move to a new version on AWS."""

    all_at_once = "all-at-once"
    canary = "canary"
    linear = "linear"


class Stage(StrEnum):
    """What an AWS stack is for."""

    production = "production"
    test = "test"


class Terminal:
    """Tells a person at a terminal what happens, and asks."""

    def __init__(self, *, as_json: bool, yes: bool) -> None:
        self.as_json, self.yes = as_json, yes
        # With --json, stdout belongs to the result alone.
        # What is not a terminal gets wide lines, so that no name is broken.
        stream = sys.stderr if as_json else sys.stdout
        self.console = Console(file=stream, highlight=False, width=None if stream.isatty() else 160)
        self._bar: ProgressBar | None = None
        self._done: set[str] = set()

    def stage(self, text: str) -> None:
        self.close()
        self.console.print(f"[bold cyan]•[/] {text}")

    def changes(self, changes: list[Change]) -> None:
        if not changes:
            self.console.print("Nothing to change: what is deployed is what this project says.")
            return
        self._table(changes)

    def _table(self, changes: list[Change]) -> None:
        kinds: dict[tuple[str, str], list[str]] = {}
        for change in sorted(changes, key=lambda change: (change.action, change.resource_type, change.logical_id)):
            kinds.setdefault((change.action, change.resource_type), []).append(change.logical_id)
        table = Table("", "Type", Column("Resources", overflow="fold"), box=None, pad_edge=False)
        for (action, resource_type), names in kinds.items():
            table.add_row(f"[{_COLOURS.get(action, 'white')}]{action}[/]", resource_type, " ".join(names))
        self.console.print(table)

    def differences(self, found: list[Difference]) -> None:
        for kind, title in (
            ("states", "States of the workflows"),
            ("permissions", "Permissions"),
            ("code", "Functions"),
        ):
            table = Table("", title, Column("", overflow="fold"), box=None, pad_edge=False)
            for one in found:
                if one.kind == kind:
                    table.add_row(f"[{_SIGNS[one.sign]}]{one.sign}[/]", one.where, escape(one.what))
            if table.row_count:
                self.console.print(table)

    def agree(self, question: str) -> bool:
        if self.yes:
            return True
        if not sys.stdin.isatty():
            raise DeploymentError(
                "Nobody is at the terminal to agree, so nothing was changed.\nTo go on unasked: --yes"
            )
        return typer.confirm(question, err=self.as_json)

    def progress(self, changes: list[Change], progress: Progress) -> None:
        if self._bar is None:
            self._bar = ProgressBar(
                BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"),
                console=self.console, transient=True,
            )  # fmt: skip
            self._bar.start()
            self._bar.add_task("", total=len(changes))
        if progress.done and any(change.logical_id == progress.logical_id for change in changes):
            self._done.add(progress.logical_id)
        description = f"{progress.logical_id} {progress.status.lower().replace('_', ' ')}"
        self._bar.update(self._bar.task_ids[0], completed=len(self._done), description=description)

    def close(self) -> None:
        """Take the progress bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._done = None, set()

    def result(self, report: dict[str, Any]) -> None:
        self.close()
        if self.as_json:
            print(json.dumps(report, indent=2))
            return
        for name, value in report.get("outputs", {}).items():
            self.console.print(f"{name} = {value}", soft_wrap=True)
        for kept in report.get("kept", []):
            self.console.print(f"Kept: {kept['type']} {kept['name']}={kept['id']}", soft_wrap=True)
        for name in ("cloud", "status"):
            if name in report:
                self.console.print(f"{name}: {report[name] or 'not deployed'}")
        if command := report.get("take_back"):
            self.console.print(f"A stack of these tables, once this one is deleted: {command}", soft_wrap=True)
        if drift := report.get("drift"):
            self._table([Change(**one) for one in drift])
        elif drift is not None:
            self.console.print("Nothing was changed beside CloudFormation.")
        self.releases(report.get("releases", []))
        self.costs(report.get("costs"))
        for one in report.get("checks", []):
            result = f"[{_RESULTS[one['result']]}]{one['result']}[/]"
            self.console.print(f"{result} {escape(one['check'])}: {escape(one['said'])}", soft_wrap=True)

    def releases(self, releases: list[dict[str, Any]]) -> None:
        """The one in force first."""
        table = Table("Release", "Deployed by", "Resources changed", "", box=None, pad_edge=False)
        for one in releases:
            went_back = f"went back to {one['back_to']}" if one["back_to"] else ""
            table.add_row(one["at"], one["by"], str(one["changes"]), went_back)
        if releases:
            self.console.print(table)

    def costs(self, found: dict[str, Any] | None) -> None:
        """What onboardings cost by service, providers apart."""
        if found is None:
            return
        title = f"{found['volume']} straight-through onboardings, {found['region']}, prices of {found['prices_of']}"
        table = Table(
            "Service", Column("Each", justify="right"), "", Column("USD", justify="right"), title=title, box=None
        )
        for one in (*found["aws"], *found["providers"]):
            unsure = "" if one["is_sure"] else " (price to be checked)"
            table.add_row(one["service"], f"{one['number']:g}", one["unit"] + unsure, f"{one['usd']:,.2f}")
        table.add_section()
        table.add_row("Step Functions, Lambda and DynamoDB", "", "", f"{found['core_usd']:,.2f}")
        table.add_row("All", "", "", f"{found['usd']:,.2f}")
        self.console.print(table)
        if found["assumed"]:
            self.console.print(f"Never measured, so taken for like any other: {', '.join(found['assumed'])}")


def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    command: Annotated[Command, typer.Argument(help="What to do.")] = Command.deploy,
    target: Annotated[TargetName, typer.Option(help="Where to.")] = TargetName.local,
    stack: Annotated[str, typer.Option(help="The stack's name.")] = "kyc",
    region: Annotated[str | None, typer.Option(help="The AWS region; else the profile's.")] = None,
    profile: Annotated[str | None, typer.Option(help="The AWS profile.")] = None,
    stage: Annotated[
        Stage | None,
        typer.Option(help="On aws: production keeps its data; test has sandbox providers. Else the settings'."),
    ] = None,
    project_name: Annotated[
        str, typer.Option("--project", envvar="KYC_PROJECT", help="A bank's own project, as MODULE:NAME.")
    ] = "infrastructure.project:KYC",
    settings: Annotated[
        Path | None, typer.Option(envvar="KYC_SETTINGS", help="The settings; else kyc.toml here, else the project's.")
    ] = None,
    watchlists: Annotated[
        Path | None,
        typer.Option(
            envvar="KYC_WATCHLISTS", help="The folder of watchlists to publish.", exists=True, file_okay=False
        ),
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="A watchlist whose smaller number of entries you have looked at.")
    ] = None,
    strategy: Annotated[
        Strategy | None, typer.Option(help="On aws: how new executions move to a new version. Else the settings'.")
    ] = None,
    allow_replacement: Annotated[
        list[str] | None, typer.Option(help="A store (logical id) that may be replaced or removed, with what is in it.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="With rollback: when the release was made, as history says.")] = None,
    at: Annotated[str | None, typer.Option(help="With restore: the moment, such as 2026-11-26T18:00:00Z.")] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(help="With take-back: NAME=ID of what an earlier stack left, as destroy said."),
    ] = None,
    volume: Annotated[
        int | None, typer.Option(help="With plan: what so many straight-through onboardings cost.", min=1)
    ] = None,
    drift: Annotated[
        bool, typer.Option("--drift", help="With status: what somebody changed beside CloudFormation.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Deploy customer onboarding to a local cloud on this machine, or with --target aws to an AWS account."""
    print_every_letter()
    terminal = Terminal(as_json=as_json, yes=yes)
    try:
        if command is Command.settings:
            print(documented(), end="")
            return
        chosen = _project(project_name, settings)
        if strategy:
            chosen = chosen.with_settings(chosen.settings.with_strategy(strategy.value))
        place = Target(target.value, stack, region, profile, stage.value if stage else chosen.settings.stage)
        if command is Command.bootstrap:
            print(json.dumps(bootstrap.bootstrap(chosen, place), indent=2))
            return
        replace = allow_replacement or []
        commands: dict[Command, Callable[[], dict[str, Any]]] = {
            Command.plan: lambda: deployment.plan(chosen, place, terminal, volume),
            Command.deploy: lambda: deployment.deploy(chosen, place, terminal, watchlists, accept or [], replace),
            Command.status: lambda: status.status(place, drift=drift),
            Command.verify: lambda: _verify(place),
            Command.history: lambda: rollback.history(place),
            Command.rollback: lambda: rollback.roll_back(place, terminal, to, replace),
            Command.restore: lambda: restoring.restore(place, terminal, at),
            Command.take_back: lambda: taking_back.take_back(chosen, place, terminal, store or []),
            Command.destroy: lambda: removal.destroy(place, terminal),
        }
        report = commands[command]()
        terminal.result(report)
    except (KeyboardInterrupt, typer.Abort):
        terminal.close()
        _fail("Interrupted. Run the same command to continue.", 130)
    except Exception as error:
        terminal.close()
        _fail(message(error), 2, error)
    if report.get("failed"):
        raise typer.Exit(2)


def _verify(place: Target) -> dict[str, Any]:
    from backoffice import synthetic  # noqa: PLC0415 - loads what the cases need

    return synthetic.verify(place)


def _project(name: str, settings: Path | None) -> Project:
    """The project, with the settings that were named or lie here. Raises DeploymentError."""
    found, file = project.load(name), settings or default_file()
    policies.use(found.definitions)
    return found.with_settings(Settings.read(file)) if file else found


def _fail(text: str, code: int, error: Exception | None = None) -> None:
    say(text, error)
    raise typer.Exit(code)


app = typer.Typer(pretty_exceptions_enable=False)
app.command()(main)

if __name__ == "__main__":
    app()
