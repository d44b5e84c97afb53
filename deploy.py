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

from backoffice.terminal import message, print_every_letter, say
from infrastructure import bootstrap, deployment, project, removal, restoring, rollback, status, taking_back
from infrastructure.project import Project
from infrastructure.settings import Settings, default_file, documented
from infrastructure.target import Target
from infrastructure.terminal import Terminal
from lambdas.shared.runtime import policies


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
        if place.local and command is Command.deploy:
            terminal.details = place.command("status")
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
