"""Does what the customer tells about their money fit together?"""

from lambdas.assess_customer import rules
from lambdas.shared import steps
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    findings = rules.check(steps.application(event))
    return steps.once(event, "assess_customer", lambda: Evidence(steps.verdict(findings), findings))
