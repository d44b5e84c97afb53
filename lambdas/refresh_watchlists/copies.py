"""The last copy of each published file, in the Artifacts bucket, with its ETag and date for the next request."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from lambdas.refresh_watchlists.fetch import Mark
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists.versions import copy_key


class Copies:
    """Copies by source, file and address: a file with a new address has none."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def mark(self, source: str, file: str, address: str) -> Mark | None:
        """What the publisher said of the copy; None without one."""
        try:
            kept = self._s3.head_object(Bucket=self._bucket, Key=copy_key(source, file))["Metadata"]
        except ClientError as error:
            if aws.is_missing_or_withheld(error):
                return None
            raise
        return Mark(kept.get("etag", ""), kept.get("modified", "")) if kept.get("address") == _hash(address) else None

    def load(self, source: str, file: str, path: Path) -> datetime:
        """Write the copy to ``path``; returns when it was made."""
        found = self._s3.get_object(Bucket=self._bucket, Key=copy_key(source, file))
        path.write_bytes(found["Body"].read())
        made: datetime = found["LastModified"].astimezone(UTC)
        return made

    def keep(self, source: str, file: str, address: str, mark: Mark, path: Path) -> None:
        """Keep the file at ``path`` as the copy.

        A mark that S3's headers cannot hold is left out: the file is then fetched whole the next time.
        """
        marks = {"etag": mark.etag, "modified": mark.modified}
        metadata = {name: value for name, value in marks.items() if value.isascii() and value.isprintable()}
        with path.open("rb") as file_:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=copy_key(source, file),
                Body=file_,
                Metadata=metadata | {"address": _hash(address)},
            )


def _hash(address: str) -> str:
    """Not the address itself, which may have a licence's token in it."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]
