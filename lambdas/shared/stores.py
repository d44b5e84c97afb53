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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared import aws, record
from lambdas.shared.clock import timestamp
from lambdas.shared.errors import ApplicationNotFound, Conflict, Throttled
from lambdas.shared.verdicts import Finding

Row = dict[str, Any]
FINAL = ("onboarded", "declined")
OPEN = ("running", "awaiting_documents", "awaiting_review")
_CONDITION = "ConditionalCheckFailed"
_MOST_TRIES, _SECONDS_APART = 25, 0.02
"""To add to a record that several add to at once; each round at least one succeeds."""


@dataclass(frozen=True)
class Evidence:
    """What a step found: its small result, the findings behind it, and details that only staff may see.

    ``writes``: what is written with it, all or nothing, as ``Table.transact`` takes them.
    """

    result: Row
    findings: list[Finding] = field(default_factory=list)
    details: Row = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    writes: Sequence[Row] = ()


class Table:
    """A DynamoDB table whose attributes are text, whole numbers and flags. Errors are botocore's."""

    def __init__(self, client: Any, name: str, partition: str) -> None:
        self.client, self.name, self.partition = client, name, partition

    def key(self, partition: str, item: str) -> Row:
        return {self.partition: {"S": partition}, "item": {"S": item}}

    def get(self, partition: str, item: str) -> Row | None:
        """The item as last written, or None."""
        found = self.client.get_item(TableName=self.name, Key=self.key(partition, item), ConsistentRead=True).get(
            "Item"
        )
        return plain(found) if found else None

    def items(self, partition: str) -> list[Row]:
        """All items of the partition, in order of name."""
        return list(self._query(self.partition, partition, ConsistentRead=True))

    def starting(self, partition: str, prefix: str) -> list[Row]:
        """The items of the partition whose names begin so, in order of name."""
        condition = "#key = :key AND begins_with(#item, :prefix)"
        return list(
            self._query(
                self.partition, partition, condition, {"#item": "item"}, {":prefix": prefix}, ConsistentRead=True
            )
        )

    def query_index(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        """The items of a secondary index with this value."""
        return self._query(attribute, value, IndexName=index)

    def _query(
        self,
        attribute: str,
        value: str,
        condition: str = "#key = :key",
        names: Row | None = None,
        values: Row | None = None,
        **more: Any,
    ) -> Iterator[Row]:
        pages = self.client.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression=condition,
            ExpressionAttributeNames={"#key": attribute} | (names or {}),
            ExpressionAttributeValues=attributes({":key": value} | (values or {})),
            **more,
        )
        return (plain(row) for page in pages for row in page["Items"])

    def new(self, partition: str, item: str, row: Row) -> Row:
        """The request that writes an item which is not there yet, alone or in a transaction."""
        return {
            "TableName": self.name,
            "Item": self.key(partition, item) | attributes(row),
            "ConditionExpression": "attribute_not_exists(#item)",
            "ExpressionAttributeNames": {"#item": "item"},
        }

    def insert(self, partition: str, item: str, row: Row) -> bool:
        """Write an item that is not there yet; False when it is."""
        return succeeded(self.client.put_item, **self.new(partition, item, row))

    def transact(self, *writes: Row) -> bool:
        """Do all writes (``{"Put": new(…)}``, ``{"Update": change(…)}``) or none; False where a condition fails.

        Throttled where only another transaction was met.
        """
        refused = self.attempt(*writes)
        if any(refused) and _CONDITION not in refused:
            raise Throttled(f"TransactWriteItems: {', '.join(sorted(filter(None, refused)))}")
        return not any(refused)

    def attempt(self, *writes: Row) -> list[str]:
        """Do all writes or none; for each, why it refused the whole, empty where it did not."""
        try:
            self.client.transact_write_items(TransactItems=list(writes))
        except ClientError as error:
            if aws.code(error) != "TransactionCanceledException":
                raise
            codes = [str(reason.get("Code", "None")) for reason in error.response.get("CancellationReasons", [])]
            return ["" if code == "None" else code for code in codes] or ["TransactionConflict"]
        return [""] * len(writes)

    def update(self, partition: str, item: str, row: Row, **conditions: Any) -> bool:
        """Set attributes now, as ``change`` says; False when a condition does not hold."""
        return succeeded(self.client.update_item, **self.change(partition, item, row, **conditions))

    def change(
        self,
        partition: str,
        item: str,
        row: Row,
        *,
        only_if: Row | None = None,
        unless: Row | None = None,
        rising: str | None = None,
    ) -> Row:
        """The request that sets attributes, creating the item where needed. None is left as it was.

        ``only_if``: each attribute must have this value; ``unless``: none may have one of these values; ``rising``:
        this attribute's new value must be above the one that is there.
        """
        row = {name: value for name, value in row.items() if value is not None}
        names = {f"#{name}": name for name in [*row, *(only_if or {}), *(unless or {})]}
        values = {f":{name}": value for name, value in row.items()}
        conditions = []
        for name, value in (only_if or {}).items():
            values[f":is_{name}"] = value
            conditions.append(f"#{name} = :is_{name}")
        for name, refused in (unless or {}).items():
            values |= {f":not_{name}{place}": value for place, value in enumerate(refused)}
            listed = ", ".join(f":not_{name}{place}" for place in range(len(refused)))
            conditions.append(f"(attribute_not_exists(#{name}) OR NOT #{name} IN ({listed}))")
        if rising:
            conditions.append(f"(attribute_not_exists(#{rising}) OR #{rising} < :{rising})")
        return {
            "TableName": self.name,
            "Key": self.key(partition, item),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in row),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": attributes(values),
            **({"ConditionExpression": " AND ".join(conditions)} if conditions else {}),
        }

    def count(self, partition: str, item: str) -> int:
        """Add one to the item's ``count`` and return it."""
        counted = self.client.update_item(
            TableName=self.name,
            Key=self.key(partition, item),
            UpdateExpression="ADD #count :one",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues={":one": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
        )
        return int(counted["Attributes"]["count"]["N"])


class Onboarding(Table):
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
            if _CONDITION in refused[2:]:
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


def found_as_row(finding: Finding) -> Row:
    return {"code": finding.code, "verdict": finding.verdict.value, "sentence": finding.sentence}


def code_version() -> dict[str, str]:
    """Which published code is running."""
    names = {"function_version": "AWS_LAMBDA_FUNCTION_VERSION", "code_sha256": "CODE_SHA256"}
    return {key: os.environ[name] for key, name in names.items() if name in os.environ}


def numbered(item: str, number: int) -> str:
    return f"{item}#{number:03d}"


@cache
def onboarding() -> Onboarding:
    """The Onboarding table of this function."""
    return Onboarding(aws.client("dynamodb"), os.environ["ONBOARDING_TABLE"])


def attributes(row: Row) -> Row:
    """A row as DynamoDB's attribute values; what is None is left out."""
    return {name: _attribute(value) for name, value in row.items() if value is not None}


def _attribute(value: Any) -> Row:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}


def plain(item: Row) -> Row:
    """An item of DynamoDB as text, whole numbers and flags."""
    return dict(_plain(item))


def _plain(item: Row) -> Iterator[tuple[str, Any]]:
    for name, attribute in item.items():
        ((kind, value),) = attribute.items()
        yield name, int(value) if kind == "N" else value


def succeeded(call: Any, **arguments: Any) -> bool:
    """False where DynamoDB refused the write because its condition does not hold."""
    try:
        call(**arguments)
    except ClientError as error:
        if aws.code(error) == "ConditionalCheckFailedException":
            return False
        raise
    return True
