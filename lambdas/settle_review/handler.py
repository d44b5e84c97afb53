"""What the decisions on a case amount to: without them nothing is approved, whoever answered the wait.

Only entries of a record that is whole count; of one that was changed, Conflict is raised, which ends as a failure with
an alert.
"""

from collections.abc import Collection

from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verified import verified
from lambdas.shared.documents.pictures import PICTURES
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Unsettled
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    case = verified(case_table(), event["application_id"])
    if (case.meta.attempts, case.meta.content_sha256) != (event["attempt"], event["content_sha256"]):
        raise Conflict(f"application {case.id}: the review was of attempt {event['attempt']}, and there is another one")
    state = rules.current(case, anew=True)
    if state is None:
        return _settled(Unsettled.ANOTHER_DECISION)
    decision = rules.settling(state)
    if decision is None:
        return _settled(Unsettled.ANOTHER_DECISION if state.counted else Unsettled.LOOK_AGAIN)
    return _settled(decision.choice, decision.parts)


def _settled(decision: str, parts: Collection[str] = ()) -> Event:
    return {
        "decision": decision,
        "pictures": [part for part in parts if part in PICTURES],
        "parts": [part for part in parts if part not in PICTURES],
    }
