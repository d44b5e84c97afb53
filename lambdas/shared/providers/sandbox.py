"""The test values by which the sandbox adapters answer, as the application's ``sandbox`` has them, by provider.

Without test values every check passes. Each sandbox adapter documents its own. All of them have ``error``, which makes
calls fail (throttled, unavailable, slow, wrong_answer, rejected or crash), and ``times``, how many calls fail before
one is answered; without ``times`` all calls fail.
"""

import os
import time
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.errors import ProviderRejected, ProviderUnavailable, Throttled

Values = dict[str, Any]
"""Test values of one provider, by name. What is allowed is in ``application.json``, beneath ``sandbox``."""

SLOW_SECONDS = 1.0
"""How long a slow provider takes, before it fails as a real one does at its time limit."""
_ERRORS = {
    "throttled": Throttled,
    "unavailable": ProviderUnavailable,
    "slow": ProviderUnavailable,
    "wrong_answer": ProviderUnavailable,
    "rejected": ProviderRejected,
}


def values_for(application: Application, provider: str) -> Values:
    """The test values of this provider (their key in the application's ``sandbox``); fails first where they say so.

    Raises Throttled, ProviderUnavailable, ProviderRejected, or ends the process.
    """
    values: Values = application.get("sandbox", {}).get(provider, {})
    if "error" not in values:
        return values
    failed = case_table().count(application["application_id"], f"SANDBOX#{provider}")
    if failed > values.get("times", failed):
        return values
    if values["error"] == "crash":
        os._exit(1)  # like a process that runs out of memory: no exception, no answer
    if values["error"] == "slow":
        time.sleep(SLOW_SECONDS)
    raise _ERRORS[values["error"]](f"sandbox: {provider} {values['error']}, call {failed}")
