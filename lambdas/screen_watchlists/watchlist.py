"""The watchlist in force with the index of its entries; a process reads each version once.

One that is missing, empty, unreadable, too old or of another kind raises StaleWatchlist.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.watchlists.in_force import UNREADABLE, in_force, load
from lambdas.shared.watchlists.matching import WatchlistIndex


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The lists of one kind: their version, the index of their entries, and the version of each list by its name."""

    version: str
    index: WatchlistIndex
    lists: dict[str, str]


def current(kind: str, now: datetime) -> Watchlist:
    """The lists of ``sanctions`` or ``pep`` in force. Raises StaleWatchlist: an empty list would pass everyone."""
    found = in_force(kind, now)
    index = _load(found.key, found.sha256)
    if index.kind != kind or not len(index):
        said = f"{len(index)} entries of kind {index.kind!r}"
        raise StaleWatchlist(f"watchlist {found.version} has {said} as its {kind} list")
    return Watchlist(found.version, index, found.lists)


@lru_cache(maxsize=2)
def _load(key: str, sha256: str) -> WatchlistIndex:
    """The index in the bucket. It stays on the disk, and its file goes with the process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        if load(key, path) != sha256:
            raise StaleWatchlist(f"{key} is not as it was published")
        try:
            return WatchlistIndex.open(path)
        except UNREADABLE as error:
            raise StaleWatchlist(f"{key} cannot be read: {type(error).__name__}") from None
