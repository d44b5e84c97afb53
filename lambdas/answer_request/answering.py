"""One request answered: who calls, whether its roles reach the route, what the body says; and what went wrong."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas.answer_request import requests
from lambdas.answer_request.problems import MEDIA_TYPE, RECORDED, Problem
from lambdas.answer_request.requests import Answer, Request
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.routes import Route
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.function import logger, translated
from lambdas.shared.runtime.metrics import Metric, count

Handler = Callable[[Request], Answer]
NOBODY = Caller("", frozenset())
"""Who calls a route for which nobody needs to be signed in."""
_ALWAYS = {"X-Content-Type-Options": "nosniff"}


def answer(route: Route, handler: Handler, event: Mapping[str, Any], parameters: Mapping[str, str]) -> Response[str]:
    """The handler's answer to this event of API Gateway, or the problem that there is."""
    caller = NOBODY
    try:
        caller = NOBODY if route.public else Caller.of(event)
        found = translated(handler, _admitted(route, caller, event, parameters))
    except Problem as problem:
        return refused(route.operation, caller, event, problem)
    except KycError as error:
        if not hasattr(error, "status"):
            logger.error("failed", operation=route.operation, error=type(error).__name__, said=str(error))
        return refused(route.operation, caller, event, Problem.of(error))
    count(Metric.REQUESTS, status=str(route.status))
    return Response(route.status, "application/json", _text(found.body), _headers(route, found))


def _admitted(route: Route, caller: Caller, event: Mapping[str, Any], parameters: Mapping[str, str]) -> Request:
    """The request, where this caller is signed in still, and the gateway and the roles lead to the route.

    Raises TokenEnded, Problem.
    """
    caller.check()
    if event.get("resource") != route.path:
        raise Problem(404, "there is no such route")
    if not route.is_open_to(caller.roles):
        raise Problem(403, "your roles do not reach this route")
    return requests.read(route, caller, event, parameters)


def refused(operation: str, caller: Caller, event: Mapping[str, Any], problem: Problem) -> Response[str]:
    """The answer that says what is wrong. Whom 401, 403, 409 and 412 met is logged, by the subject."""
    if problem.status in RECORDED:
        logger.info(
            "refused", operation=operation, status=problem.status, problem=problem.kind, subject=caller.subject or None
        )
    count(Metric.REQUESTS, status=str(problem.status))
    request_id = str((event.get("requestContext") or {}).get("requestId") or "")
    again = {"Retry-After": "1"} if problem.status == 503 else {}  # noqa: PLR2004
    headers = _ALWAYS | {"Cache-Control": "no-store"} | again
    return Response(problem.status, MEDIA_TYPE, _text(problem.body(request_id)), headers)


def _headers(route: Route, found: Answer) -> dict[str, str | list[str]]:
    return {
        **_ALWAYS,
        "Cache-Control": f"private, max-age={route.seconds}" if route.seconds else "no-store",
        **({"ETag": f'"{found.evidence}"'} if found.evidence else {}),
        **({"Location": found.location} if found.location else {}),
    }


def _text(body: Any) -> str:
    # With an end of line, for who reads it in a terminal.
    return "" if body is None else f"{json.dumps(body, ensure_ascii=False, allow_nan=False)}\n"
