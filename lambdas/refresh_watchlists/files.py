"""The manifest's rows of the files of a source."""

import hashlib
from pathlib import Path

from lambdas.refresh_watchlists.reading import Reading
from lambdas.shared.watchlists.versions import FileRow

_NAMED = 50
"""How many unreadable rows are named; all are counted."""


def file_rows(reading: Reading, paths: list[Path]) -> list[FileRow]:
    """Of each file its name, size, hash and rows; the unreadable ones counted, and the first of them named."""
    return [
        {
            "file": path.name,
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
            "rows": reading.rows[path.name].read,
            "unreadable": len(reading.rows[path.name].unreadable),
            "unreadable_rows": reading.rows[path.name].unreadable[:_NAMED],
        }
        for path in paths
    ]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
