"""A DynamoDB table as functions use it: whole items, conditional writes, transactions that say what refused them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.errors import Throttled

Row = dict[str, Any]
"""An item: text, whole numbers and flags by names that only the table of its kind knows."""
Place = tuple[str, str]
"""The partition and the name of an item; or an attribute and its value."""
Write = dict[str, Any]
"""A write, in the form in which DynamoDB takes it, alone or as one of a transaction."""
CONDITION_FAILED = "ConditionalCheckFailed"
_MOST_AT_ONCE = 100
"""Keys of one BatchGetItem."""


class Table:
    """A DynamoDB table whose attributes are text, whole numbers and flags. Errors are botocore's."""

    def __init__(self, client: Any, name: str, partition: str) -> None:
        self.client, self.name, self.partition = client, name, partition

    def key(self, partition: str, item: str) -> Write:
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

    def starting(self, partition: str, prefix: str, only: Sequence[str] = ()) -> list[Row]:
        """The items of the partition whose names begin so, in order of name; ``only``: with these attributes alone."""
        condition = "#key = :key AND begins_with(#item, :prefix)"
        names = {"#item": "item"} | {f"#{name}": name for name in only}
        wanted = {"ProjectionExpression": ", ".join(names)} if only else {}
        return list(
            self._query(self.partition, partition, condition, names, {":prefix": prefix}, ConsistentRead=True, **wanted)
        )

    def several(self, partitions: Iterable[str], item: str) -> Iterator[Row]:
        """The item of this name in each of the partitions, as last written, where it is there and can be read."""
        return self.several_of((partition, item) for partition in partitions)

    def several_of(self, places: Iterable[Place], only: Sequence[str] = ()) -> Iterator[Row]:
        """These items, as last written, where they are there and can be read; ``only``: with these attributes alone."""
        keys = [self.key(*place) for place in places]
        names = {f"#{name}": name for name in only}
        wanted = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names} if only else {}
        for at in range(0, len(keys), _MOST_AT_ONCE):
            left = keys[at : at + _MOST_AT_ONCE]
            for _ in contended(f"the table of {self.partition}"):
                asked = {self.name: {"Keys": left, "ConsistentRead": True, **wanted}}
                answer = self.client.batch_get_item(RequestItems=asked)
                for row in answer["Responses"].get(self.name, []):
                    with suppress(ValueError):
                        yield plain(row)
                left = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
                if not left:
                    break

    def page(self, items: Iterable[str], only: Sequence[str], after: Place | None) -> tuple[list[Row], Place | None]:
        """The items of these names in up to 1 MB of the table after this place, in DynamoDB's own order.

        ``only``: with these attributes alone, beside the key. Returns also the place that was reached; None at the end.
        """
        values = {f":{number}": item for number, item in enumerate(items)}
        names = {"#partition": self.partition, "#item": "item"} | {f"#{name}": name for name in only}
        found = self.client.scan(
            TableName=self.name,
            FilterExpression=f"#item IN ({', '.join(values)})",
            ProjectionExpression=", ".join(names),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=attributes(values),
            **({"ExclusiveStartKey": self.key(*after)} if after else {}),
        )
        reached = plain(found.get("LastEvaluatedKey", {}))
        place = (str(reached[self.partition]), str(reached["item"])) if reached else None
        return [plain(row) for row in found["Items"]], place

    def query_index(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        """The items of a secondary index with this value."""
        return self._query(attribute, value, IndexName=index)

    def index_page(self, index: str, having: Place, most: int, after: Row | None) -> tuple[list[Row], Row | None]:
        """At most ``most`` items with this attribute and value after this key, the last first; and the key reached."""
        found = self.client.query(
            TableName=self.name,
            IndexName=index,
            KeyConditionExpression="#key = :key",
            ExpressionAttributeNames={"#key": having[0]},
            ExpressionAttributeValues=attributes({":key": having[1]}),
            ScanIndexForward=False,
            Limit=most,
            **({"ExclusiveStartKey": attributes(after)} if after else {}),
        )
        return [plain(row) for row in found["Items"]], plain(found.get("LastEvaluatedKey", {})) or None

    def indexed(self, index: str, attribute: str, value: str) -> Iterator[str]:
        """The partitions of these items."""
        rows = self._query(attribute, value, IndexName=index, ProjectionExpression=self.partition)
        return (str(row[self.partition]) for row in rows)

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

    def new(self, partition: str, item: str, row: Row) -> Write:
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

    def transact(self, *writes: Write) -> bool:
        """Do all writes (``{"Put": new(…)}``, ``{"Update": change(…)}``) or none; False where a condition fails.

        Raises Throttled where only another transaction was met.
        """
        return not any(self.attempt(*writes))

    def attempt(self, *writes: Write) -> list[bool]:
        """Do all writes or none; for each, whether its condition refused them all.

        Raises Throttled where no condition did, and only another transaction was met.
        """
        try:
            self.client.transact_write_items(TransactItems=list(writes))
        except ClientError as error:
            if aws.code(error) != "TransactionCanceledException":
                raise
            codes = [str(reason.get("Code", "None")) for reason in error.response.get("CancellationReasons", [])]
            if CONDITION_FAILED not in codes:
                raise Throttled(f"TransactWriteItems: {', '.join(sorted({*codes} - {'None'}))}") from None
            return [code == CONDITION_FAILED for code in codes]
        return [False] * len(writes)

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
        among: Mapping[str, Iterable[str]] | None = None,
        rising: str | None = None,
    ) -> Write:
        """The request that sets attributes, creating the item where needed. None is left as it was.

        ``only_if``: each attribute must have this value, or with None not be there; ``among``: each must have one of
        these values; ``rising``: this attribute's new value must be above the one that is there.
        """
        row = {name: value for name, value in row.items() if value is not None}
        conditions, condition_names, values = _conditions(only_if or {}, among or {})
        names = {f"#{name}": name for name in row} | condition_names
        values |= {f":{name}": value for name, value in row.items()}
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

    def check(
        self,
        partition: str,
        item: str,
        only_if: Row | None = None,
        *,
        among: Mapping[str, Iterable[str]] | None = None,
    ) -> Write:
        """The part of a transaction that only asks whether the item is so; without both, whether it is not there."""
        conditions, names, values = _conditions(only_if or {}, among or {})
        return {
            "ConditionCheck": {
                "TableName": self.name,
                "Key": self.key(partition, item),
                "ConditionExpression": " AND ".join(conditions) or "attribute_not_exists(#item)",
                "ExpressionAttributeNames": names or {"#item": "item"},
                **({"ExpressionAttributeValues": attributes(values)} if values else {}),
            }
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


def _conditions(only_if: Row, among: Mapping[str, Iterable[str]]) -> tuple[list[str], dict[str, str], Row]:
    """The conditions of a write, with the names and the values in them."""
    conditions = [
        f"attribute_not_exists(#{name})" if value is None else f"#{name} = :is_{name}"
        for name, value in only_if.items()
    ]
    values = {f":is_{name}": value for name, value in only_if.items() if value is not None}
    for name, allowed in among.items():
        listed = {f":among_{name}{place}": value for place, value in enumerate(allowed)}
        values |= listed
        conditions.append(f"#{name} IN ({', '.join(listed)})")
    return conditions, {f"#{name}": name for name in (*only_if, *among)}, values


def numbered(item: str, number: int) -> str:
    """The name of an item in a series, so that the order of names is the order of numbers."""
    return f"{item}#{number:03d}"


def json_text(value: Any) -> str:
    """A value that an item keeps as text, so that it is read back exactly as it was written."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def attributes(row: Row) -> Write:
    """A row as DynamoDB's attribute values; what is None is left out."""
    return {name: _attribute(value) for name, value in row.items() if value is not None}


def _attribute(value: Any) -> Write:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}


def plain(item: Write) -> Row:
    """An item of DynamoDB as text, whole numbers and flags."""
    return dict(_plain(item))


def _plain(item: Write) -> Iterator[tuple[str, Any]]:
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
