"""One decision over the identity checks."""

from lambdas.decide_identity import decision
from lambdas.decide_identity.validity import on_the_day
from lambdas.shared import documents, steps
from lambdas.shared.clock import today
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy, version
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        application = steps.application(event)
        checks = on_the_day(event["checks"], application, today())
        decided = decision.decide(checks, policy("identity"), documents.needed(application))
        result = {"decision": decided.decision, "reasons": decided.reasons, "pictures": decided.pictures}
        return Evidence(result, details={"checks": checks}, versions=version("identity"))

    return steps.once(event, "decide_identity", logic)
