"""Answer a request to the API: every route of the table that has a handler, and nothing else."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from lambdas.answer_request import (
    alerts,
    applications,
    documents,
    openapi,
    operations,
    records,
    reviews,
    searches,
    supplement,
    words,
)
from lambdas.answer_request.answering import NOBODY, Handler, answer, refused
from lambdas.answer_request.problems import Problem
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.access.routes import PARAMETER, ROUTES, Route
from lambdas.shared.runtime.function import begin_log, logger


def read_openapi(_request: Request) -> Answer:
    """Read this API's description in OpenAPI 3.1."""
    return Answer(openapi.document(SUMMARIES))


def read_health(_request: Request) -> Answer:
    """Ask whether the API answers."""
    return Answer({"status": "ok"})


_MODULES = (applications, documents, reviews, alerts, records, supplement, operations, searches, words)
HANDLERS: Mapping[str, Handler] = {
    one.__name__: one for one in (*(one for module in _MODULES for one in module.HANDLERS), read_openapi, read_health)
}
"""By the names of the operations."""
SUMMARIES = {name: (one.__doc__ or "").partition("\n")[0] for name, one in HANDLERS.items()}

_app = APIGatewayRestResolver(enable_validation=False)


def _serve(route: Route) -> None:
    """Let Powertools find this route."""

    @_app.route(PARAMETER.sub(r"<\1>", route.path), route.method)
    def served(**parameters: str) -> Response[str]:
        return answer(route, HANDLERS[route.operation], _app.current_event.raw_event, parameters)


for _route in ROUTES:
    if _route.operation in HANDLERS:
        _serve(_route)


@_app.not_found
def _not_found(_error: Exception) -> Response[str]:
    return refused("none", NOBODY, _app.current_event.raw_event, Problem(404, "there is no such route"))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Takes API Gateway's event of a REST API's proxy integration, returns its answer."""
    begin_log("answer_request")
    logger.set_correlation_id((event.get("requestContext") or {}).get("requestId"))
    return _app.resolve(event, context)
