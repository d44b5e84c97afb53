"""Does what the customer says about their money fit together?"""

from lambdas.assess_customer import rules
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import policy, version


@step
def handler(event: Event) -> Evidence:
    findings = rules.check(submitted(event), policy("risk")["plausibility"])
    return Evidence.of(findings, versions=version("risk"))
