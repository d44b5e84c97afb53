"""Requests that are made once, however often they are sent: by their Idempotency-Key, subject and body.

A request of the table: ``content`` (SHA-256 of the body), ``status``, ``until`` (when, in seconds since 1970, another
call may go on with it), ``answer`` once it is done, and ``expires_at``, after which DynamoDB deletes it.
"""

import hashlib
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from lambdas.answer_request.requests import Request
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime.dynamodb import Row, Table, json_text
from lambdas.shared.runtime.json_text import compact, own

ITEM = "REQUEST"
_WORKED_ON, _KEPT = 30, 86_400
"""Seconds: as long as this function may take, and how long a key is known."""


class Stage(StrEnum):
    """How far a request is."""

    RUNNING = "running"
    DONE = "done"


class KeyReused(RequestRefused):
    """The Idempotency-Key was sent before with another body: give another request another key."""

    status = 422


class InFlight(RequestRefused):
    """A request with this Idempotency-Key is being worked on: wait a moment, then send it again."""

    status = 409


def once(table: Table, request: Request, do: Callable[[], Any]) -> Any:
    """What ``do`` answers, or did answer when this request was sent before. Raises KeyReused, InFlight."""
    name = hashlib.sha256(f"{request.caller.subject}\0{request.key}".encode()).hexdigest()
    content, now = hashlib.sha256(compact(request.body).encode()).hexdigest(), int(time.time())
    running = {"content": content, "status": Stage.RUNNING, "until": now + _WORKED_ON, "expires_at": now + _KEPT}
    if not table.insert(name, ITEM, running):
        there = table.get(name, ITEM) or {}
        if there.get("content") != content:
            raise KeyReused("the key was sent with another body")
        if there["status"] == Stage.DONE:
            return own(there["answer"])
        if not _taken_over(table, name, there, running, now):
            raise InFlight("the request is being worked on")
    return _done(table, name, do)


def _taken_over(table: Table, name: str, there: Row, running: Row, now: int) -> bool:
    """Whether nobody works on it any more, and this call goes on with it."""
    as_read = {"status": Stage.RUNNING, "until": there["until"]}
    return there["until"] <= now and table.update(name, ITEM, running, only_if=as_read)


def _done(table: Table, name: str, do: Callable[[], Any]) -> Any:
    try:
        answer = do()
    except Exception:
        table.update(name, ITEM, {"until": 0}, only_if={"status": Stage.RUNNING})
        raise
    table.update(name, ITEM, {"status": Stage.DONE, "answer": json_text(answer)})
    return answer
