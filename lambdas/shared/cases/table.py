"""The Onboarding table: one application is one partition, and its items tell its story.

==================  =====================================================================================
item                what it holds
==================  =====================================================================================
META                status, times, rating, outcome: no personal data; in the index by status
CHAIN               how many entries the decision record has, and the hash of the last (``record.py``)
APPLICATION#001…    each submission of the application, personal data, an entry of the record
EVIDENCE#…          each check's result, findings, details and the versions that made it, an entry of the record
REVIEW#001…         what a person has to decide, with the task token
DOCUMENTS#001…      the pictures and parts that the applicant was asked for in an attempt, with the task token
UPLOAD#001#…        each picture that arrived, with what was found in it, an entry of the record
SCAN#001#…          which picture of an attempt counts: the last good one of its kind
LIVENESS#001#…      each session that was opened for the selfie of an attempt
MESSAGE#…           what the applicant was told, an entry of the record
OUTBOX#…            each event for other systems, published or not yet
WATCHDOG#…          what the watchdog has raised an alert for
FAILURE#000…        each technical failure, by redrive, an entry of the record
ALERT#000…          that the alert of this failure was raised
SANDBOX#…           how often a sandbox provider failed, as its test values ask
==================  =====================================================================================

An entry of the record is never changed. Details are JSON text, so that they are read back exactly as they were written.
"""

import json
import os
import random
import time
from functools import cache
from typing import Any

from lambdas.shared.cases import record
from lambdas.shared.cases.evidence import Evidence, code_version, found_as_row
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import CONDITION_FAILED, Row, Table
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict, Throttled

FINAL = ("onboarded", "declined")
OPEN = ("running", "awaiting_documents", "awaiting_review")
_MOST_TRIES, _SECONDS_APART = 25, 0.02
"""To add to a record that several add to at once; each round at least one succeeds."""


class CaseTable(Table):
    """The Onboarding table, in the terms of its items."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__(client, name, "application_id")

    def meta(self, application_id: str) -> Row:
        """Raises ApplicationNotFound."""
        found = self.get(application_id, "META")
        if found is None:
            raise ApplicationNotFound(f"no application has the id {application_id}")
        return found

    def application(self, application_id: str, attempt: int | None = None) -> Row:
        """The application as submitted in that attempt, or last. Personal data. Raises ApplicationNotFound."""
        number = attempt or int(self.meta(application_id)["attempts"])
        found = self.get(application_id, numbered("APPLICATION", number))
        if found is None:
            raise ApplicationNotFound(f"application {application_id} has no submission {number}")
        application: Row = json.loads(found["body"])
        return application

    def set_status(self, application_id: str, status: str, **more: Any) -> bool:
        """Move to ``status``; False when the application is decided already and stays so."""
        return self.update(application_id, "META", _moved(status, more), unless=_otherwise(status))

    def status_change(self, application_id: str, status: str, **more: Any) -> Row:
        """The same as a write of a transaction."""
        return {"Update": self.change(application_id, "META", _moved(status, more), unless=_otherwise(status))}

    def append(self, application_id: str, item: str, row: Row, *writes: Row) -> bool:
        """Add an entry to the decision record, with ``writes`` or not at all; False where it is there already.

        Raises Conflict where a condition of ``writes`` does not hold, Throttled where others were always faster.
        """
        entry = {self.partition: application_id, "item": item} | {
            name: value for name, value in row.items() if value is not None
        }
        for attempt in range(_MOST_TRIES):
            time.sleep(random.uniform(0, _SECONDS_APART * attempt))  # noqa: S311 - so that not all try at once
            last = self.get(application_id, "CHAIN") or record.EMPTY
            linked = record.linked(entry, last)
            refused = self.attempt(
                {"Put": self.new(application_id, item, linked)}, self._head(application_id, linked, last), *writes
            )
            if not any(refused):
                return True
            if self.get(application_id, item):
                return False
            if CONDITION_FAILED in refused[2:]:
                raise Conflict(f"application {application_id}: {item} does not fit what is there")
        raise Throttled(f"the record of {application_id} was always being written by others")

    def _head(self, application_id: str, entry: Row, last: Row) -> Row:
        """The write of CHAIN once ``entry`` is the last, unless somebody else added one since ``last``."""
        if last == record.EMPTY:
            return {"Put": self.new(application_id, "CHAIN", record.head(entry))}
        return {"Update": self.change(application_id, "CHAIN", record.head(entry), only_if={"hash": last["hash"]})}

    def result(self, application_id: str, step: str, run: str) -> Row | None:
        """What this step answered in this run, if it did."""
        found = self.get(application_id, f"EVIDENCE#{step}#{run}")
        return json.loads(found["result"]) if found else None

    def add_evidence(self, application_id: str, step: str, run: str, evidence: Evidence, started_at: str) -> Row:
        """Keep what a step found and return its result: the one kept first, when two were quick."""
        row = {
            "step": step,
            "run": run,
            "started_at": started_at,
            "at": timestamp(),
            "result": json.dumps(evidence.result),
            "findings": json.dumps([found_as_row(finding) for finding in evidence.findings]),
            "details": json.dumps(evidence.details, ensure_ascii=False),
            "versions": json.dumps(code_version() | dict(evidence.versions)),
        }
        if self.append(application_id, f"EVIDENCE#{step}#{run}", row, *evidence.writes):
            return evidence.result
        return self.result(application_id, step, run) or evidence.result


def _moved(status: str, more: Row) -> Row:
    return {"status": status, "updated_at": timestamp(), **more}


def _otherwise(status: str) -> Row:
    return {"status": [final for final in FINAL if final != status]}


def numbered(item: str, number: int) -> str:
    return f"{item}#{number:03d}"


def case_table() -> CaseTable:
    """The Onboarding table of this function."""
    return _opened()


@cache
def _opened() -> CaseTable:
    return CaseTable(aws.client("dynamodb"), os.environ["ONBOARDING_TABLE"])
