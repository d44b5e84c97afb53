"""Run a function as its bootstrap does, and keep which calls of AWS it makes, without what is in them.

KYC_CALLS is the folder: a file for each process, named after the function, with a line for each kind of call.
"""

import os
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Call = tuple[str, str]
"""An action as IAM names it, and what it is done to: the name of a table, a bucket with the key, a queue, a machine."""
_ACTIONS = {
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "lambda:Invoke": "lambda:InvokeFunction",
    "sesv2:SendEmail": "ses:SendEmail",
}
_WRITES = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}
_NAMED_BY = (
    *("FunctionName", "KeyId", "QueueUrl", "SecretId", "TopicArn"),
    *("executionArn", "stateMachineArn", "stateMachineName"),
)
_ARN = re.compile(r"^(arn:[^:]*:[^:]*:[^:]*:[^:]*:|https?://.*/)?((event-bus|function|key|secret|table)[:/])?")


def calls(service: str, operation: str, given: Any) -> Iterator[Call]:
    """What IAM is asked for this call of a client; a transaction needs the permissions of its parts."""
    if service == "dynamodb":
        yield from _of_tables(operation, given)
    elif service == "s3":
        action = "GetObjectVersion" if operation == "GetObject" and "VersionId" in given else operation
        key = f"/{given['Key']}" if "Key" in given else ""
        yield _ACTIONS.get(f"s3:{action}", f"s3:{action}"), f"{given['Bucket']}{key}"
    elif service == "events":
        yield from {("events:PutEvents", plain(one["EventBusName"])) for one in given["Entries"]}
    else:
        action = f"{'states' if service == 'stepfunctions' else service}:{operation}"
        named = next((given[name] for name in _NAMED_BY if name in given), "")
        yield _ACTIONS.get(action, action), plain(named)


def _of_tables(operation: str, given: Any) -> Iterator[Call]:
    if operation == "TransactWriteItems":
        for item in given["TransactItems"]:
            for kind, write in item.items():
                yield f"dynamodb:{_WRITES[kind]}", plain(write["TableName"])
    elif operation == "BatchGetItem":
        yield from (("dynamodb:BatchGetItem", plain(table)) for table in given["RequestItems"])
    else:
        index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
        yield f"dynamodb:{operation}", plain(given["TableName"]) + index


def plain(name: str) -> str:
    """A name, an ARN or an address as what comes last in it and says which."""
    return _ARN.sub("", name, count=1)


def _record(file: Path) -> None:
    from botocore.client import BaseClient  # noqa: PLC0415 - the functions' own, once their path is set

    make, seen = BaseClient._make_api_call, set[Call]()

    def recorded(client: Any, operation: str, given: Any) -> Any:
        found = {*calls(client.meta.service_model.service_name, operation, given)} - seen
        if found:
            seen.update(found)
            with file.open("a", encoding="utf-8") as lines:
                lines.writelines(f"{action} {place}\n" for action, place in found)
        return make(client, operation, given)

    BaseClient._make_api_call = recorded


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())  # as with -m: the function's own folder
    _record(Path(os.environ["KYC_CALLS"]) / f"{os.environ['AWS_LAMBDA_FUNCTION_NAME']}.{os.getpid()}")
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
