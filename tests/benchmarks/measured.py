"""A runtime of local functions that writes down what each call takes; ``functions.py`` deploys with it.

Each call appends a line of JSON to the file that ``KYC_MEASURED`` names: the function, ``start`` (the processor's
milliseconds from the start of the process until its handler was there), ``cpu`` (those of the call), ``peak`` (MB of
memory that the process had at most) and ``asked``, a list of the calls of AWS: service, operation, and the units that
DynamoDB counts of reads and of writes.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awslambdaric import __main__ as runtime
from awslambdaric import bootstrap
from botocore import session

Handler = Callable[[Any, Any], Any]
_MEASURED = Path(os.environ["KYC_MEASURED"])
_asked: list[dict[str, Any]] = []


def measured(name: str, handler: Handler) -> Handler:
    """The handler, of whose calls each is written down."""
    start = time.process_time() * 1000

    def call(event: Any, context: Any) -> Any:
        _asked.clear()
        before = time.process_time()
        try:
            return handler(event, context)
        finally:
            row = {
                "function": name,
                "start": start,
                "cpu": (time.process_time() - before) * 1000,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "asked": list(_asked),
            }
            with _MEASURED.open("a", encoding="utf-8") as file:  # one short write, which others do not break
                file.write(json.dumps(row) + "\n")

    return call


def count_calls() -> None:
    """Have every client of this process tell its calls, and DynamoDB what each of them consumes."""
    get_session = session.get_session

    def counting(*arguments: Any, **more: Any) -> Any:
        made = get_session(*arguments, **more)
        made.register("provide-client-params.dynamodb", _ask_for_units)
        made.register("after-call", _told)
        return made

    session.get_session = counting


def _ask_for_units(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
    return params | (
        {"ReturnConsumedCapacity": "TOTAL"} if "ReturnConsumedCapacity" in model.input_shape.members else {}
    )


_READING = {"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"}


def _told(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    consumed = parsed.get("ConsumedCapacity", [])
    units = sum(one["CapacityUnits"] for one in (consumed if isinstance(consumed, list) else [consumed]))
    kind = "read_units" if model.name in _READING else "write_units"
    _asked.append(
        {"service": model.service_model.service_name, "operation": model.name} | ({kind: units} if units else {})
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    count_calls()
    found = bootstrap._get_handler
    bootstrap._get_handler = lambda name: measured(name.split(".")[1], found(name))
    runtime.main(sys.argv)
