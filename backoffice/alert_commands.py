"""The commands of ``kyc`` for customers who are on a list: say that a match was reported, and lift a block."""

from typing import Annotated

import typer

from backoffice import terminal
from backoffice.alerts import Alerts
from backoffice.options import USER, ApplicationId, AsJson, Evidence, Note, Reviewer, Senior, text

app = typer.Typer()


@app.command()
def reported(
    context: typer.Context,
    application_id: ApplicationId,
    reference: Annotated[str, typer.Option(help="What the authority calls the report.", parser=text)],
    reviewer: Reviewer = USER,
    as_json: AsJson = False,
) -> None:
    """Direct. Say that a confirmed match was reported to the authority: nobody is reminded of it any more."""
    found = Alerts.connect(**context.obj).reported(application_id, reference, reviewer)
    terminal.show(found, lambda _: f"{application_id}: reported as {found['reference']}", as_json=as_json)


@app.command()
def unblock(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: ApplicationId,
    reason: Annotated[str, typer.Option(help="A code of definitions/alert_policy.json.")],
    evidence: Evidence,
    note: Note = "",
    reviewer: Reviewer = USER,
    senior: Senior = False,
    as_json: AsJson = False,
) -> None:
    """Direct. Lift the block that a monitoring case put on an account; two people do, one of them senior."""
    found = Alerts.connect(**context.obj).unblock(
        application_id, reason=reason, reviewer=reviewer, evidence=evidence, note=note, senior=senior
    )
    said = "unblocked by" if found["unblocked"] else "another reviewer has to say so too; so far"
    terminal.show(found, lambda _: f"{application_id}: {said} {' and '.join(found['by'])}", as_json=as_json)
