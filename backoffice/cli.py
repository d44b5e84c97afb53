"""The ``kyc`` command: wiring between the command line, the client and the views."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from backoffice import (
    alert_commands,
    compliance_commands,
    monitoring_commands,
    operations_commands,
    sign_in_commands,
    terminal,
    uploads,
    validation_commands,
    views,
)
from backoffice.connecting import Way, bank
from backoffice.errors import BackOfficeError
from backoffice.files import json_value
from backoffice.options import (
    AnyApplicationIds,
    ApplicationId,
    AsJson,
    DirectReviewer,
    DirectSenior,
    DirectSubmitter,
    Evidence,
    Files,
    text,
)
from infrastructure.errors import explained
from lambdas.shared.access.roles import Role
from lambdas.shared.onboardings.errors import InvalidApplication
from lambdas.shared.onboardings.onboardings import STATUSES, validated
from lambdas.shared.reviews.rules import PARTS
from lambdas.shared.runtime import policies
from lambdas.shared.runtime.dynamodb import Row

HELP = """Onboard customers and decide cases, through the bank's API as whoever is signed in (kyc login).

Commands that say "Direct" have no route in the API: they take AWS credentials. So does any other with --direct."""
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=HELP)


class TargetName(StrEnum):
    """Where the bank is."""

    local = "local"
    aws = "aws"


Status = StrEnum("Status", STATUSES)  # type: ignore[misc]
Part = StrEnum("Part", PARTS)  # type: ignore[misc]


@app.callback()
def where(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    target: Annotated[TargetName, typer.Option(envvar="KYC_TARGET")] = TargetName.local,
    stack: Annotated[str, typer.Option(envvar="KYC_STACK")] = "kyc",
    region: Annotated[str | None, typer.Option()] = None,
    profile: Annotated[str | None, typer.Option()] = None,
    project_name: Annotated[
        str, typer.Option("--project", envvar="KYC_PROJECT", help="Whose policies and schemas, as MODULE:NAME.")
    ] = "",
    direct: Annotated[
        bool, typer.Option("--direct", help="Not through the API, but with AWS credentials; the record says so.")
    ] = False,
    api: Annotated[
        str, typer.Option(envvar="KYC_API", help="The API's address, where there are no AWS credentials to find it by.")
    ] = "",
) -> None:
    if project_name:
        from infrastructure.project import load  # noqa: PLC0415 - builds the workflows' parts, which kyc does not need

        policies.use(load(project_name).definitions)
    context.with_resource(explained("the local cloud" if target is TargetName.local else "AWS"))
    context.obj = {"target": target, "stack": stack, "region": region, "profile": profile}
    Way(direct, api).keep(context)


@app.command()
def submit(
    context: typer.Context,
    files: Files,
    by: DirectSubmitter = None,
    as_json: AsJson = False,
) -> None:
    """Submit applications; the same file twice is one onboarding."""
    applications = [_read(file) for file in files]
    onboarding = bank(context, Role.SUBMITTER, by)
    _show_ids([onboarding.submit(application) for application in applications], "submitted", as_json)


@app.command()
def resubmit(context: typer.Context, files: Files, by: DirectSubmitter = None, as_json: AsJson = False) -> None:
    """Give corrected applications to onboardings that wait for documents."""
    applications = [_read(file) for file in files]
    onboarding = bank(context, Role.SUBMITTER, by)
    _show_ids([onboarding.resubmit(application) for application in applications], "resubmitted", as_json)


@app.command()
def upload(
    context: typer.Context,
    application_id: ApplicationId,
    front: Annotated[Path | None, typer.Option(help="The document's front, or a passport's data page.")] = None,
    back: Annotated[Path | None, typer.Option(help="The document's back.")] = None,
    selfie: Annotated[Path | None, typer.Option(help="The applicant's selfie.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send pictures (JPEG, PNG, PDF); the onboarding continues once all that it waits for is there."""
    given = {"document_front": front, "document_back": back, "selfie": selfie}
    paths = {picture: path for picture, path in given.items() if path}
    if not paths:
        raise typer.BadParameter("give --front, --back or --selfie")
    sent = uploads.upload(bank(context, Role.REVIEWER), application_id, paths)
    terminal.show(
        sent,
        lambda _: f"{application_id}: {', '.join(sent)} sent; kyc show {application_id} says what came of it",
        as_json=as_json,
    )


