"""What a page needs to name things: codes with their sentences, and what may be chosen, from where each stands once.

Nothing of a case is in it, and no threshold.
"""

from typing import Any

from lambdas.answer_request import openapi
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.access.roles import STAFF
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.verdicts import Rating
from lambdas.shared.onboardings import review_claims
from lambdas.shared.reviews import conditions, rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy

_TEST_VALUES = "sandbox"


def read_words(_request: Request) -> Answer:
    """Read the queues, statuses, reasons and the values of an application's fields, to name and to choose from."""
    review = policy("review")
    return Answer(
        {
            "queues": conditions.queues(),
            "statuses": [*Status],
            "ratings": [*Rating],
            "roles": [*STAFF],
            "decisions": {one: dict(rules.reasons(one, of_alert=False)) for one in Choice},
            "alert_decisions": {one: found for one in Choice if (found := dict(rules.reasons(one, of_alert=True)))},
            "clearings": review["clearings"],
            "unblockings": policy("alert")["unblockings"],
            "supplement": review["supplement"],
            "parts": list(rules.PARTS),
            "claim_minutes": review_claims.MINUTES,
            "application": _choices(openapi.whole("application")),
        }
    )


def _choices(schema: Any, place: str = "") -> Row:
    """The values that fields of an application may have, by their places, such as ``applicant.occupation``."""
    found: Row = {place: schema["enum"]} if "enum" in schema else {}
    for name, part in schema.get("properties", {}).items():
        if name != _TEST_VALUES:
            found |= _choices(part, f"{place}.{name}" if place else name)
    return found


HANDLERS = (read_words,)
