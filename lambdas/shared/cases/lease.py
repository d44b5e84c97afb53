"""One run works at a time, so that nothing is done twice at once. Two would do no harm.

A lease is the item ``LEASE`` of the partition of what is worked on. It ends by itself after a while, so that what a
killed run held is free again.
"""

from datetime import timedelta

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.clock import moment, now, timestamp

_LEASE = "LEASE"


def take(table: CaseTable, partition: str, run: str, lasting: timedelta) -> bool:
    """Whether ``run`` holds the lease from now on for so long: nobody else did, or no longer."""
    held, row = table.get(partition, _LEASE), {"run": run, "until": timestamp(now() + lasting)}
    if held is None:
        is_taken = table.insert(partition, _LEASE, row)
    elif held["run"] != run and moment(held["until"]) > now():
        return False
    else:
        is_taken = table.update(partition, _LEASE, row, only_if={"run": held["run"], "until": held["until"]})
    # A write that was repeated, since its answer was lost, is refused the second time.
    return is_taken or table.get(partition, _LEASE) == row | {table.partition: partition, "item": _LEASE}


def until(table: CaseTable, partition: str) -> str:
    """When the lease ends at the latest, as a timestamp; "" where nobody ever held it."""
    return str((table.get(partition, _LEASE) or {}).get("until", ""))


def give_back(table: CaseTable, partition: str, run: str) -> None:
    """Let the lease end now, if ``run`` still holds it."""
    table.update(partition, _LEASE, {"until": timestamp()}, only_if={"run": run})
