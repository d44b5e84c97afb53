"""Requests for information: what an applicant is asked for in an attempt, and what of it is still unanswered."""

import hashlib
import json
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.runtime.dynamodb import Row


def asked(attempt: int, request: dict[str, Any], application: Application) -> Row:
    """The item that says what the applicant is asked for in this attempt, and what of it was there before."""
    lists = {name: json.dumps(request.get(name, [])) for name in ("pictures", "parts", "reasons")}
    before = {part: _hash(application[part]) for part in request.get("parts", []) if part in application}
    return {"attempt": attempt, "before": json.dumps(before), **lists}


def unanswered(request: Row, application: Application) -> list[str]:
    """The parts of the application that this item asks for and that it does not have, or still as they were."""
    before = json.loads(request.get("before", "{}"))
    wanted = json.loads(request.get("parts", "[]"))
    return [part for part in wanted if part not in application or _hash(application[part]) == before.get(part)]


def _hash(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()
