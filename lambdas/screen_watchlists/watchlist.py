"""The watchlist in force, from the Artifacts bucket; a process reads each version once.

A list that is missing, empty, unreadable, too old or of another kind raises StaleWatchlist. Which lists there must be
and how old they may be is in the policy; what the manifest says of that is not believed.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws, json_text
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.runtime.stage import sandboxed
from lambdas.shared.watchlists import freshness
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.versions import CURRENT, Manifest, index_key

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The lists of one kind: their version, the index of their entries, and the version of each list by its name."""

    version: str
    index: WatchlistIndex
    lists: dict[str, str]


def current(kind: str, now: datetime) -> Watchlist:
    """The lists of ``sanctions`` or ``pep`` in force. Raises StaleWatchlist: an empty list would pass everyone."""
    try:
        manifest: Manifest = json_text.parse(_read(CURRENT))
        version, kinds = str(manifest["version"]), manifest["kinds"]
        faults = freshness.faults(manifest["sources"], kind, now, sandbox=sandboxed())
        lists = {source["list_name"]: source["version"] for source in manifest["sources"] if source["kind"] == kind}
        sha256 = str(kinds[kind]["sha256"]) if kind in kinds else None
    except _UNREADABLE as error:
        raise StaleWatchlist(f"the watchlist's manifest cannot be read: {type(error).__name__}") from None
    if sha256 is None:
        raise StaleWatchlist(f"watchlist {version} has no {kind} list, or not all that are required")
    if faults:
        raise StaleWatchlist(f"watchlist {version} is not fresh: {'; '.join(faults)}")
    index = _load(index_key(version, kind), sha256)
    if index.kind != kind or not len(index):
        raise StaleWatchlist(f"watchlist {version} has {len(index)} entries of kind {index.kind!r} as its {kind} list")
    return Watchlist(version, index, lists)


@lru_cache(maxsize=2)
def _load(key: str, sha256: str) -> WatchlistIndex:
    packed = _read(key)
    if hashlib.sha256(packed).hexdigest() != sha256:
        raise StaleWatchlist(f"{key} is not as it was published")
    try:
        return WatchlistIndex.from_bytes(packed)
    except _UNREADABLE as error:
        raise StaleWatchlist(f"{key} cannot be read: {type(error).__name__}") from None


def _read(key: str) -> bytes:
    try:
        answer: Any = aws.client("s3").get_object(Bucket=os.environ["ARTIFACTS_BUCKET"], Key=key)
    except ClientError as error:
        # Without permission to list the bucket, S3 says AccessDenied for what is not there.
        if aws.code(error) in ("NoSuchKey", "NoSuchBucket", "AccessDenied"):
            raise StaleWatchlist(f"there is no {key}") from None
        raise
    read: bytes = answer["Body"].read()
    return read
