"""Where the daily seals are and what signs them: a bucket with Object Lock and an asymmetric key."""

from typing import Any

from infrastructure.permissions import arn
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from infrastructure.stores import bucket, bucket_policy, kept, logged, signing_key
from infrastructure.target import Target


def seals(target: Target, settings: Settings) -> Resources:
    """In production nobody can delete or replace a seal before its time; elsewhere a stack has to be deletable."""
    locked = _lock(settings.limits.seal_years) if target.keeps_data else {}
    return {
        "SealKey": signing_key("the daily seals") | kept(target),
        "SealKeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": f"alias/{target.stack}-seal", "TargetKeyId": arn("SealKey")},
        },
        # No personal data, and an auditor needs no key of the bank's to read it.
        "SealsBucket": bucket(encryption={"SSEAlgorithm": "AES256"}, LoggingConfiguration=logged("seals"), **locked)
        | kept(target),
        "SealsBucketPolicy": bucket_policy("SealsBucket"),
    }


def _lock(years: int) -> dict[str, Any]:
    retention = {"Mode": "COMPLIANCE", "Years": years}
    rule = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
    return {"ObjectLockEnabled": True, "ObjectLockConfiguration": rule}
