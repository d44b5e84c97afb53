"""The watchlist in force, from the Artifacts bucket; a process reads each version once.

``watchlists/current.json`` points to it. What is missing, unreadable or too old screens nobody.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError

from lambdas.screen_watchlists import lists
from lambdas.screen_watchlists.matching import WatchlistIndex
from lambdas.shared import aws
from lambdas.shared.errors import StaleWatchlist

OLDEST = timedelta(hours=36)  # a list is refreshed daily; half a day of grace for a refresh that fails once
POINTER = "watchlists/current.json"


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One version of the lists, with an index for each kind that it has."""

    version: str
    indexes: dict[str, WatchlistIndex]

    def index(self, kind: str) -> WatchlistIndex:
        """The index of ``sanctions`` or ``pep``. Raises StaleWatchlist: an empty list would pass everyone."""
        if kind not in self.indexes:
            raise StaleWatchlist(f"watchlist {self.version} has no {kind} list")
        return self.indexes[kind]


def current(now: datetime) -> Watchlist:
    """The watchlist in force. Raises StaleWatchlist."""
    try:
        manifest = json.loads(_read(POINTER))
        version, age = manifest["version"], now - datetime.fromisoformat(manifest["refreshed_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise StaleWatchlist(f"the watchlist's manifest cannot be read: {type(error).__name__}") from None
    if age > OLDEST:
        raise StaleWatchlist(f"watchlist {version} was refreshed {manifest['refreshed_at']}, over {OLDEST} ago")
    return _load(version)


@lru_cache(maxsize=1)
def _load(version: str) -> Watchlist:
    try:
        built = lists.load(_read(f"watchlists/{version}.json.gz"))
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise StaleWatchlist(f"watchlist {version} cannot be read: {type(error).__name__}") from None
    kinds = {entry.kind for entry in built.entries}
    return Watchlist(
        built.version,
        {kind: WatchlistIndex.build([entry for entry in built.entries if entry.kind == kind]) for kind in kinds},
    )


def _read(key: str) -> bytes:
    try:
        answer: Any = aws.client("s3").get_object(Bucket=os.environ["ARTIFACTS_BUCKET"], Key=key)
    except ClientError as error:
        # Without permission to list the bucket, S3 says AccessDenied for what is not there.
        if aws.code(error) in ("NoSuchKey", "NoSuchBucket", "AccessDenied"):
            raise StaleWatchlist(f"there is no {key}") from None
        raise
    content: bytes = answer["Body"].read()
    return content
