"""Does what the customer tells about their money fit together?"""

from lambdas.assess_customer import rules
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    findings = rules.check(step.application(event))
    return step.once(event, "assess_customer", lambda: Evidence(step.verdict(findings), findings))
