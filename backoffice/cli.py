"""The ``kyc`` command: wiring between the command line, the client and the views."""

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from backoffice import audit as auditing
from backoffice import audit_views, policy_views, views, watchlist_views
from backoffice import explain as explained
from backoffice import simulate as simulation
from backoffice import watchdog as watchdogs
from backoffice.client import STATUSES, Onboarding, validated
from backoffice.errors import BackOfficeError, InvalidApplication
from backoffice.queues import Queues
from backoffice.watchlists import Watchlists
from infrastructure.errors import DeploymentError
from lambdas.shared.reviews.rules import PARTS
from lambdas.shared.runtime.errors import KycError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Onboard customers and decide cases.",
)
policy_app = typer.Typer(no_args_is_help=True, help="Try a risk policy before it is deployed.")
app.add_typer(policy_app, name="policy")


class TargetName(StrEnum):
    """Where the bank is."""

    local = "local"
    aws = "aws"


Status = StrEnum("Status", STATUSES)  # type: ignore[misc]
Part = StrEnum("Part", PARTS)  # type: ignore[misc]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Files = Annotated[list[Path], typer.Argument(help="Applications as JSON files.", metavar="FILE…")]
Reviewer = Annotated[str, typer.Option(envvar="KYC_REVIEWER", help="Who decides.")]
_USER = os.environ.get("USER", "reviewer")
ApplicationId = Annotated[str, typer.Argument(help="The application's id.", metavar="ID")]


@app.callback()
def where(
    context: typer.Context,
    target: Annotated[TargetName, typer.Option(envvar="KYC_TARGET")] = TargetName.local,
    stack: Annotated[str, typer.Option(envvar="KYC_STACK")] = "kyc",
    region: Annotated[str | None, typer.Option()] = None,
    profile: Annotated[str | None, typer.Option()] = None,
) -> None:
    context.obj = {"target": target, "stack": stack, "region": region, "profile": profile}


@app.command()
def submit(
    context: typer.Context,
    files: Files,
    by: Annotated[str, typer.Option(envvar="KYC_REVIEWER", help="Who submits, and then reviews none of them.")] = _USER,
    as_json: AsJson = False,
) -> None:
    """Submit applications; the same file twice is one onboarding."""
    applications = [_read(file) for file in files]
    onboarding = Onboarding.connect(**context.obj)
    _print_ids([onboarding.submit(application, by) for application in applications], "submitted", as_json)


@app.command()
def resubmit(context: typer.Context, files: Files, as_json: AsJson = False) -> None:
    """Give corrected applications to onboardings that wait for documents."""
    applications = [_read(file) for file in files]
    onboarding = Onboarding.connect(**context.obj)
    _print_ids([onboarding.resubmit(application) for application in applications], "resubmitted", as_json)


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
    sent = Onboarding.connect(**context.obj).upload(application_id, paths)
    _print(
        sent,
        lambda _: f"{application_id}: {', '.join(sent)} sent; kyc show {application_id} says what came of it",
        as_json,
    )


