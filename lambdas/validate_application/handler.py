"""Is the application complete, consistent and from an adult, and are its pictures there?"""

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import restarts
from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import kept
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import UNRATED
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.errors import Conflict, InvalidInput
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy, version
from lambdas.shared.runtime.stage import sandboxed
from lambdas.validate_application import rules


@function
def handler(event: Event) -> Event:
    table = case_table()
    case = table.case(event["application_id"])
    if event["run"] != case.meta.execution:
        raise Conflict(f"application {case.id} is worked on by the execution {case.meta.execution}, not by this one")
    attempt, application = case.meta.attempts, case.application
    content = fingerprint(application)
    if content != case.meta.content_sha256:
        raise Conflict(f"application {case.id}: attempt {attempt} has other content than META says")
    result = _validated(event | {"attempt": attempt, "content_sha256": content}, application)
    # Looked at anew each time: what was missing may have come.
    missing = case_pictures.missing(case, application, attempt) if case_pictures.awaited(application) else []
    if not missing:
        case_pictures.freeze(table, case, attempt)
    rating = restarts.declined(case)
    if rating is not None:
        result = result | {"verdict": "declined", "reasons": []}
    documents = {"documents": "missing" if missing else "complete", "missing": missing}
    return result | documents | {"rating": rating or UNRATED}


@kept
def _validated(event: Event, application: Application) -> Evidence:
    if problems := schemas.problems(application, schemas.validator("application")):
        raise InvalidInput(f"application {event['application_id']}: {'; '.join(problems)}")
    findings = rules.check(application, today(), policy("identity")["adult_age"], sandbox=sandboxed())
    return Evidence.of(
        findings, versions=version("identity"), attempt=event["attempt"], content_sha256=event["content_sha256"]
    )
