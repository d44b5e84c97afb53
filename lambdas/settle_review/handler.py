"""What the opinions on a case amount to: without them nothing is approved, whoever answered the wait."""

from lambdas.shared import reviews, stores
from lambdas.shared.function import Event, function


@function
def handler(event: Event) -> Event:
    table, application_id = stores.onboarding(), event["application_id"]
    item = stores.numbered("REVIEW", table.meta(application_id)["attempts"])
    rows = table.items(application_id)
    review = next((row for row in rows if row["item"] == item), None)
    if review is None:
        return _settled("another_opinion", ())
    case = reviews.of(rows, review, anew=True)
    decision = reviews.outcome(case)
    if decision is None:
        return _settled("another_opinion" if case.counted else "look_again", ())
    asked = next((one.parts for one in case.counted if one.decision == decision), ())
    return _settled(decision, asked)


def _settled(decision: str, parts: tuple[str, ...]) -> Event:
    return {
        "decision": decision,
        "pictures": [part for part in parts if part in reviews.PICTURES],
        "parts": [part for part in parts if part not in reviews.PICTURES],
    }
