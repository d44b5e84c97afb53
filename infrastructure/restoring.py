"""Tables as they were at a moment of the last 35 days, beside those in force: DynamoDB's point-in-time recovery."""

import time
from datetime import UTC, datetime
from typing import Any

from infrastructure.errors import DeploymentError
from infrastructure.stacks import Report, Reporter, of_one_stage, ready, resources
from infrastructure.target import Target

_TABLE = "AWS::DynamoDB::Table"
_BESIDE = ("DataKey", "IdentityKey", "DocumentsBucket", "SealsBucket", "SealKey")
"""What a stack of the restored tables takes over as it is: it opens them, or is of versions and has no moment."""


def moment_of(text: str) -> datetime:
    """The moment that ``--at`` names, in UTC where it names no zone. Raises DeploymentError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DeploymentError(f"--at {text}: write it as 2026-11-26T18:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def restore(target: Target, reporter: Reporter, at: str | None) -> Report:
    """Make a new table of each of the stack's, as it was ``at`` this time, and wait until they are there.

    What is in force is not touched; a table that an interrupted run made is taken as it is. Raises DeploymentError.
    """
    if at is None:
        raise DeploymentError("Say which moment: --at 2026-11-26T18:00:00Z")
    moment = moment_of(at)
    with ready(target, reporter):
        of_one_stage(target)
        parts = {one["LogicalResourceId"]: one for one in resources(target, target.stack)}
        tables = {name: one["PhysicalResourceId"] for name, one in parts.items() if one["ResourceType"] == _TABLE}
        dynamodb, suffix = target.client("dynamodb"), moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        restored = {name: f"{table}-{suffix}" for name, table in tables.items()}
        for name, table in tables.items():
            reporter.stage(f"Restore {name} as {restored[name]}")
            _begin(dynamodb, table, restored[name], moment)
        for table in restored.values():
            _wait(dynamodb, table, target.poll_seconds)
    kept = {name: parts[name]["PhysicalResourceId"] for name in _BESIDE if name in parts}
    return {"restored": restored, "take_back": _command(target, restored | kept)}


def _begin(dynamodb: Any, table: str, restored: str, moment: datetime) -> None:
    try:
        dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=restored, RestoreDateTime=moment)
    except dynamodb.exceptions.TableAlreadyExistsException:
        return
    except dynamodb.exceptions.InvalidRestoreTimeException as error:
        raise DeploymentError(f"{table} cannot be restored to that moment: {error}") from error


def _wait(dynamodb: Any, table: str, poll_seconds: float) -> None:
    while (status := dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]) != "ACTIVE":
        if status != "CREATING":
            raise DeploymentError(f"{table} is {status}")
        time.sleep(poll_seconds)


def _command(target: Target, stores: dict[str, str]) -> str:
    """What makes a new stack of them, once the one in force is gone or another name is given."""
    return " ".join([target.command("take-back"), *(f"--store {name}={one}" for name, one in stores.items())])
