"""Arguments and options that several commands of ``kyc`` share."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from backoffice import ids


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


USER = os.environ.get("USER", "reviewer")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Files = Annotated[list[Path], typer.Argument(help="Applications as JSON files.", metavar="FILE…")]
Reviewer = Annotated[str, typer.Option(envvar="KYC_REVIEWER", help="Who decides.", parser=text)]
ApplicationId = Annotated[str, typer.Argument(help="The application's id.", metavar="ID", parser=ids.application_id)]
AnyApplicationId = Annotated[
    str | None, typer.Argument(help="The application's id.", metavar="ID", parser=ids.application_id)
]
AnyApplicationIds = Annotated[
    list[str] | None, typer.Argument(help="Default: all applications.", metavar="ID…", parser=ids.application_id)
]
