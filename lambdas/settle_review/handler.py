"""What the opinions on a case amount to: without them nothing is approved, whoever answered the wait."""

from lambdas.shared.cases.table import case_table
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    case = rules.current(case_table(), event["application_id"], anew=True)
    if case is None:
        return _settled("another_opinion", ())
    decision = rules.outcome(case)
    if decision is None:
        return _settled("another_opinion" if case.counted else "look_again", ())
    asked = next((one.parts for one in case.counted if one.decision == decision), ())
    return _settled(decision, asked)


def _settled(decision: str, parts: tuple[str, ...]) -> Event:
    return {
        "decision": decision,
        "pictures": [part for part in parts if part in rules.PICTURES],
        "parts": [part for part in parts if part not in rules.PICTURES],
    }
