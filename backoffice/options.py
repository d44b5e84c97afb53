"""Arguments and options that several commands of ``kyc`` share."""

import getpass
import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from lambdas.shared.onboardings import ids
from lambdas.shared.runtime import people


def text(given: str) -> str:
    """``given``, where it can be stored. What a shell hands over need not be text at all."""
    try:
        given.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("this is not text in UTF-8") from None
    return given


def sha256(given: str) -> str:
    """A whole SHA-256 in hex."""
    if not re.fullmatch("[0-9a-f]{64}", given):
        raise typer.BadParameter("give the whole hash: 64 digits from 0 to f")
    return given


def person(given: str) -> str:
    """The name of somebody who acts, as it is kept."""
    try:
        return people.normal(text(given))
    except people.InvalidName as error:
        raise typer.BadParameter(str(error)) from None


def _user() -> str:
    """Who is logged in on this machine; empty where nobody is known."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


USER = _user()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Files = Annotated[list[Path], typer.Argument(help="Applications as JSON files.", metavar="FILE…")]
_DIRECT = "With --direct alone: else it is whoever is signed in."
DirectSubmitter = Annotated[str | None, typer.Option("--by", help=f"Who submits. {_DIRECT}", parser=person)]
DirectReviewer = Annotated[str | None, typer.Option("--reviewer", help=f"Who acts. {_DIRECT}", parser=person)]
DirectSenior = Annotated[bool, typer.Option("--senior", help=f"You are a senior reviewer. {_DIRECT}")]
Evidence = Annotated[str, typer.Option(help="Of the evidence you saw, as kyc show prints it.")]
Note = Annotated[str, typer.Option(help="In your words.", parser=text)]
ApplicationId = Annotated[str, typer.Argument(help="The application's id.", metavar="ID", parser=ids.application_id)]
ApplicationIds = Annotated[
    list[str], typer.Argument(help="The applications' ids.", metavar="ID…", parser=ids.application_id)
]
AnyApplicationId = Annotated[
    str | None, typer.Argument(help="The application's id.", metavar="ID", parser=ids.application_id)
]
AnyApplicationIds = Annotated[
    list[str] | None, typer.Argument(help="Default: all applications.", metavar="ID…", parser=ids.application_id)
]
