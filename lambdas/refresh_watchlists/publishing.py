"""The version in force: read it, and replace it with another."""

import json
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any

from botocore.exceptions import ClientError

from lambdas.refresh_watchlists.build import Version
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import Conflict, InternalError
from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists import manifests
from lambdas.shared.watchlists.changes import ChangesObject, by_list
from lambdas.shared.watchlists.versions import (
    CURRENT,
    LAST_REFRESH,
    Manifest,
    changes_key,
    entries_key,
    manifest_key,
)


def current(s3: Any, bucket: str) -> tuple[Manifest | None, str]:
    """The manifest in force, and the ETag of its object, "" where that is not there.

    Where the object is lost or is no manifest, that of the version which was published last, so that a new one is still
    compared with what the lists had; None where none was ever published. Raises InternalError where there is a
    manifest, and none that can be read.
    """
    content, etag = manifests.read(s3, bucket, CURRENT)
    if content is not None and (found := manifests.manifest(content)):
        return found, etag
    earlier = manifests.published(s3, bucket)
    last = manifests.read(s3, bucket, earlier[0])[0] if earlier else None
    found = manifests.manifest(last) if last else None
    if found is None and (earlier or content is not None):
        unreadable = earlier[0] if earlier else CURRENT
        raise InternalError(f"{unreadable} is no manifest: restore an earlier version of that object")
    return found, etag


def publish(s3: Any, bucket: str, version: Version, before: Manifest | None, etag: str) -> None:
    """Put this version in force, its index first, and what changed. ``before`` and ``etag``: as ``current`` gave them.

    Raises Conflict where another refresh has published since.
    """
    for key, index in version.indexes.items():
        with TemporaryFile() as file:
            file.writelines(index.content())
            file.seek(0)
            s3.put_object(Bucket=bucket, Key=key, Body=file)
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
        if not aws.is_not_as_expected(error):
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
    content, _ = manifests.read(s3, bucket, entries_key(version))
    entries: dict[str, dict[str, str]] | None = own(content) if content is not None else None
    return entries


def keep_report(s3: Any, bucket: str, report: Mapping[str, object]) -> None:
    """Keep the report of the last refresh."""
    _put(s3, bucket, LAST_REFRESH, report)


def _put(s3: Any, bucket: str, key: str, content: Mapping[str, object], **condition: str) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", **condition)
