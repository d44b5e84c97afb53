"""Watchlists as they are published, read into one form of entry, and built into one file to search.

A row that cannot be read never stops the others: the manifest names it by its line, so that a person can
see what the screening does not know.
"""

import gzip
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lambdas.screen_watchlists import ofac, pep
from lambdas.screen_watchlists.entries import Entry, Table, WatchlistError

__all__ = ["Built", "Entry", "WatchlistError", "build", "load", "read_ofac", "read_pep"]


@dataclass(frozen=True, slots=True)
class Built:
    """A built watchlist, as a function loads it."""

    version: str
    entries: list[Entry]


def read_ofac(folder: Path) -> list[Entry]:
    """The entries of OFAC's list in ``folder``: sdn.csv, with alt.csv and add.csv where they are there."""
    return _ofac(folder)[0]


def read_pep(folder: Path) -> list[Entry]:
    """The entries of ``peps.csv`` in ``folder``; none without that file."""
    return _pep(folder)[0]


def build(folder: Path, now: datetime, *, peps_from: Path | None = None) -> tuple[bytes, dict[str, Any]]:
    """The lists of a folder as one gzipped JSON file, and its manifest. ``peps_from``: where to look for PEPs instead.

    The same sources on the same day give the same bytes. The manifest: version, refreshed_at, and each
    source's name, file, sha256, number of entries (rows, of a file that adds to another) and the line
    numbers of the rows that could not be read. WatchlistError: no sdn.csv, or nothing to read in it.
    """
    sanctions, sanction_tables = _ofac(folder)
    peps, pep_tables = _pep(peps_from or folder)
    tables = sanction_tables + pep_tables
    version = f"{now.astimezone(UTC):%Y-%m-%d}-{_sha256(b''.join(table.path.read_bytes() for table in tables))[:12]}"
    content = {"version": version, "entries": [asdict(entry) for entry in sanctions + peps]}
    packed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    counts = {"sdn.csv": len(sanctions), "peps.csv": len(peps)}
    manifest = {
        "version": version,
        "refreshed_at": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "sources": [_source(table, counts) for table in tables],
    }
    return gzip.compress(packed, compresslevel=6, mtime=0), manifest


def load(packed: bytes) -> Built:
    """A built watchlist from its bytes; WatchlistError when they are none."""
    try:
        content = json.loads(gzip.decompress(packed))
        return Built(content["version"], [_loaded(entry) for entry in content["entries"]])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WatchlistError("The built watchlist cannot be read; build it anew from its sources.") from error


def _loaded(fields: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    return Entry(**values)


def _ofac(folder: Path) -> tuple[list[Entry], list[Table]]:
    if not (folder / "sdn.csv").is_file():
        raise WatchlistError(f"{folder} has no sdn.csv; put OFAC's SDN list in CSV form there.")
    entries, tables = ofac.read(folder)
    if not entries:
        raise WatchlistError(f"{folder / 'sdn.csv'} has no readable entry; is it OFAC's SDN list in CSV form?")
    return entries, tables


def _pep(folder: Path) -> tuple[list[Entry], list[Table]]:
    path = folder / "peps.csv"
    if not path.is_file():
        return [], []
    table = Table(path)
    return pep.read(table), [table]


def _source(table: Table, counts: dict[str, int]) -> dict[str, Any]:
    name = table.path.name
    return {
        "name": pep.LIST_NAME if name == "peps.csv" else ofac.LIST_NAME,
        "file": name,
        "sha256": _sha256(table.path.read_bytes()),
        "entries": counts.get(name, table.read),
        "unreadable_rows": sorted(table.unreadable),
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
