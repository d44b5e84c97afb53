"""One run works at a time, so that nothing is done twice at once. Two would do no harm.

A lease ends by itself after a while, so that what a killed run held is free again.
"""

from datetime import timedelta

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring.coverage import STATE
from lambdas.shared.runtime.clock import moment, now, timestamp

_LEASE = "LEASE"


def take(table: CaseTable, run: str, lasting: timedelta) -> bool:
    """Whether ``run`` holds the lease from now on for so long: nobody else did, or no longer."""
    held, row = table.get(STATE, _LEASE), {"run": run, "until": timestamp(now() + lasting)}
    if held is None:
        return table.insert(STATE, _LEASE, row)
    if held["run"] != run and moment(held["until"]) > now():
        return False
    as_read = {"run": held["run"], "until": held["until"]}
    return table.update(STATE, _LEASE, row, only_if=as_read)


def give_back(table: CaseTable, run: str) -> None:
    """Let the lease end now, if ``run`` still holds it."""
    table.update(STATE, _LEASE, {"until": timestamp()}, only_if={"run": run})
