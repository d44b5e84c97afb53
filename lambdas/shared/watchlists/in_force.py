"""Which lists are in force, as the manifest in the Artifacts bucket says.

A list that is missing, unreadable or too old raises StaleWatchlist. Which lists there must be and how old they may be
is in the policy; what the manifest says of that is not believed.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws, json_text
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.runtime.stage import sandboxed
from lambdas.shared.watchlists import freshness
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.versions import CURRENT, Manifest, SourceRow, index_key, manifest_key

_PART = 1024 * 1024
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class InForce:
    """The lists of one kind: their version, where their index is and its hash, and each list's version by its name."""

    version: str
    key: str
    sha256: str
    lists: dict[str, str]


def in_force(kind: str, now: datetime) -> InForce:
    """The lists of ``sanctions`` or ``pep``. Raises StaleWatchlist."""
    return _fresh(_manifest(CURRENT), kind, now)


def versions_in_force(now: datetime) -> dict[str, str | None]:
    """The version of each kind of list, by one look; None where none is in force."""
    versions: dict[str, str | None] = dict.fromkeys(KINDS)
    with suppress(StaleWatchlist):
        manifest = _manifest(CURRENT)
        for kind in KINDS:
            with suppress(StaleWatchlist):
                versions[kind] = _fresh(manifest, kind, now).version
    return versions


def version_in_force(now: datetime) -> str:
    """The version of the lists of every kind, by one look. Raises StaleWatchlist where one of them is not in force."""
    manifest = _manifest(CURRENT)
    [version] = {_fresh(manifest, kind, now).version for kind in KINDS}
    return version


def published(kind: str, version: str) -> InForce:
    """The lists of this kind in a version that was in force once, however old it is. Raises StaleWatchlist."""
    return _checked(_manifest(manifest_key(version)), kind, lambda _: [])


def _fresh(manifest: Manifest, kind: str, now: datetime) -> InForce:
    return _checked(manifest, kind, lambda rows: freshness.faults(rows, kind, now, sandbox=sandboxed()))


def _manifest(key: str) -> Manifest:
    try:
        manifest: Manifest = json_text.parse(read(key))
    except json_text.InvalidJson as error:
        raise _unreadable(error) from None
    return manifest


def _checked(manifest: Manifest, kind: str, faults_of: Callable[[Sequence[SourceRow]], list[str]]) -> InForce:
    try:
        version, kinds = str(manifest["version"]), manifest["kinds"]
        faults = faults_of(manifest["sources"])
        lists = {source["list_name"]: source["version"] for source in manifest["sources"] if source["kind"] == kind}
        sha256 = str(kinds[kind]["sha256"]) if kind in kinds else None
    except UNREADABLE as error:
        raise _unreadable(error) from None
    if sha256 is None:
        raise StaleWatchlist(f"watchlist {version} has no {kind} list, or not all that are required")
    if faults:
        raise StaleWatchlist(f"watchlist {version} is not fresh: {'; '.join(faults)}")
    return InForce(version, index_key(version, kind), sha256, lists)


def _unreadable(error: Exception) -> StaleWatchlist:
    return StaleWatchlist(f"the watchlist's manifest cannot be read: {type(error).__name__}")


def read(key: str) -> bytes:
    """The content of this object. Raises StaleWatchlist where there is none."""
    content: bytes = _body(key).read()
    return content


def load(key: str, path: Path) -> str:
    """Write this object to a file; returns its SHA-256. Raises StaleWatchlist where there is none."""
    body, digest = _body(key), hashlib.sha256()
    with path.open("wb") as file:
        while part := body.read(_PART):
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _body(key: str) -> Any:
    try:
        return aws.client("s3").get_object(Bucket=os.environ["ARTIFACTS_BUCKET"], Key=key)["Body"]
    except ClientError as error:
        if aws.is_missing_or_withheld(error):
            raise StaleWatchlist(f"there is no {key}") from None
        raise
