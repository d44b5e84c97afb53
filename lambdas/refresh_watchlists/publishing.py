"""The version in force: read it, and replace it with another."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambdas.refresh_watchlists.build import Version
from lambdas.shared.runtime import aws, json_text
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists.changes import ChangesObject, by_list
from lambdas.shared.watchlists.versions import (
    CURRENT,
    LAST_REFRESH,
    Manifest,
    changes_key,
    entries_key,
    manifest_key,
)

_NOT_THERE = ("NoSuchKey", "AccessDenied")
_OTHERS_WERE_QUICKER = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")


def current(s3: Any, bucket: str) -> tuple[Manifest | None, str]:
    """The manifest in force and its ETag; None and "" where there is none, or none in this form."""
    try:
        found = s3.get_object(Bucket=bucket, Key=CURRENT)
    except ClientError as error:
        if aws.code(error) in _NOT_THERE:
            return None, ""
        raise
    return _manifest(found["Body"].read()), found["ETag"]


def _manifest(content: bytes) -> Manifest | None:
    try:
        manifest: Manifest = json_text.parse(content)
        return manifest if {"version", "made_of", "sources"} <= manifest.keys() else None
    except (ValueError, AttributeError):
        return None


def publish(s3: Any, bucket: str, version: Version, before: Manifest | None, etag: str) -> None:
    """Put this version in force, its index first, and what changed. ``before`` and ``etag``: as ``current`` gave them.

    Raises Conflict where another refresh has published since.
    """
    for key, content in version.indexes.items():
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    if not version.is_known:
        name = version.manifest["version"]
        _put(s3, bucket, entries_key(name), version.entries)
        if not before or before["version"] != name:
            _put(s3, bucket, changes_key(name), _changes(s3, bucket, version, before))
        _put(s3, bucket, manifest_key(name), version.manifest)
    condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
    try:
        _put(s3, bucket, CURRENT, version.manifest, **condition)
    except ClientError as error:
        if aws.code(error) not in _OTHERS_WERE_QUICKER:
            raise
        raise Conflict("another refresh has published meanwhile; ask for one more") from None


def _changes(s3: Any, bucket: str, version: Version, before: Manifest | None) -> ChangesObject:
    """What changed since ``before``; where nothing is known of its entries, everything is added."""
    known = _entries(s3, bucket, before["version"]) if before else None
    lists = by_list(known or {}, version.entries)
    return ChangesObject(
        version=version.manifest["version"],
        before=before["version"] if before and known is not None else None,
        lists={name: found.row() for name, found in lists.items()},
    )


def _entries(s3: Any, bucket: str, version: str) -> dict[str, dict[str, str]] | None:
    try:
        found = s3.get_object(Bucket=bucket, Key=entries_key(version))
    except ClientError as error:
        if aws.code(error) in _NOT_THERE:
            return None
        raise
    entries: dict[str, dict[str, str]] = json.loads(found["Body"].read())
    return entries


def keep_report(s3: Any, bucket: str, report: Mapping[str, object]) -> None:
    """Keep the report of the last refresh."""
    _put(s3, bucket, LAST_REFRESH, report)


def _put(s3: Any, bucket: str, key: str, content: Mapping[str, object], **condition: str) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", **condition)
