"""What operators look after, and what everybody may ask of the API itself."""

from collections.abc import Sequence
from datetime import date

from lambdas.answer_request.bank import bank, person, subject
from lambdas.answer_request.problems import Problem
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.access.caller import Caller
from lambdas.shared.cases import operations, watchdog
from lambdas.shared.cases.operations import Asked
from lambdas.shared.monitoring.goals import What
from lambdas.shared.onboardings import figures
from lambdas.shared.onboardings.reports import begin

_DAYS = 30


def list_watchlists(request: Request) -> Answer:
    """Read which watchlists are in force, how old they are, and what the last refresh reported."""
    return Answer(bank().watchlists(request.caller).show())


def refresh_watchlists(request: Request) -> Answer:
    """Begin a refresh of the watchlists; that a list may be smaller is accepted once a second operator says so too."""
    by, lists, accept = person(request.caller).name, bank().watchlists(request.caller), request.body.get("accept", [])
    lists.check(accept)
    if not accept:
        return Answer({"run": lists.begin_refresh(by), "asked_by": [request.caller.subject]})
    asked_by = _agreed(request.caller, operations.accepting(accept))
    if len(asked_by) < operations.NEEDED:
        return Answer({"run": None, "asked_by": asked_by})
    return Answer({"run": lists.begin_refresh(by, accept), "asked_by": asked_by})


def list_queues(_request: Request) -> Answer:
    """Read how much waits in each queue, and how many dead letters there are."""
    return Answer({"queues": bank().queues.show()})


def redrive_queue(request: Request) -> Answer:
    """Send a queue's dead letters back to it, once a second operator asks for it within an hour."""
    here = bank()
    name = here.queues.check(request.parameters["name"])
    asked_by = _agreed(request.caller, operations.redriving(name))
    if len(asked_by) < operations.NEEDED:
        return Answer({"sent": None, "asked_by": asked_by})
    return Answer({"sent": here.queues.redrive(name), "asked_by": asked_by})


def _agreed(caller: Caller, what: str) -> Sequence[str]:
    """Who asks for what takes two people, by their subjects: NEEDED of them where it is to be done now."""
    return sorted(map(subject, operations.agreed(bank().table, person(caller), what)))


def restart_application(request: Request) -> Answer:
    """Start a case that failed again, on the live version, once a second operator asks for it within an hour."""
    mine = Asked(person(request.caller), request.body["reason"])
    execution, asked_by = bank().restarts.ask(request.id, mine)
    return Answer({"execution": execution, "asked_by": sorted(map(subject, asked_by))})


def run_watchdog(request: Request) -> Answer:
    """Let the watchdog look now for what is stuck."""
    here = bank()
    return Answer(
        {"run": begin(here.functions, here.places["WATCHDOG_FUNCTION"], {"asked_by": person(request.caller).name})}
    )


def read_watchdog_report(request: Request) -> Answer:
    """Read what the watchdog found in a run that you asked for."""
    found = watchdog.kept(bank().table, person(request.caller).name, request.parameters["run"])
    if found is None:
        raise Problem(404, "you asked for no such run, or it has not ended yet", kind="UnknownRun")
    return Answer({"report": found[0], "error": found[1] or None})


def read_coverage(request: Request) -> Answer:
    """Read and check the certificates that every customer was screened on a day (YYYY-MM-DD, in UTC)."""
    given = request.parameters["day"]
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or day.isoformat() != given:
        raise Problem(422, "the path names no day", ["day: must be a date as YYYY-MM-DD"])
    return Answer(bank().monitoring.coverage(day))


def list_monitoring_runs(_request: Request) -> Answer:
    """List the runs of the monitoring that began in the last seven days, the latest first."""
    return Answer({"runs": bank().monitoring.runs()})


def run_monitoring(request: Request) -> Answer:
    """Screen every customer now, or search what changed in the lists among them."""
    here, by, what = bank(), person(request.caller), What(request.body["what"])
    operations.keep(here.table, by, f"monitoring {what}")
    return Answer({"run": here.monitoring.begin(what, by.name)})


def read_monitoring_run(request: Request) -> Answer:
    """Read how far a run of the monitoring is that staff began, and what came of it."""
    return Answer(bank().monitoring.run(request.parameters["run"]))


def read_figures(request: Request) -> Answer:
    """Read how the applications of the last days went: outcomes, what waits, times to decisions, alerts by list."""
    return Answer(figures.figures(bank().table, int(request.query.get("days", _DAYS))))


def read_caller(request: Request) -> Answer:
    """Read who you are to this API: subject, roles, and the one application of an applicant."""
    caller = request.caller
    return Answer({"subject": caller.subject, "roles": sorted(caller.roles), "application_id": caller.application_id})


HANDLERS = (
    list_watchlists,
    refresh_watchlists,
    list_queues,
    redrive_queue,
    restart_application,
    run_watchdog,
    read_watchdog_report,
    read_coverage,
    list_monitoring_runs,
    run_monitoring,
    read_monitoring_run,
    read_figures,
    read_caller,
)
