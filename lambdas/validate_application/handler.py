"""Is the application complete, consistent and from an adult?"""

from lambdas.shared import providers, schemas, steps, stores
from lambdas.shared.clock import today
from lambdas.shared.errors import InvalidInput
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence
from lambdas.validate_application import rules


@function
def handler(event: Event) -> Event:
    table = stores.onboarding()
    attempt = table.meta(event["application_id"])["attempts"]

    def logic() -> Evidence:
        application = table.application(event["application_id"], attempt)
        if problems := schemas.problems(application, schemas.validator("application")):
            raise InvalidInput(f"application {event['application_id']}: {'; '.join(problems)}")
        findings = rules.check(application, today(), sandbox=providers.sandboxed())
        return Evidence(steps.verdict(findings, attempt=attempt), findings)

    return steps.once(event | {"attempt": attempt}, "validate_application", logic)
