"""One decision over the identity checks."""

from lambdas.decide_identity import decision
from lambdas.decide_identity.validity import on_the_day
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import answered, step, submitted
from lambdas.shared.cases.verdicts import IDENTITY_CHECKS
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import policy, version


@step
def handler(event: Event) -> Evidence:
    application = submitted(event)
    checks = on_the_day(answered(event, IDENTITY_CHECKS), application, today())
    decided = decision.decide(checks, policy("identity"), case_pictures.needed(application))
    result = {
        "run": event["run"],
        "decision": decided.decision,
        "reasons": decided.reasons,
        "pictures": decided.pictures,
    }
    return Evidence(result, details={"checks": checks}, versions=version("identity"))
