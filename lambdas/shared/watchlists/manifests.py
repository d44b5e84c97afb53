"""Manifests in the Artifacts bucket: the one in force, and those of the versions that were published.

Errors are botocore's: where S3 does not let an object be read, nobody knows whether it is there.
"""

from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws, json_text
from lambdas.shared.watchlists.versions import VERSIONS, Manifest, manifest_key

_FORM = {"version", "made_of", "built_at", "kinds", "sources"}


def read(s3: Any, bucket: str, key: str) -> tuple[bytes | None, str]:
    """The content of an object and its ETag; None and "" where it is not there."""
    try:
        found = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if aws.is_missing(error):
            return None, ""
        raise
    return found["Body"].read(), found["ETag"]


def manifest(content: bytes) -> Manifest | None:
    """The manifest that an object holds; None where it holds none in this form."""
    try:
        found: Manifest = json_text.parse(content)
        return found if found.keys() >= _FORM else None
    except (ValueError, AttributeError):
        return None


def published(s3: Any, bucket: str) -> list[str]:
    """The keys of the manifests of all published versions, the last one first."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=VERSIONS)
    ends = manifest_key("").removeprefix(VERSIONS)
    found = [(one["LastModified"], one["Key"]) for page in pages for one in page.get("Contents", [])]
    return [key for _, key in sorted(found, reverse=True) if key.endswith(ends)]
