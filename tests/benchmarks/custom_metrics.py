"""How many metrics of its own a stack has where nothing is wrong, and what they cost.

CloudWatch bills each combination of dimensions for the hours in which it had a value. Failures, findings and refusals
are billed for the hours in which there were some, and are not counted here.
"""

from collections.abc import Iterator, Mapping

from infrastructure.functions import FUNCTIONS
from lambdas.shared.access.routes import ROUTES
from lambdas.shared.monitoring.goals import What
from lambdas.shared.reviews import conditions
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.metrics import Metric
from lambdas.shared.runtime.policies import policy

A_MONTH = 0.30
"""USD for one that has a value in every hour: CloudWatch, Frankfurt, November 2026."""
MOST = 120


def figures() -> Iterator[tuple[str, ...]]:
    found = counted()
    most = ", ".join(f"{metric} {number}" for metric, number in found.items())
    yield "custom metrics of a stack", f"{sum(found.values())}", f"{MOST}", most
    cost = A_MONTH * sum(found.values())
    yield "their cost a month, each with values in every hour", f"{cost:.2f} USD", f"{A_MONTH * MOST:.2f} USD", ""


def counted() -> Mapping[Metric, int]:
    """The combinations of dimensions of each metric that has values where nothing is wrong."""
    queues = len(conditions.queues()) + 1  # and that of the applicants
    return {
        Metric.VERDICTS: sum(len(_verdicts(function.name)) for function in FUNCTIONS),
        Metric.OUTCOMES: len(schemas.load("record_outcome")["$defs"]["input"]["properties"]["outcome"]["enum"]),
        Metric.WAITING: queues,
        Metric.LONGEST_WAIT: queues,
        Metric.REQUESTS: len({route.status for route in ROUTES}),
        Metric.LIST_AGE: len(policy("watchlist")["sources"]),
        Metric.LISTS_LATE: 1,
        Metric.CERTIFIED: len(What),
    }


def _verdicts(function: str) -> list[str]:
    """What the function's result may have as its verdict."""
    if function in _OTHERWISE:
        return []
    parts = schemas.load(function)["$defs"]
    # That of the lists has one for each kind.
    answer = parts.get("screened") or parts.get("result", {})
    found = answer.get("properties", {}).get("verdict", {})
    if reference := found.get("$ref"):
        found = schemas.load("common")["$defs"][reference.rpartition("/")[2]]
    return [*found.get("enum", []), *([found["const"]] if "const" in found else [])]


_OTHERWISE = ("answer_request", "authorize_request")
"""Functions that API Gateway calls, whose answers have no verdict."""
