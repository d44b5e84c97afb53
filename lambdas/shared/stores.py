"""The Onboarding table: one application is one partition, and its items tell its story.

==================  =====================================================================================
item                what it holds
==================  =====================================================================================
META                status, times, rating, outcome: no personal data; the only item in the index by status
APPLICATION#001…    each submission of the application, personal data, never changed
EVIDENCE#…          each check's result, findings, details and the versions that made it, never changed
REVIEW#001…         what a person has to decide, with the task token
APPROVAL#001…       the first of two approvals, where the review needs two
DOCUMENTS#001…      the pictures and parts that the applicant was asked for in an attempt, with the task token
UPLOAD#001#…        each picture that arrived, with what was found in it, never changed
SCAN#001#…          which picture of an attempt counts: the last good one of its kind
LIVENESS#001#…      each session that was opened for the selfie of an attempt
MESSAGE#…           what the applicant was told
FAILURE#000…        each technical failure, by redrive
SANDBOX#…           how often a sandbox provider failed, as its test values ask
==================  =====================================================================================

Details are JSON text, so that they are read back exactly as they were written.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared import aws
from lambdas.shared.clock import timestamp
from lambdas.shared.errors import ApplicationNotFound, Throttled
from lambdas.shared.verdicts import Finding

Row = dict[str, Any]
FINAL = ("onboarded", "declined")


@dataclass(frozen=True)
class Evidence:
    """What a step found: its small result, the findings behind it, and details that only staff may see."""

    result: Row
    findings: list[Finding] = field(default_factory=list)
    details: Row = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


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
        """Do all writes or none; False where a condition does not hold. Throttled where only another one was met."""
        try:
            self.client.transact_write_items(TransactItems=list(writes))
        except ClientError as error:
            if aws.code(error) != "TransactionCanceledException":
                raise
            reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
            if "ConditionalCheckFailed" in reasons:
                return False
            raise Throttled(f"TransactWriteItems: {', '.join(sorted(filter(None, reasons)))}") from None
        return True

    def update(
        self,
        partition: str,
        item: str,
        row: Row,
        *,
        only_if: Row | None = None,
        unless: Row | None = None,
        rising: str | None = None,
    ) -> bool:
        """Set attributes, creating the item where needed; False when a condition does not hold. None is left as it was.

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
        return succeeded(
            self.client.update_item,
            TableName=self.name,
            Key=self.key(partition, item),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in row),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=attributes(values),
            **({"ConditionExpression": " AND ".join(conditions)} if conditions else {}),
        )

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
        return self.update(
            application_id,
            "META",
            {"status": status, "updated_at": timestamp(), **more},
            unless={"status": [final for final in FINAL if final != status]},
        )

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
        if self.insert(application_id, f"EVIDENCE#{step}#{run}", row):
            return evidence.result
        return self.result(application_id, step, run) or evidence.result


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
