"""Is the application complete, consistent and from an adult, and are its pictures there?"""

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy, version
from lambdas.shared.runtime.stage import sandboxed
from lambdas.validate_application import rules


@function
def handler(event: Event) -> Event:
    table = case_table()
    attempt = table.meta(event["application_id"])["attempts"]
    application = table.application(event["application_id"], attempt)

    def logic() -> Evidence:
        if problems := schemas.problems(application, schemas.validator("application")):
            raise InvalidInput(f"application {event['application_id']}: {'; '.join(problems)}")
        adult_age = policy("identity")["adult_age"]
        findings = rules.check(application, today(), adult_age, sandbox=sandboxed())
        return Evidence(step.verdict(findings, attempt=attempt), findings, versions=version("identity"))

    result = step.once(event | {"attempt": attempt}, "validate_application", logic)
    # Looked at anew each time: what was missing may have come.
    missing = case_pictures.missing(table, application, attempt) if case_pictures.awaited(application) else []
    return result | {"documents": "missing" if missing else "complete", "missing": missing}
