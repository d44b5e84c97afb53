"""The commands of ``kyc`` that sign somebody in to the API."""

import sys
import webbrowser
from enum import StrEnum
from typing import Annotated, Any

import typer

from backoffice import sign_in, terminal
from backoffice.connecting import address
from backoffice.errors import BackOfficeError
from backoffice.options import USER, AsJson
from backoffice.sign_in import SignedIn
from lambdas.shared.access import unverified
from lambdas.shared.access.roles import STAFF, Role

app = typer.Typer()

StaffRole = StrEnum("StaffRole", [(role.name, role.value) for role in STAFF])  # type: ignore[misc]
Roles = Annotated[list[StaffRole] | None, typer.Option("--role", help="A role; may be repeated. Local cloud alone.")]
User = Annotated[str, typer.Option(envvar="KYC_REVIEWER", help="Whose token it is. Local cloud alone.")]
Open = Annotated[bool, typer.Option("--open", help="Open the cockpit, signed in; on AWS the bank's issuer asks.")]
Hours = Annotated[float, typer.Option(min=0.01, max=24, help="How long it lasts. Local cloud alone.")]


@app.command()
def token(
    context: typer.Context, role: Roles = None, user: User = USER, hours: Hours = 8, as_json: AsJson = False
) -> None:
    """Print a token of the local cloud's issuer, for whoever you say and any role."""
    made = _issued(context, role, user, hours)
    if as_json:
        terminal.show(_shown(made) | {"token": made.token}, str, as_json=True)
    else:
        typer.echo(made.token)  # in one line, however long it is


@app.command()
def login(
    context: typer.Context,
    role: Roles = None,
    user: User = USER,
    hours: Hours = 8,
    opened: Open = False,
    as_json: AsJson = False,
) -> None:
    """Sign in until the token ends; on AWS, with one of the bank's issuer, which is asked for or read from stdin."""
    place = context.obj["target"], context.obj["stack"]
    made = _issued(context, role, user, hours) if place[0] == "local" else SignedIn.of(_asked())
    sign_in.keep(made, *place)
    terminal.show(
        _shown(made), lambda _: f"{made.subject} is signed in until {made.ends:%Y-%m-%d %H:%M} UTC", as_json=as_json
    )
    if opened:
        door = sign_in.doorway(made, f"{address(context)}/cockpit", *place)
        if not webbrowser.open(door.as_uri()):
            terminal.say(f"no browser was found. Open this file in one: {door}")


@app.command()
def logout(context: typer.Context, as_json: AsJson = False) -> None:
    """Forget the token; until its end it still counts wherever else it is."""
    was = sign_in.forget(context.obj["target"], context.obj["stack"])
    said = "signed out" if was else "nobody was signed in"
    terminal.show({"signed_out": was}, lambda _: said, as_json=as_json)


def _issued(context: typer.Context, roles: list[Any] | None, user: str, hours: float) -> SignedIn:
    if context.obj["target"] != "local":
        raise BackOfficeError("only the local cloud's issuer is this program's; on AWS ask the bank's for a token")
    if not roles:
        raise typer.BadParameter(f"give --role, one or more of: {', '.join(STAFF)}")
    if not unverified.SUBJECT.fullmatch(user):
        raise typer.BadParameter(
            f"a token's subject is no name with spaces: {sign_in.SUBJECT_RULE}", param_hint="'--user'"
        )
    from infrastructure import local_issuer  # noqa: PLC0415 - loads the project, which no other command needs

    return SignedIn.of(local_issuer.issue(user, [Role(role.value) for role in roles], round(hours * 3600)))


def _asked() -> str:
    given = sys.stdin.readline() if not sys.stdin.isatty() else typer.prompt("Token", hide_input=True, err=True)
    return str(given).strip()


def _shown(made: SignedIn) -> dict[str, str]:
    return {"subject": made.subject, "ends": made.ends.isoformat()}
