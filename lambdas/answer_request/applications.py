"""Applications: submit, correct, list, read."""

from collections.abc import Sequence

from lambdas.answer_request import cursors, repeated
from lambdas.answer_request.bank import STAFF, bank, person
from lambdas.answer_request.problems import Problem
from lambdas.answer_request.requests import PAGE, Answer, Request
from lambdas.shared.access.caller import Caller
from lambdas.shared.cases.case import MESSAGE, UPLOAD, Case
from lambdas.shared.cases.items import APPLICATION, Meta, Submission
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings import executions, explain, pages, presentation, review_claims, timeline
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.pages import Place
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.clock import moment, now
from lambdas.shared.runtime.dynamodb import Row, numbered

_FILTERS_OF_STAFF = ("rating", "queue")
_TO_SUBMITTERS = ("application_id", "status", "submitted_at", "updated_at", "age_seconds")
_ENTRIES_FOR_SUBMITTERS = (f"{APPLICATION}#", MESSAGE, UPLOAD)
"""What a submitter knows anyway: nothing that was found, so that nothing of it reaches the applicant."""


def submit_application(request: Request) -> Answer:
    """Submit an application and start its onboarding; who submits has no say in a review of it."""

    def submit() -> Row:
        return {"application_id": bank().onboardings(request.caller).submit(request.body, person(request.caller).name)}

    answer = repeated.once(bank().requests, request, submit)
    return Answer(answer, location=f"applications/{answer['application_id']}")


def correct_application(request: Request) -> Answer:
    """Give a corrected application to an onboarding that asks for one."""
    case = bank().case(request.caller, request.id)
    if request.body["application_id"] != case.id:
        raise Problem(422, "the body is another application", ["application_id: must be that of the path"])
    if request.match != rules.evidence(case):
        raise Problem(412, "the application is not what you saw: read it again", kind="EvidenceChanged")
    return Answer(
        {"application_id": bank().onboardings(request.caller).resubmit(request.body, person(request.caller).name)}
    )


def make_applicant_token(request: Request) -> Answer:
    """Make a short token by which the bank's app lets the applicant send what is asked for, and nothing else."""
    # What signs takes a third of this function's cold start, which every other route would wait for.
    from lambdas.shared.access import applicant_tokens  # noqa: PLC0415

    case = bank().case(request.caller, request.id)
    if case.open_request is None:
        raise Problem(409, "the applicant is asked for nothing now: make a token once something is", kind="NotWaiting")
    token = applicant_tokens.issue(case.id)
    return Answer({"token": token, "expires_in": applicant_tokens.SECONDS})


def list_applications(request: Request) -> Answer:
    """List applications, the latest first within each status; a submitter's own, the latest first."""
    query, caller = request.query, request.caller
    may_see = bool(caller.roles & STAFF)
    if not may_see and (hidden := [name for name in _FILTERS_OF_STAFF if name in query]):
        # Which applications a filter leaves would tell what their submitters are not shown.
        rules_broken = [f"{name}: is not for your roles" for name in hidden]
        raise Problem(422, "only staff who decide or audit choose by that", rules_broken)
    if queue := query.get("queue"):
        review_claims.check_queue(queue)
    filters = [query.get(name) for name in ("status", *_FILTERS_OF_STAFF)]
    about = [caller.subject, sorted(caller.roles), *filters]
    begin = Place.of(cursors.place(query["cursor"], about)) if "cursor" in query else None
    statuses = [Status(query["status"])] if "status" in query else [Status.AWAITING_REVIEW] if queue else [*Status]
    table = bank().table

    def choose(metas: Sequence[Meta]) -> Sequence[Meta]:
        if not may_see:
            return [meta for meta in _own(table, caller, metas) if meta.status in statuses]
        rated = [meta for meta in metas if query.get("rating") in (None, meta.rating)]
        return [meta for meta in rated if queue in (None, presentation.queue(meta))]

    read = pages.by_status(table, statuses) if may_see else pages.by_submitter(table, person(caller))
    found, following = pages.chosen(read, int(query.get("limit", PAGE)), begin, choose)
    return Answer(
        {
            "applications": [_summary(caller, meta) for meta in found],
            "next": cursors.cursor(following.shown(), about) if following else None,
        }
    )


def read_application(request: Request) -> Answer:
    """Read one application: for a submitter its status and what is asked for, for staff all that is kept."""
    caller, with_details = request.caller, request.query.get("details") == "true"
    case = bank().case(caller, request.id)
    evidence, asked = rules.evidence(case), presentation.applicant(case)
    if not caller.roles & STAFF:
        return Answer({**_summary(caller, case.meta), "evidence": evidence, "asked": asked}, evidence)
    if with_details:
        look(bank().table, case.id, person(caller), "read_application")
    found = bank().onboardings(caller).show(case.id)
    found = found | presentation.submitted(case) if with_details else presentation.without_personal_data(found)
    return Answer({**found, "earlier": _earlier(bank().table, case), "asked": asked}, found["evidence"])


def read_timeline(request: Request) -> Answer:
    """Read what happened in one application, entry by entry of its decision record."""
    case = bank().case(request.caller, request.id)
    known = case.entries
    if not request.caller.roles & STAFF:
        known = [entry for entry in known if entry["item"].startswith(_ENTRIES_FOR_SUBMITTERS)]
    return Answer({"entries": list(timeline.lines(known))})


def read_workflow(request: Request) -> Answer:
    """Read the workflow as it ran: each execution with its definition, its layout, and what became of its states."""
    case = bank().case(request.caller, request.id)
    ran, execution = bank().workflow(case), case.meta.execution_arn or ""
    may_see = bool(request.caller.roles & STAFF)
    machines = (ran.machines if may_see else ran.alone)(execution) if execution else ()
    return Answer({"execution": executions.status(bank().states, case.meta), "machines": list(machines)})


def read_explanation(request: Request) -> Answer:
    """Read what the customer may know of the decision, with the customer's own answers; the look is recorded."""
    case = bank().case(request.caller, request.id)
    found = explain.customer(case)
    look(bank().table, case.id, person(request.caller), "read_explanation")
    return Answer(found)


def _earlier(table: CaseTable, case: Case) -> list[Row]:
    """The applications whose document or person this one has too: ``application_id``, ``status``, ``shares``."""
    shared = presentation.claimed_by_others(case)
    statuses = {row["application_id"]: row["status"] for row in table.several(shared, META)}
    return [
        {"application_id": one, "status": statuses[one], "shares": shares}
        for one, shares in shared.items()
        if one in statuses
    ]


def _own(table: CaseTable, caller: Caller, metas: Sequence[Meta]) -> list[Meta]:
    """Those of these applications whose first submission is the caller's, whatever the index says."""
    rows = table.several([meta.application_id for meta in metas], numbered(APPLICATION, 1))
    mine = person(caller).principal
    own = {row["application_id"] for row in rows if (by := Submission.of(row).by) and by.principal == mine}
    return [meta for meta in metas if meta.application_id in own]


def _summary(caller: Caller, meta: Meta) -> Row:
    age = int((now() - moment(meta.submitted_at)).total_seconds()) if meta.submitted_at else None
    found = presentation.summary(meta) | {"age_seconds": age}
    return found if caller.roles & STAFF else {name: found[name] for name in _TO_SUBMITTERS}


HANDLERS = (
    submit_application,
    correct_application,
    make_applicant_token,
    list_applications,
    read_application,
    read_timeline,
    read_workflow,
    read_explanation,
)
