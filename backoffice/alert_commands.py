"""The commands of ``kyc`` for customers who are on a list: say that a match was reported, and lift a block."""

from typing import Annotated

import typer

from backoffice import terminal, waiting
from backoffice.bank import Bank
from backoffice.connecting import bank
from backoffice.options import ApplicationId, AsJson, DirectReviewer, DirectSenior, Evidence, Note, text
from lambdas.shared.access.roles import Role

app = typer.Typer()

_LIFTED_SECONDS = 60
"""For so long core banking is waited for."""


@app.command()
def reported(
    context: typer.Context,
    application_id: ApplicationId,
    reference: Annotated[str, typer.Option(help="What the authority calls the report.", parser=text)],
    reviewer: DirectReviewer = None,
    as_json: AsJson = False,
) -> None:
    """Say that a confirmed match was reported to the authority: nobody is reminded of it any more."""
    found = bank(context, Role.REVIEWER, reviewer).reported(application_id, reference)
    terminal.show(found, lambda _: f"{application_id}: reported as {found['reference']}", as_json=as_json)


@app.command()
def unblock(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: ApplicationId,
    reason: Annotated[str, typer.Option(help="A code of definitions/alert_policy.json.")],
    evidence: Evidence,
    note: Note = "",
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Lift the block that a monitoring case put on an account; two people do, one of them senior."""
    here = bank(context, Role.REVIEWER, reviewer, senior=senior)
    found = here.unblock(application_id, reason=reason, evidence=evidence, note=note)
    if found["decided"] and not found["unblocked"]:
        found |= {
            "unblocked": waiting.until(lambda: _is_lifted(here, application_id), _LIFTED_SECONDS, _late(application_id))
        }
    said = "unblocked by" if found["unblocked"] else "another reviewer has to say so too; so far"
    terminal.show(found, lambda _: f"{application_id}: {said} {' and '.join(found['by'])}", as_json=as_json)


def _is_lifted(here: Bank, case_id: str) -> bool | None:
    """Whether the case blocks the account no longer; None while it does."""
    return case_id not in here.show(case_id)["blocks"] or None


def _late(case_id: str) -> str:
    return (
        f"core banking has not lifted the block of {case_id} yet; look at the log of unblock_account, "
        f"then repeat the command. The decision is kept"
    )
