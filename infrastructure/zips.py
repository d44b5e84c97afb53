"""Zips: the same bytes for the same files."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the zip format's first moment: no build time in the bytes


@dataclass(frozen=True)
class Package:
    """A zip, the hash of what it was made of, and its key in the artifacts bucket.

    ``layers``: those beside ``base`` that a function needs. A function's hash is over its sources: compiled code says
    nothing more about what it does.
    """

    sha256: str
    key: str
    content: bytes
    layers: tuple[str, ...] = ()


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    """A zip of these files by path: sorted, without times; ``bootstrap`` may be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whose file modes follow
            entry.external_attr = (0o100755 if path == "bootstrap" else 0o100644) << 16
            archive.writestr(entry, contents[path])
    return buffer.getvalue()


def files_of(folders: Iterable[Path], *, compiled: bool = False) -> list[Path]:
    """All files in these folders, sorted; with the ``compiled`` code or without."""
    found = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in found if path.is_file() and (compiled or "__pycache__" not in path.parts))
