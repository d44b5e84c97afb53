"""What keeps data: the key, the tables, the buckets and the secrets."""

from collections.abc import Mapping
from typing import Any

from infrastructure.permissions import Statement, allow, arn, ref, sub, tls_only
from infrastructure.queues import Resources
from infrastructure.target import Target
from lambdas.shared.runtime.stage import PRODUCTION


def stores(target: Target, core_banking_role: str, page: Any) -> Resources:
    """``core_banking_role``: the ARN of who writes to an encrypted queue; "" where nobody is named.

    ``page``: the origin of the page whose browsers send pictures.
    """
    return {
        **_key("DataKey", "Personal data", target.stack, [_of_the_account()], kept(target)),
        **operations_key(target, core_banking_role),
        "OnboardingTable": table(
            target,
            "application_id",
            indexes={"by_status": ("status", "submitted_at"), "by_submitter": ("submitter", "submitted_at")},
        ),
        "CustomersTable": table(target, "customer_id"),
        "DecisionsTable": table(target, "application_id"),
        "RequestsTable": requests_table(target),
        "CursorKey": {
            "Type": "AWS::SecretsManager::Secret",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "Description": "Key with which the API signs where a list goes on",
                "GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": True},
                "KmsKeyId": arn("DataKey"),
            },
        },
        "DocumentsBucket": documents_bucket(page) | kept(target),
        "DocumentsBucketPolicy": bucket_policy("DocumentsBucket"),
        "MonitoringBucket": monitoring_bucket() | kept(target),
        "MonitoringBucketPolicy": bucket_policy("MonitoringBucket"),
        "IdentityKey": {
            "Type": "AWS::SecretsManager::Secret",
            **kept(target),
            "Properties": {
                "Description": "Key of the fingerprints that find duplicate customers; never rotated",
                "GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": True},
                "KmsKeyId": arn("DataKey"),
            },
        },
        **(providers_access(target) if target.stage == PRODUCTION else {}),
        "WebhookAccess": access(target, "system that hears of events"),
    }


def requests_table(target: Target) -> dict[str, Any]:
    """What is known of requests to the API for a day."""
    made = table(target, "request")
    made["Properties"]["TimeToLiveSpecification"] = {"AttributeName": "expires_at", "Enabled": True}
    return made


def documents_bucket(page: Any) -> dict[str, Any]:
    """The bucket of scans and selfies; S3 sends a message to the queue of uploads about each new one."""
    sent = {"AllowedMethods": ["PUT"], "AllowedOrigins": [page], "AllowedHeaders": ["*"], "MaxAge": 600}
    return bucket(
        encryption={"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("DataKey")},
        LoggingConfiguration=logged("documents"),
        CorsConfiguration={"CorsRules": [sent]},
        NotificationConfiguration={
            "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": arn("UploadsQueue")}]
        },
        LifecycleConfiguration={
            "Rules": [
                {
                    "Id": "broken-uploads",
                    "Status": "Enabled",
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                }
            ]
        },
    ) | {"DependsOn": ["UploadsQueuePolicy"]}  # S3 tests the queue when the notification is set


