"""The test values of the sandbox.

Every sandbox adapter answers by the application's ``sandbox``, and well where it has none. Every provider takes
``error`` (throttled, unavailable, slow, wrong_answer, rejected, crash) and ``times``: how many calls fail that way
before it answers; without ``times`` all of them do.
"""

import os
import time
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.errors import ProviderRejected, ProviderUnavailable, Throttled

SLOW_SECONDS = 1.0
"""After this, a slow provider is given up, as a real one after its time limit."""
_ERRORS = {
    "throttled": Throttled,
    "unavailable": ProviderUnavailable,
    "slow": ProviderUnavailable,
    "wrong_answer": ProviderUnavailable,
    "rejected": ProviderRejected,
}


def values_for(application: Application, provider: str) -> dict[str, Any]:
    """The test values for this provider, after failing as they ask."""
    values: dict[str, Any] = application.get("sandbox", {}).get(provider, {})
    if "error" not in values:
        return values
    failed = case_table().count(application["application_id"], f"SANDBOX#{provider}")
    if failed > values.get("times", failed):
        return values
    if values["error"] == "crash":
        os._exit(1)  # as a process ends that runs out of memory: no exception, no answer
    if values["error"] == "slow":
        time.sleep(SLOW_SECONDS)
    raise _ERRORS[values["error"]](f"sandbox: {provider} {values['error']}, call {failed}")
