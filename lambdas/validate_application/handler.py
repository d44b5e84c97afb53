"""Is the application complete, consistent and from an adult, and are its pictures there?"""

from lambdas.shared import documents, providers, schemas, steps, stores
from lambdas.shared.clock import today
from lambdas.shared.errors import InvalidInput
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy, version
from lambdas.shared.stores import Evidence
from lambdas.validate_application import rules


@function
def handler(event: Event) -> Event:
    table = stores.onboarding()
    attempt = table.meta(event["application_id"])["attempts"]
    application = table.application(event["application_id"], attempt)

    def logic() -> Evidence:
        if problems := schemas.problems(application, schemas.validator("application")):
            raise InvalidInput(f"application {event['application_id']}: {'; '.join(problems)}")
        adult_age = policy("identity")["adult_age"]
        findings = rules.check(application, today(), adult_age, sandbox=providers.sandboxed())
        return Evidence(steps.verdict(findings, attempt=attempt), findings, versions=version("identity"))

    result = steps.once(event | {"attempt": attempt}, "validate_application", logic)
    # Looked at anew each time: what was missing may have come.
    missing = documents.missing(table, application, attempt) if documents.awaited(application) else []
    return result | {"documents": "missing" if missing else "complete", "missing": missing}
