"""The commands of ``kyc`` for compliance: explain a rating, check a decision record, try a policy, clear a hit."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from backoffice import audit as auditing
from backoffice import audit_views, policy_views, terminal
from backoffice import simulate as simulation
from backoffice.connecting import bank
from backoffice.direct import DirectOnboarding
from backoffice.errors import BackOfficeError
from backoffice.options import (
    AnyApplicationId,
    ApplicationId,
    AsJson,
    DirectReviewer,
    DirectSenior,
    Evidence,
    Note,
    sha256,
)
from lambdas.shared.access.roles import Role
from lambdas.shared.onboardings import explain as explained

app = typer.Typer()
policy_app = typer.Typer(no_args_is_help=True, help="Try a risk policy before it is deployed.")
app.add_typer(policy_app, name="policy")


class Reader(StrEnum):
    """Whom an explanation is for."""

    staff = "staff"
    customer = "customer"


@app.command()
def explain(
    context: typer.Context,
    application_id: ApplicationId,
    reader: Annotated[Reader, typer.Option("--for", help="The customer's version cannot tip off.")] = Reader.staff,
    as_json: AsJson = False,
) -> None:
    """Explain the rating: every point with its reason, overrides, hits and thresholds; the look is recorded."""
    if reader is Reader.customer:
        told = bank(context, Role.REVIEWER).explanation(application_id)
        terminal.show(told, policy_views.for_customer, as_json=as_json)
    else:
        found = bank(context, Role.REVIEWER).show(application_id, details=True)
        terminal.show(explained.staff(found), policy_views.for_staff, as_json=as_json)


@app.command()
def audit(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: AnyApplicationId = None,
    out: Annotated[Path | None, typer.Option(help="Write the record to this file: it holds personal data.")] = None,
    verify: Annotated[Path | None, typer.Option(help="Check this file instead; nothing else is needed for it.")] = None,
    head: Annotated[str | None, typer.Option(help="The hash of the last entry.", parser=sha256)] = None,
    outcome: Annotated[str | None, typer.Option(help="The hash in the outcome's event.", parser=sha256)] = None,
    key: Annotated[str | None, typer.Option(help="SHA-256 of the bank's public key (DER).", parser=sha256)] = None,
    as_json: AsJson = False,
) -> None:
    """Show the decision record and whether it is whole: why it was decided so, by which lists and rules, by whom."""
    if (application_id is None) == (verify is None):
        raise typer.BadParameter("give an ID, or --verify FILE")
    if verify:
        exported, problems = auditing.read(verify)
    else:
        kept = bank(context, Role.AUDITOR).decision_record(str(application_id))
        exported, problems = kept["record"], kept["problems"]
    known = auditing.Known(head, outcome, key)
    problems += auditing.problems(exported, known)
    unchecked = [] if problems else auditing.unchecked(exported, known)
    if out:
        auditing.write(exported, out)
    found = {"record": exported, "problems": problems, "unchecked": unchecked}
    terminal.show(found, audit_views.record, as_json=as_json)
    if problems:
        raise BackOfficeError(f"the record of {exported['application_id']} was changed: {len(problems)} problem(s)")


@policy_app.command()
def simulate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The new risk policy.", metavar="NEW.json")],
    as_json: AsJson = False,
) -> None:
    """Direct. Try a new risk policy on the decided cases: which ratings would change, and why. Changes nothing."""
    policy = simulation.read(file)
    found = simulation.simulate(DirectOnboarding.connect(**context.obj).rated(), policy)
    terminal.show(found, policy_views.simulated, as_json=as_json)


@app.command()
def clear(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: ApplicationId,
    entry_id: Annotated[str, typer.Argument(help="The list entry that is somebody else.", metavar="ENTRY_ID")],
    reason: Annotated[str, typer.Option(help="A code of definitions/review_policy.json.")],
    evidence: Evidence,
    note: Note = "",
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Say that a hit is somebody else; once two people do, one of them senior, it alerts no more."""
    found = bank(context, Role.REVIEWER, reviewer, senior=senior).clear_hit(
        application_id, entry_id, reason=reason, evidence=evidence, note=note
    )
    said = "cleared by" if found["cleared"] else "another reviewer has to say so too; so far"
    terminal.show(found, lambda _: f"{application_id}: {entry_id} {said} {' and '.join(found['by'])}", as_json=as_json)
