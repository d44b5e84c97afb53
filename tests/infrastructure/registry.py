"""What CloudFormation calls to make, read, change and delete resources, as its own registry says; cfn-lint has a copy.

The role of deployments is made from a table of it. ``python -m tests.infrastructure.registry`` prints that table; it is
kept in ``infrastructure/resource_actions.json``.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from infrastructure.project import KYC
from infrastructure.settings import Settings
from infrastructure.template import artifacts_template
from tests.infrastructure.conftest import TARGETS, built_for

_HANDLERS = ("create", "read", "update", "delete")
_SERVICES = (
    *("apigateway", "cloudwatch", "cognito-idp", "dynamodb", "events", "iam", "kms", "lambda", "logs", "s3"),
    *("scheduler", "secretsmanager", "sns", "sqs", "states", "wafv2"),
)
"""Those of the template; handlers also name the services of features that it does not use."""
_NOT_NEEDED = {
    "dynamodb:(BatchWriteItem|DeleteItem|GetItem|PutItem|Query|Scan|UpdateItem)": "a deployment sees no customer",
    "s3:(DeleteObject|GetObject|GetObjectVersion|ListBucket|PutObjectAcl)": "as above; of the code's bucket apart",
    "secretsmanager:GetSecretValue": "as above; of the secrets that must be filled apart",
    "dynamodb:(Associate|Create|Disable|Enable|Import|Update).*(Kinesis|Replica|ImportTable).*": "not used",
    "dynamodb:(DescribeImport|ImportTable)": "not used",
    "iam:(Attach|Detach)(Group|User)Policy": "the policies are attached by the bank",
    "iam:CreateServiceLinkedRole": "of replicas, which no table has",
    "iam:DeleteRolePermissionsBoundary": "a role keeps its boundary",
    "lambda:(GetCodeSigningConfig|PassCapacityProvider)": "not used",
    "lambda:(Delete|Put).*(CodeSigning|Scaling|ProvisionedConcurrency)Config": "not used",
    "logs:(Create|Delete|Put)(BearerToken|DataProtection|Index|LogDelivery|LogGroupDeletion|Resource).*": "not used",
    "logs:(CreateLogStream|DescribeLogStreams|PutLogEvents)": "of tables that are imported",
    "s3:(Create|Delete|Put|Update)Bucket(Abac|Acl|Analytics|Metadata|Metrics|Replication|Website).*": "not used",
    "s3:Put(Accelerate|Analytics|IntelligentTiering|Inventory|Metrics|Replication).*": "not used",
    "secretsmanager:.*(Replicat|Replication).*": "no secret is in two regions",
    "sns:PutDataProtectionPolicy": "not used",
    "cognito-idp:.*(WebACL|WebAclForResource).*": "the firewall is the API's",
    "wafv2:(Get|Put)PermissionPolicy": "of firewalls shared between accounts",
    "events:(Put|Remove)Permission": "the bus has no policy",
    "kms:ReEncrypt|lambda:AssociateRuntimeAlias": "no actions of IAM",
    "s3:(DeleteBucket(Cors|Encryption|Lifecycle)|GetObjectMetadata|PutObjectLockConfiguration|REST.*)": "as above",
}
"""As regular expressions, each with its reason."""
_ALSO = {
    "AWS::SecretsManager::Secret": ("kms:Decrypt", "kms:GenerateDataKey"),
    "AWS::SQS::Queue": ("kms:Decrypt", "kms:GenerateDataKey"),
}
"""For resources that are encrypted with a key of one's own, as the services' developer guides say."""


def types() -> set[str]:
    """Every type of resource in any of the templates."""
    settings = Settings.of(
        {
            "identity": {"issuer": "cognito"},
            "bank": {"alerts_address": "a@bank.example"},
            "api": {
                "domain": "kyc.bank.example",
                "certificate": "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000",
            },
        }
    )
    whole = [built_for(TARGETS["production"], project) for project in (KYC, KYC.with_settings(settings))]
    return {each["Type"] for one in [*whole, artifacts_template(KYC)] for each in one["Resources"].values()} | {
        "AWS::SecretsManager::ResourcePolicy"  # once the stack is protected
    }


@cache
def authorization() -> dict[str, Any]:
    """AWS's service authorization reference: by service, its actions and kinds of resources, in small letters."""
    found = json.loads((resources.files("cfnlint") / "data/AdditionalSpecs/Policies.json").read_text("utf-8"))
    return {name.lower(): service for name, service in found.items()}


@cache
def _registry() -> dict[str, Any]:
    folder = resources.files("cfnlint") / "data" / "schemas" / "resources"
    schemas = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {one["typeName"]: one.get("handlers", {}) for one in schemas if "handlers" in one}


def actions(kind: str) -> list[str]:
    """What CloudFormation needs for resources of this type."""
    handlers = _registry()[kind]
    named = {one for name in _HANDLERS for one in handlers.get(name, {}).get("permissions", [])}
    return sorted({one for one in named if _is_needed(one)} | {*_ALSO.get(kind, ())})


def _is_needed(action: str) -> bool:
    return action.partition(":")[0] in _SERVICES and not any(re.fullmatch(one, action) for one in _NOT_NEEDED)


def table(kinds: Iterable[str]) -> dict[str, list[str]]:
    return {kind: actions(kind) for kind in sorted(kinds)}


if __name__ == "__main__":
    print(json.dumps(table(types()), indent=2))