@app.command()
def liveness(
    context: typer.Context,
    application_id: ApplicationId,
    finished: Annotated[
        str, typer.Option(help="A finished session whose picture is to be taken, where it is in another region.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Open a Face Liveness session for the selfie: its id is what the bank's app streams to."""
    onboarding = bank(context, Role.REVIEWER)
    if finished:
        onboarding.take_session_picture(application_id, finished)
        terminal.show({"taken": "selfie"}, lambda _: f"{application_id}: selfie taken", as_json=as_json)
        return
    session = onboarding.liveness_session(application_id)
    terminal.show({"session_id": session}, lambda _: session, as_json=as_json)


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[Status | None, typer.Option(help="Only applications with this status.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only cases that wait for review in this queue.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the applications and the monitoring cases, the latest first."""
    onboarding = bank(context, Role.REVIEWER)
    if queue:
        terminal.show(onboarding.waiting(queue), views.reviews, as_json=as_json)
    else:
        terminal.show(_latest(onboarding.list(status)), views.applications, as_json=as_json)


@app.command()
def claim(
    context: typer.Context,
    queue: Annotated[str | None, typer.Option(help="Only a case that waits in this queue.")] = None,
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Claim the next case that you may decide and nobody else works on, for half an hour."""
    found = bank(context, Role.REVIEWER, reviewer, senior=senior).claim_next(queue)
    terminal.show(found, lambda _: views.claimed(found), as_json=as_json)


@app.command()
def release(
    context: typer.Context, application_id: ApplicationId, reviewer: DirectReviewer = None, as_json: AsJson = False
) -> None:
    """Give a case back that you claimed, so that somebody else may take it."""
    bank(context, Role.REVIEWER, reviewer).give_back(application_id)
    terminal.show({"released": application_id}, lambda _: f"{application_id}: given back", as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    application_id: ApplicationId,
    details: Annotated[
        bool, typer.Option(help="Also what the checks saw: personal data, so the look is recorded.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one case: outcome, each step with its verdict and reasons, account, execution."""
    found = bank(context, Role.REVIEWER).show(application_id, details=details)
    terminal.show(found, views.application, as_json=as_json)


@app.command()
def asked(context: typer.Context, application_id: ApplicationId, as_json: AsJson = False) -> None:
    """Show what the applicant is asked for, as the bank's app shows it: nothing of why."""
    terminal.show(bank(context, Role.REVIEWER).documents_asked(application_id), views.asked, as_json=as_json)


@app.command()
def timeline(context: typer.Context, application_id: ApplicationId, as_json: AsJson = False) -> None:
    """Show what happened in one case, entry by entry of its decision record."""
    terminal.show(bank(context, Role.REVIEWER).timeline(application_id), views.timeline, as_json=as_json)


@app.command()
def review(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: ApplicationId,
    reason: Annotated[str, typer.Option(help="A code of definitions/review_policy.json.")],
    evidence: Evidence,
    approve: Annotated[bool, typer.Option("--approve", help="Approve the case.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Decline it.")] = False,
    ask: Annotated[list[Part] | None, typer.Option(help="Ask the applicant for this; may be repeated.")] = None,
    note: Annotated[str, typer.Option(help="In your words; with --ask, the question.", parser=text)] = "",
    reviewer: DirectReviewer = None,
    senior: DirectSenior = False,
    as_json: AsJson = False,
) -> None:
    """Decide a case; high risk, PEPs, confirmed matches and customers on a list take two people, one of them senior."""
    chosen = [
        name for name, given in (("approved", approve), ("declined", decline), ("request_information", ask)) if given
    ]
    if len(chosen) != 1:
        raise typer.BadParameter("give one of --approve, --decline and --ask")
    parts = [part.value for part in ask or ()]
    found = bank(context, Role.REVIEWER, reviewer, senior=senior).decide(
        application_id, chosen[0], reason=reason, evidence=evidence, note=note, parts=parts
    )
    last = found["decisions"][-1]
    more = "; another reviewer decides too" if found["status"] == "pending" else ""
    if more and (words := last["tipping_off"]):
        more = f"; its words may tip off ({', '.join(words)}): another reviewer asks the same, or ask in other words"
    terminal.show(found, lambda _: f"{application_id}: {chosen[0]} by {last['reviewer']}{more}", as_json=as_json)


@app.command()
def watch(
    context: typer.Context,
    ids: AnyApplicationIds = None,
    as_json: AsJson = False,
) -> None:
    """Follow applications until each is decided or waits for a person."""
    onboarding = bank(context, Role.REVIEWER)

    def look() -> list[Row]:
        return [onboarding.show(one) for one in ids] if ids else _latest(onboarding.list())

    found = views.watch(look, quiet=as_json)
    terminal.show(found, views.next_steps, as_json=as_json)


# After the commands above, so that help lists these last.
app.add_typer(compliance_commands.app)
app.add_typer(alert_commands.app)
app.add_typer(operations_commands.app)
app.add_typer(monitoring_commands.app)
app.add_typer(validation_commands.app)
app.add_typer(sign_in_commands.app)


def _latest(rows: Iterable[Row]) -> list[Row]:
    """The latest first."""
    return sorted(rows, key=lambda row: str(row["submitted_at"]), reverse=True)


def _read(file: Path) -> Any:
    """A good application, so that nothing is submitted while another file is not one."""
    application = json_value(file)
    try:
        validated(application)
    except InvalidApplication as error:
        raise BackOfficeError(f"{file}: {error}") from error
    return application


def _show_ids(ids: list[str], what: str, as_json: bool) -> None:
    terminal.show(ids, lambda _: "\n".join(f"{what}: {one}" for one in ids), as_json=as_json)


def main() -> None:
    """Run ``kyc``; what is wrong is one message and exit status 2."""
    sys.exit(terminal.run(lambda: app(prog_name="kyc", standalone_mode=False)))
