"""Publish watchlists to the artifacts bucket: the built index first, then the manifest that names it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infrastructure.errors import DeploymentError
from infrastructure.target import Target

SAMPLE = Path(__file__).parent.parent / "definitions/watchlists/sample"
MANIFEST = "watchlists/current.json"


@dataclass(frozen=True)
class Lists:
    """Watchlists that were read: the index as it is stored, and its manifest."""

    index: bytes
    manifest: dict[str, Any]


def read(folder: Path = SAMPLE, *, peps_from: Path | None = None) -> Lists:
    """Build the index of the lists in ``folder``, with the PEPs of another where said. Raises DeploymentError."""
    from lambdas.screen_watchlists import lists  # noqa: PLC0415 - loads what matches names

    if not folder.is_dir():
        raise DeploymentError(f"There is no folder of watchlists {folder}.\nGive another one: --watchlists DIR")
    try:
        index, manifest = lists.build(folder, datetime.now(UTC), peps_from=peps_from)
    except (OSError, ValueError) as error:
        raise DeploymentError(f"The watchlists in {folder} cannot be read: {error}") from error
    return Lists(index, manifest)


def publish(target: Target, lists: Lists, bucket: str) -> dict[str, Any]:
    """Make these lists the current ones; returns their manifest.

    Functions read the manifest first, so they see the old lists or the new ones, whole.
    """
    s3, manifest = target.client("s3"), lists.manifest
    with target.explained():
        s3.put_object(Bucket=bucket, Key=f"watchlists/{manifest['version']}.json.gz", Body=lists.index)
        s3.put_object(Bucket=bucket, Key=MANIFEST, Body=json.dumps(manifest).encode(), ContentType="application/json")
    return manifest
