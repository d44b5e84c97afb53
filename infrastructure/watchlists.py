"""Publish watchlists to the artifacts bucket: the built index first, then the manifest that names it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infrastructure.errors import DeploymentError
from infrastructure.target import Target

SAMPLE = Path(__file__).parent.parent / "definitions/watchlists/sample"
MANIFEST = "watchlists/current.json"


def publish(target: Target, folder: Path = SAMPLE, bucket: str | None = None) -> dict[str, Any]:
    """Build the index of the lists in ``folder`` and make it the current one; returns its manifest.

    Functions read the manifest first, so they see the old lists or the new ones, whole.
    """
    from lambdas.screen_watchlists import lists  # noqa: PLC0415 - loads what matches names

    if not folder.is_dir():
        raise DeploymentError(f"There is no folder of watchlists {folder}.\nGive another one: --watchlists DIR")
    try:
        index, manifest = lists.build(folder, datetime.now(UTC))
    except (OSError, ValueError) as error:
        raise DeploymentError(f"The watchlists in {folder} cannot be read: {error}") from error
    name = bucket or target.outputs(target.artifacts_stack)["ArtifactsBucketName"]
    s3 = target.client("s3")
    with target.explained():
        s3.put_object(Bucket=name, Key=f"watchlists/{manifest['version']}.json.gz", Body=index)
        s3.put_object(Bucket=name, Key=MANIFEST, Body=json.dumps(manifest).encode(), ContentType="application/json")
    return dict(manifest)
