"""The command of ``kyc`` for whoever reviews the search of watchlists as a model."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from backoffice import files, terminal
from backoffice.errors import BackOfficeError
from backoffice.options import AsJson
from backoffice.views import console

app = typer.Typer()


@app.command()
def validate(
    lists: Annotated[Path, typer.Option(help="A folder with published lists, as deploy.py --watchlists wants them.")],
    out: Annotated[Path | None, typer.Option(help="Write the report to this file; else it is printed.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the people; the same one gives the same report.")] = 1,
    sample: Annotated[int, typer.Option(min=1, max=100_000, help="People for each row of a table.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Measure how well the search finds who is listed: the report for model risk. Status 2 where a name is lost."""
    from backoffice.validation import markdown, report  # noqa: PLC0415 - loads what matches names, which kyc does without

    with console.status("") as status:
        made, times = report.made(lists, seed, sample, lambda said: status.update(f"{said}…"))
    if out:
        files.write(out, markdown.document(made))
        terminal.show({"times": times}, lambda _: markdown.summary(made, times), as_json=as_json)
    else:
        terminal.show(made | {"times": times}, lambda _: Text(markdown.document(made)), as_json=as_json, as_is=True)
    if lost := report.lost(made):
        raise BackOfficeError(f"{lost} listed names do not find their own entry; the report names them")
