"""One decision over the four identity checks."""

from lambdas.decide_identity import decision
from lambdas.shared import steps
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        decided = decision.decide(event["checks"])
        return Evidence({"decision": decided.decision, "reasons": decided.reasons}, details={"checks": event["checks"]})

    return steps.once(event, "decide_identity", logic)
