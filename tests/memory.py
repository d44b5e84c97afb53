"""The stores in memory: the same methods and conditions, without DynamoDB."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from lambdas.shared.stores import Onboarding, Row


class MemoryOnboarding(Onboarding):
    """An Onboarding table whose items are in ``rows``, by application and item."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    def get(self, partition: str, item: str) -> Row | None:
        return copy.deepcopy(self.rows.get((partition, item)))

    def starting(self, partition: str, prefix: str) -> list[Row]:
        found = sorted(key for key in self.rows if key[0] == partition and key[1].startswith(prefix))
        return [copy.deepcopy(self.rows[key]) for key in found]

    def items(self, partition: str) -> list[Row]:
        return self.starting(partition, "")

    def insert(self, partition: str, item: str, row: Row) -> bool:
        if (partition, item) in self.rows:
            return False
        self.rows[partition, item] = {"application_id": partition, "item": item} | _kept(row)
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
        there = self.rows.get((partition, item), {})
        held = [
            all(there.get(name) == value for name, value in (only_if or {}).items()),
            not any(there.get(name) in refused for name, refused in (unless or {}).items()),
            rising is None or rising not in there or there[rising] < row[rising],
        ]
        if all(held):
            self.rows[partition, item] = {"application_id": partition, "item": item} | there | _kept(row)
        return all(held)

    def count(self, partition: str, item: str) -> int:
        row = self.rows.setdefault((partition, item), {"application_id": partition, "item": item, "count": 0})
        row["count"] += 1
        return int(row["count"])

    def submit(self, application: Row, **meta: Any) -> Row:
        """Put an application there as the back office does."""
        application_id = application["application_id"]
        self.insert(application_id, "META", {"status": "running", "attempts": 1} | meta)
        self.insert(application_id, "APPLICATION#001", {"body": json.dumps(application)})
        return application


class States:
    """Step Functions as far as waiting goes: the tokens that are waited for, and the answers given."""

    class exceptions:  # noqa: N801 - as in botocore's client
        class TaskTimedOut(Exception):
            pass

        class TaskDoesNotExist(Exception):
            pass

        class InvalidToken(Exception):
            pass

    def __init__(self, *tokens: str) -> None:
        self.tokens, self.answers = set(tokens), list[tuple[str, Row]]()

    def send_task_success(self, taskToken: str, output: str) -> None:  # noqa: N803
        if taskToken not in self.tokens:
            raise self.exceptions.TaskTimedOut
        self.tokens.remove(taskToken)
        self.answers.append((taskToken, json.loads(output)))


class Notifier:
    """Messages in memory, each key once."""

    def __init__(self) -> None:
        self.sent: dict[str, tuple[str, Row]] = {}

    def send(self, application: Row, template: str, key: str, facts: Row | None = None) -> None:
        self.sent.setdefault(key, (template, dict(facts or {})))

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        return iter(self.sent.values())


def _kept(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
