"""Copies of the files that lists were read from, in the Artifacts bucket.

A copy lies under the hash of its content and is never changed. The *accepted* copies are those that the manifest in
force names: publishing a version accepts its files and takes them from no earlier version. Beside them lies what each
publisher gave last, by the hash, with its ETag and date for the next request.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from lambdas.refresh_watchlists.fetch import Mark
from lambdas.refresh_watchlists.files import sha256_of
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists.versions import copy_key, fetched_key


class CopyLost(Exception):
    """A copy is not there, or not as it was kept. The text names the object."""


@dataclass(frozen=True, slots=True)
class Last:
    """What a publisher gave last: what it said of the file, and the hash of its content."""

    mark: Mark
    sha256: str


class Copies:
    """Copies by source, file and hash; what was given last, by the address too: a new address has given nothing."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def last(self, source: str, file: str, address: str) -> Last | None:
        """What this address gave last, where its copy is there."""
        kept = self._metadata(fetched_key(source, file))
        if kept is None or kept.get("address") != _hash(address) or "sha256" not in kept:
            return None
        if self._metadata(copy_key(source, file, kept["sha256"])) is None:
            return None
        return Last(Mark(kept.get("etag", ""), kept.get("modified", "")), kept["sha256"])

    def keep(self, source: str, path: Path, sha256: str) -> None:
        """Keep the file at ``path``, whose content has this hash, unless there is a copy of it already."""
        key = copy_key(source, path.name, sha256)
        if self._metadata(key) is None:
            with path.open("rb") as file:
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=file)

    def remember(self, source: str, file: str, address: str, last: Last) -> None:
        """Remember, once its copy is kept, what this address gave.

        A mark that S3's headers cannot hold is left out: the file is then fetched whole the next time.
        """
        marks = {"etag": last.mark.etag, "modified": last.mark.modified}
        metadata = {name: value for name, value in marks.items() if value.isascii() and value.isprintable()}
        metadata |= {"address": _hash(address), "sha256": last.sha256}
        self._s3.put_object(Bucket=self._bucket, Key=fetched_key(source, file), Body=b"", Metadata=metadata)

    def load(self, source: str, path: Path, sha256: str) -> None:
        """Write the copy with this hash to ``path``, whose name is the file's. Raises CopyLost."""
        key = copy_key(source, path.name, sha256)
        try:
            found = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if aws.is_missing_or_withheld(error):
                raise CopyLost(f"there is no {key}") from None
            raise
        path.write_bytes(found["Body"].read())
        if sha256_of(path) != sha256:
            raise CopyLost(f"{key} is not as it was kept: delete it, then refresh")

    def _metadata(self, key: str) -> dict[str, str] | None:
        """What S3 keeps beside this object; None where it is not there."""
        try:
            found: dict[str, str] = self._s3.head_object(Bucket=self._bucket, Key=key)["Metadata"]
        except ClientError as error:
            if aws.is_missing_or_withheld(error):
                return None
            raise
        return found


def _hash(address: str) -> str:
    """Not the address itself, which may have a licence's token in it."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]
