"""What keeps customers' data from being deleted, whoever asks and with whatever permissions.

It goes on once a stack is there: a first deployment that fails has to be able to delete what it made.
"""

import copy
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from infrastructure.change_set import Change
from infrastructure.errors import DeploymentError
from infrastructure.permissions import Statement, arn, sub
from infrastructure.queues import Resources


def protected(template: Mapping[str, Any]) -> dict[str, Any]:
    """The template in which what outlives its stack cannot be deleted beside it either."""
    found: dict[str, Any] = copy.deepcopy(dict(template))
    resources = found["Resources"]
    for name, resource in list(resources.items()):
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate" and resource["Type"] in _PROTECTIONS:
            _PROTECTIONS[resource["Type"]](resources, name)
    return found


def losses(changes: Iterable[Change], agreed: Collection[str]) -> list[str]:
    """Each store that a change would replace or remove, and that nobody has ``agreed`` to by name, as a sentence."""
    return [
        f"{one.logical_id} ({one.resource_type}) would be {one.action}, with what is stored in it; "
        f"where that is meant: --allow-replacement {one.logical_id}"
        for one in changes
        if one.is_loss and one.resource_type in STORES and one.logical_id not in agreed
    ]


def refuse_losses(changes: Iterable[Change], agreed: Collection[str]) -> None:
    """Raises DeploymentError where there are such ``losses``."""
    if found := losses(changes, agreed):
        raise DeploymentError("\n  ".join(["Nothing was changed, because of what it would give up:", *found]))


def _table(resources: Resources, name: str) -> None:
    # In a table's own policy "*" means this table.
    policy = {"PolicyDocument": _document(_nobody("dynamodb:DeleteTable", "*"))}
    resources[name]["Properties"] |= {"DeletionProtectionEnabled": True, "ResourcePolicy": policy}


def _bucket(resources: Resources, name: str) -> None:
    resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"] += [
        _nobody("s3:DeleteBucket", arn(name)),
        _nobody("s3:DeleteObjectVersion", sub(f"${{{name}.Arn}}/*")),
    ]


def _key(resources: Resources, name: str) -> None:
    # In a key's own policy "*" means this key.
    resources[name]["Properties"]["KeyPolicy"]["Statement"].append(_nobody("kms:ScheduleKeyDeletion", "*"))


def _secret(resources: Resources, name: str) -> None:
    policy = _document(_nobody("secretsmanager:DeleteSecret", "*"))
    properties = {"SecretId": {"Ref": name}, "ResourcePolicy": policy}
    resources[f"{name}Policy"] = {"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": properties}


def _user_pool(resources: Resources, name: str) -> None:
    resources[name]["Properties"]["DeletionProtection"] = "ACTIVE"


_PROTECTIONS: Mapping[str, Callable[[Resources, str], None]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::KMS::Key": _key,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::Cognito::UserPool": _user_pool,
}
STORES = tuple(_PROTECTIONS)
"""Types of what holds customers' data, opens it, or says who works on it."""


def _nobody(action: str, resources: Any) -> Statement:
    return {"Sid": "KeepsData", "Effect": "Deny", "Principal": "*", "Action": action, "Resource": resources}


def _document(statement: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [statement]}