@app.command()
def liveness(context: typer.Context, application_id: ApplicationId, as_json: AsJson = False) -> None:
    """Open a Face Liveness session for the selfie: its id is what the bank's app streams to."""
    session = Onboarding.connect(**context.obj).liveness_session(application_id)
    _print({"session_id": session}, lambda _: session, as_json)


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[Status | None, typer.Option(help="Only applications with this status.")] = None,
    queue: Annotated[str | None, typer.Option(help="Only cases that wait for review in this queue.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the applications, the latest first."""
    onboarding = Onboarding.connect(**context.obj)
    _print(list(onboarding.waiting(queue)) if queue else onboarding.list(status), views.applications, as_json)


@app.command()
def show(
    context: typer.Context,
    application_id: ApplicationId,
    details: Annotated[bool, typer.Option(help="Also what the checks saw: personal data.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one application: outcome, each step with its verdict and reasons, account, execution."""
    found = Onboarding.connect(**context.obj).show(application_id)
    if not details:
        found["steps"] = [{key: step[key] for key in step if key != "details"} for step in found["steps"]]
    _print(found, views.application, as_json)


@app.command()
def review(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: typer.Context,
    application_id: ApplicationId,
    reason: Annotated[str, typer.Option(help="A code of definitions/review_policy.json.")],
    evidence: Annotated[str, typer.Option(help="Of the evidence you saw, as kyc show prints it.")],
    approve: Annotated[bool, typer.Option("--approve", help="Approve the case.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Decline it.")] = False,
    ask: Annotated[list[Part] | None, typer.Option(help="Ask the applicant for this; may be repeated.")] = None,
    note: Annotated[str, typer.Option(help="In your words; with --ask, the question.")] = "",
    reviewer: Reviewer = _USER,
    senior: Annotated[bool, typer.Option("--senior", help="You are a senior reviewer.")] = False,
    as_json: AsJson = False,
) -> None:
    """Decide a case; high risk, PEPs and confirmed matches take two people, one of them senior."""
    chosen = [
        name for name, given in (("approved", approve), ("declined", decline), ("request_information", ask)) if given
    ]
    if len(chosen) != 1:
        raise typer.BadParameter("say one of --approve, --decline and --ask")
    found = Onboarding.connect(**context.obj).decide(
        application_id,
        chosen[0],
        reason=reason,
        reviewer=reviewer,
        evidence=evidence,
        note=note,
        senior=senior,
        parts=[part.value for part in ask or ()],
    )
    more = "; another reviewer decides too" if found["status"] == "pending" else ""
    _print(found, lambda _: f"{application_id}: {chosen[0]} by {reviewer}{more}", as_json)


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
    """Explain the rating: every point with its reason, overrides, hits and thresholds."""
    found = Onboarding.connect(**context.obj).show(application_id)
    if reader is Reader.customer:
        _print(explained.customer(found), policy_views.for_customer, as_json)
    else:
        _print(explained.staff(found), policy_views.for_staff, as_json)


@app.command()
def audit(
    context: typer.Context,
    application_id: Annotated[str | None, typer.Argument(help="The application's id.", metavar="[ID]")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the record to this file: it holds personal data.")] = None,
    verify: Annotated[Path | None, typer.Option(help="Check this file instead; nothing else is needed for it.")] = None,
    head: Annotated[str | None, typer.Option(help="The hash of an entry, as an outcome's event carries it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the decision record and whether it is whole: why it was decided so, by which lists and rules, by whom."""
    if (application_id is None) == (verify is None):
        raise typer.BadParameter("give an ID, or --verify FILE")
    if verify:
        exported, problems = auditing.read(verify)
    else:
        exported, problems = Onboarding.connect(**context.obj).audit(str(application_id)), []
    problems += auditing.problems(exported, head)
    if out:
        auditing.write(exported, out)
    _print({"record": exported, "problems": problems}, audit_views.record, as_json)
    if problems:
        raise BackOfficeError(f"the record of {exported['application_id']} was changed: {len(problems)} problem(s)")


@policy_app.command()
def simulate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The new risk policy.", metavar="NEW.json")],
    as_json: AsJson = False,
) -> None:
    """Try a new risk policy on the decided cases: which ratings would change, and why. Changes nothing."""
    policy = simulation.read(file)
    found = simulation.simulate(Onboarding.connect(**context.obj).rated(), policy)
    _print(found, policy_views.simulated, as_json)


@app.command()
def clear(
    context: typer.Context,
    application_id: ApplicationId,
    entry_id: Annotated[str, typer.Argument(help="The list entry that is somebody else.", metavar="ENTRY_ID")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    reviewer: Reviewer = _USER,
    as_json: AsJson = False,
) -> None:
    """Remember that a hit is somebody else: it alerts no more, until the person or the entry changes."""
    cleared = Onboarding.connect(**context.obj).clear_hit(application_id, entry_id, reason=reason, reviewer=reviewer)
    _print(cleared, lambda _: f"{application_id}: {entry_id} cleared by {cleared['reviewer']}", as_json)


class Action(StrEnum):
    """What to do with the watchlists."""

    show = "show"
    refresh = "refresh"


@app.command()
def watchlists(
    context: typer.Context,
    action: Annotated[Action, typer.Argument(help="Show them, or fetch them anew.")] = Action.show,
    accept: Annotated[
        list[str] | None, typer.Option(help="A source whose smaller number of entries you have looked at.")
    ] = None,
    reviewer: Reviewer = _USER,
    as_json: AsJson = False,
) -> None:
    """Show the versions, ages and counts of the watchlists, or refresh them."""
    lists = Watchlists.connect(**context.obj)
    if action is Action.show:
        _print(lists.show(), watchlist_views.watchlists, as_json)
        return
    report = lists.refresh(reviewer, accept or [])
    _print(report, watchlist_views.refreshed, as_json)
    if report["outcome"] == "refused":
        raise BackOfficeError(f"the new watchlists were refused; {report['version'] or 'none'} stays in force")


class QueueAction(StrEnum):
    """What to do with the queues."""

    show = "show"
    redrive = "redrive"


@app.command("queues")
def queues_(
    context: typer.Context,
    action: Annotated[QueueAction, typer.Argument(help="Show them, or send dead letters back.")] = QueueAction.show,
    name: Annotated[str, typer.Argument(help="Whose dead letters.", metavar="[NAME]")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what waits in the queues, or send a queue's dead letters back to it."""
    queues = Queues.connect(**context.obj)
    if action is QueueAction.redrive:
        sent = queues.redrive(name)
        _print({"sent": sent}, lambda _: f"{name}: {sent} sent back", as_json)
    else:
        _print(queues.show(), views.queues, as_json)


@app.command()
def watchdog(context: typer.Context, reviewer: Reviewer = _USER, as_json: AsJson = False) -> None:
    """Look through all open onboardings now; what is stuck is repaired or reported."""
    _print(watchdogs.watch(reviewer, **context.obj), views.findings, as_json)


@app.command()
def watch(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Default: all applications.")] = None,
    as_json: AsJson = False,
) -> None:
    """Follow applications until each is decided or waits for a person."""
    onboarding = Onboarding.connect(**context.obj)
    found = views.watch(lambda: _chosen(onboarding.list(), ids), quiet=as_json)
    _print(found, views.next_steps, as_json)


def _chosen(rows: list[Any], ids: list[str] | None) -> list[Any]:
    """The applications with these ids in their order; all where no id is given."""
    if not ids:
        return rows
    by_id = {row["application_id"]: row for row in rows}
    if missing := [one for one in ids if one not in by_id]:
        raise BackOfficeError(f"no application has the id {', '.join(missing)}. See them all: kyc list")
    return [by_id[one] for one in ids]


def _read(file: Path) -> Any:
    """A good application, so that nothing is submitted while another file is not one."""
    try:
        application = json.loads(file.read_text(encoding="utf-8"))
        validated(application)
    except (OSError, UnicodeDecodeError) as error:
        raise BackOfficeError(f"{file} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise BackOfficeError(f"{file} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except InvalidApplication as error:
        raise BackOfficeError(f"{file}: {error}") from error
    return application


def _print_ids(ids: list[str], what: str, as_json: bool) -> None:
    _print(ids, lambda _: "\n".join(f"{what}: {one}" for one in ids), as_json)


def _print(found: Any, view: Any, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        views.console.print(view(found))


def main() -> None:
    """Run ``kyc``; what is wrong is one message and exit status 2."""
    try:
        app()
    except (BackOfficeError, DeploymentError, KycError) as error:
        print(f"kyc: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\nStopped looking; the onboardings go on. Continue with: kyc watch", file=sys.stderr)
        sys.exit(130)
