"""Requests for information: what of it an applicant has not answered yet."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.items import Request


def before(parts: Iterable[str], application: Application) -> dict[str, str]:
    """The fingerprint of each of these parts that the application has."""
    there = _parts(application)
    return {part: fingerprint(there[part]) for part in parts if part in there}


def unanswered(request: Request | None, application: Application) -> list[str]:
    """The parts that were asked for and that the application does not have, or still as they were."""
    if request is None:
        return []
    now = before(request.parts, application)
    return [part for part in request.parts if part not in now or now[part] == request.before.get(part)]


def _parts(application: Application) -> Mapping[str, Any]:
    """The application by the names of its parts, which a request has as text."""
    return cast("Mapping[str, Any]", application)
