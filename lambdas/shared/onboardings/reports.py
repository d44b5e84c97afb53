"""A function that is called now, and the report that it keeps."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime.dynamodb import Row

POLL_SECONDS = 0.5
_Report = TypeVar("_Report")


def begin(functions: Any, function: str, event: Row) -> str:
    """Call ``function`` (its ARN) once with ``event`` and a ``run``, which is returned.

    Not waited for on the connection: it may take minutes, and a call that is repeated would be a second run.
    """
    run = f"staff-{uuid.uuid4()}"
    functions.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps({"run": run} | event).encode())
    return run


def report_of(
    functions: Any, function: str, event: Row, find: Callable[[str], _Report | None], longest: float, late: str
) -> _Report:
    """Call ``function`` (its ARN) once with ``event`` and a ``run``, and wait until ``find(run)`` has its report.

    ``functions``: botocore's client of Lambda. Raises RequestRefused, which says ``late``, after ``longest`` seconds.
    """
    run = begin(functions, function, event)
    deadline = time.monotonic() + longest
    while (found := find(run)) is None:
        if time.monotonic() > deadline:
            raise RequestRefused(late)
        time.sleep(POLL_SECONDS)
    return found
