"""What the watchdog keeps of its own: where it stopped, and its last report to each who asked for one.

Beside them is the lease by which one run works at a time (``lease.py``).
Items of the Onboarding table in a partition that no application's id can name. ``CURSOR``: the application that was
looked at last. ``ACCOUNTS``: the ``place`` in the Customers table after which the next run reads on, as JSON, and
``since``: when the look through that table began; "" where not every customer of it could be entered in the roster.
``REPORT#<asked by>``: the ``run``, ``at`` (a timestamp), and its ``report`` as JSON, or the ``error``
with which it ended.
"""

from typing import Any

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Place, Row, json_text
from lambdas.shared.runtime.json_text import parse

PARTITION, CURSOR, _ACCOUNTS = "#watchdog", "CURSOR", "ACCOUNTS"


def keep(table: CaseTable, event: Row, *, report: Row | None = None, error: str | None = None) -> None:
    """Keep the report of this run, in place of the one before to the same person."""
    row = {"run": event["run"], "at": timestamp(), "report": json_text(report), "error": error or ""}
    table.update(PARTITION, f"REPORT#{event['asked_by']}", row)


def kept(table: CaseTable, asked_by: str, run: str) -> tuple[Row | None, str] | None:
    """The report of this run and the error it ended with, of which one is empty; None while it is not there."""
    found = table.get(PARTITION, f"REPORT#{asked_by}")
    if not found or found["run"] != run:
        return None
    report: Any = parse(found["report"])
    return report, str(found["error"])


def from_where_it_stopped(table: CaseTable, ids: set[str]) -> list[str]:
    """In order of their ids, those first that the last run did not come to."""
    after = str((table.get(PARTITION, CURSOR) or {}).get("after", ""))
    return sorted(ids, key=lambda one: (one <= after, one))


def stopped_at(table: CaseTable, application_id: str) -> None:
    table.update(PARTITION, CURSOR, {"after": application_id})


def read_until(table: CaseTable) -> tuple[Place | None, str]:
    """The place in the Customers table up to which it was read, None at its end or before that; and ``since``."""
    kept = table.get(PARTITION, _ACCOUNTS) or {}
    found = parse(kept.get("place", "null"))
    return (str(found[0]), str(found[1])) if found else None, str(kept.get("since", ""))


def keep_read_until(table: CaseTable, place: Place | None, since: str) -> None:
    table.update(PARTITION, _ACCOUNTS, {"place": json_text(place), "since": since})