def monitoring_bucket() -> dict[str, Any]:
    """The bucket of what runs of the monitoring work with; what they came to is in the tables."""
    days = {"Id": "runs", "Status": "Enabled", "Prefix": "runs/", "ExpirationInDays": 30}
    return bucket(
        encryption={"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("DataKey")},
        LoggingConfiguration=logged("monitoring"),
        LifecycleConfiguration={"Rules": [days]},
    )


def logged(prefix: str) -> dict[str, Any]:
    """Who read and wrote which object of a bucket is kept beneath this prefix of the bucket of logs."""
    return {"DestinationBucketName": ref(ACCESS_LOGS), "LogFilePrefix": f"{prefix}/"}


def access_logs(days: int) -> Resources:
    """The bucket of logs: keys of objects, which hold ids, and who asked. S3 writes there with its own key alone."""
    own_account = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    write = allow("s3:PutObject", sub(f"${{{ACCESS_LOGS}.Arn}}/*"), own_account)
    rule = {"Id": "old-logs", "Status": "Enabled", "ExpirationInDays": days}
    return {
        ACCESS_LOGS: bucket(encryption={"SSEAlgorithm": "AES256"}, LifecycleConfiguration={"Rules": [rule]}),
        f"{ACCESS_LOGS}Policy": bucket_policy(
            ACCESS_LOGS, write | {"Principal": {"Service": "logging.s3.amazonaws.com"}}
        ),
    }


ACCESS_LOGS = "AccessLogsBucket"


def access(target: Target, system: str) -> dict[str, Any]:
    """Where a system outside AWS is and the key that signs requests to it; the bank puts in the system's own."""
    return {
        "Type": "AWS::SecretsManager::Secret",
        **kept(target),
        "Properties": {
            "Description": f"JSON of url (https), key_id and key of the {system}",
            "GenerateSecretString": {
                "SecretStringTemplate": '{"url": "", "key_id": "kyc"}',
                "GenerateStringKey": "key",
                "PasswordLength": 64,
                "ExcludePunctuation": True,
            },
            "KmsKeyId": arn("DataKey"),
        },
    }


def providers_access(target: Target) -> Resources:
    """The secrets of the providers outside AWS."""
    return {
        "AddressBureauAccess": access(target, "address bureau"),
        "CoreBankingAccess": access(target, "core banking"),
    }


def signing_key(what: str) -> dict[str, Any]:
    """An asymmetric key of KMS that signs ``what``."""
    root = {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}
    return {
        "Type": "AWS::KMS::Key",
        "Properties": {
            "Description": sub(f"Signs {what} of ${{AWS::StackName}}"),
            "KeySpec": "ECC_NIST_P256",
            "KeyUsage": "SIGN_VERIFY",
            # In a key's own policy "*" means this key.
            "KeyPolicy": {"Version": "2012-10-17", "Statement": [allow("kms:*", "*") | {"Principal": root}]},
        },
    }


def kept(target: Target) -> dict[str, str]:
    """What the law asks a bank to keep outlives the stack; a first deployment that fails leaves nothing behind."""
    if not target.keeps_data:
        return {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    return {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}


def operations_key(target: Target, core_banking_role: str) -> Resources:
    """The key of executions, queues, topics and logs, which hold ids and codes.

    AWS's services use it by themselves. So none of them, and nobody who is let in by one, has a use for the key of
    personal data: that one has no user but the account's roles, by their own policies.
    """
    deleted = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    users = _key_users(target, core_banking_role)
    return _key("OperationsKey", "Operations", f"{target.stack}-operations", users, deleted)


def _key(logical_id: str, of: str, alias: str, users: list[dict[str, Any]], kept: Mapping[str, str]) -> Resources:
    properties = {
        "Description": sub(f"{of} of ${{AWS::StackName}}"),
        "EnableKeyRotation": True,
        "KeyPolicy": {"Version": "2012-10-17", "Statement": users},
    }
    named = {"AliasName": f"alias/{alias}", "TargetKeyId": ref(logical_id)}
    return {
        logical_id: {"Type": "AWS::KMS::Key", **kept, "Properties": properties},
        f"{logical_id}Alias": {"Type": "AWS::KMS::Alias", "Properties": named},
    }


def _of_the_account() -> dict[str, Any]:
    return _key_user({"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}, ["kms:*"])


def _key_users(target: Target, core_banking_role: str) -> list[dict[str, Any]]:
    sqs = sub("sqs.${AWS::Region}.${AWS::URLSuffix}")
    logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:"
    own_account = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    return [
        _of_the_account(),
        _key_user(
            {"Service": sub("logs.${AWS::Region}.${AWS::URLSuffix}")},
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": sub(f"{logs}log-group:/aws/*/{target.stack}-*")}},
        ),
        # Step Functions hands its log to this service when the state machine is encrypted.
        _key_user(
            {"Service": "delivery.logs.amazonaws.com"},
            ["kms:Decrypt"],
            {"StringEquals": {"kms:EncryptionContext:SourceArn": sub(f"{logs}*")}},
        ),
        # Alarms publish to the encrypted alerts topic, S3 and SNS to encrypted queues.
        _key_user(
            {"Service": [f"{one}.amazonaws.com" for one in ("cloudwatch", "s3", "sns")]},
            ["kms:Decrypt", "kms:GenerateDataKey"],
            own_account,
        ),
        # EventBridge does not say for which account it publishes or sends: with a condition it would be refused.
        _key_user({"Service": "events.amazonaws.com"}, ["kms:Decrypt", "kms:GenerateDataKey"]),
        *(
            [
                _key_user(
                    {"AWS": core_banking_role},
                    ["kms:Decrypt", "kms:GenerateDataKey"],
                    {"StringEquals": {"kms:ViaService": sqs}},
                )
            ]
            if core_banking_role
            else []
        ),
    ]


def _key_user(principal: Any, actions: list[str], condition: Any = None) -> dict[str, Any]:
    # In a key's own policy "*" means this key.
    return allow(actions, "*", condition) | {"Principal": principal}


def table(target: Target, partition: str, indexes: Mapping[str, tuple[str, str]] | None = None) -> dict[str, Any]:
    """A table with ``partition`` and ``item`` as its key; ``indexes``: the key of each, by its name."""
    keys = indexes or {}
    names = dict.fromkeys([partition, "item", *(name for key in keys.values() for name in key)])
    properties = {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _key_schema(partition, "item"),
        "BillingMode": "PAY_PER_REQUEST",
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn("DataKey")},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    }
    if keys:
        properties["GlobalSecondaryIndexes"] = [
            {"IndexName": name, "KeySchema": _key_schema(*key), "Projection": {"ProjectionType": "ALL"}}
            for name, key in keys.items()
        ]
    return {"Type": "AWS::DynamoDB::Table", **kept(target), "Properties": properties}


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def bucket(encryption: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """A private, versioned, encrypted bucket."""
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            **properties,
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": True}
                ]
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "VersioningConfiguration": {"Status": "Enabled"},
        },
    }


def bucket_policy(logical_id: str, *statements: Statement) -> dict[str, Any]:
    """A bucket policy that denies every request without TLS, with these statements."""
    insecure = tls_only("s3:*", [arn(logical_id), sub(f"${{{logical_id}.Arn}}/*")])
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": ref(logical_id),
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [insecure, *statements]},
        },
    }
