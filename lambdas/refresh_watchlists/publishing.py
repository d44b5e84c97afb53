"""The version in force: read it, and replace it with another."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.refresh_watchlists.build import Version
from lambdas.shared.runtime import aws, json_text
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists.versions import CURRENT, LAST_REFRESH, Manifest, manifest_key

_OTHERS_WERE_QUICKER = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")


def current(s3: Any, bucket: str) -> tuple[Manifest | None, str]:
    """The manifest in force and its ETag; None and "" where there is none, or none in this form."""
    try:
        found = s3.get_object(Bucket=bucket, Key=CURRENT)
    except ClientError as error:
        if aws.code(error) in ("NoSuchKey", "AccessDenied"):
            return None, ""
        raise
    return _manifest(found["Body"].read()), found["ETag"]


def _manifest(content: bytes) -> Manifest | None:
    try:
        manifest: Manifest = json_text.parse(content)
        return manifest if {"version", "made_of", "sources"} <= manifest.keys() else None
    except (ValueError, AttributeError):
        return None


def publish(s3: Any, bucket: str, version: Version, etag: str) -> None:
    """Put this version in force, its index first. ``etag``: of the manifest that it was compared with.

    Raises Conflict where another refresh has published since.
    """
    for key, content in version.indexes.items():
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    if not version.is_known:
        _put(s3, bucket, manifest_key(version.manifest["version"]), version.manifest)
    condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
    try:
        _put(s3, bucket, CURRENT, version.manifest, **condition)
    except ClientError as error:
        if aws.code(error) not in _OTHERS_WERE_QUICKER:
            raise
        raise Conflict("another refresh has published meanwhile; ask for one more") from None


def keep_report(s3: Any, bucket: str, report: Mapping[str, object]) -> None:
    """Keep the report of the last refresh."""
    _put(s3, bucket, LAST_REFRESH, report)


def _put(s3: Any, bucket: str, key: str, content: Mapping[str, object], **condition: str) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", **condition)
