"""The watchlist in force, or one that was, with the index of its entries; a process reads each version once.

One that is missing, empty, unreadable, too old or of another kind raises StaleWatchlist.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.watchlists.in_force import UNREADABLE, InForce, in_force, load, published
from lambdas.shared.watchlists.matching import Hit, WatchlistIndex


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The lists of one kind: their version, the index of their entries, and the version of each list by its name."""

    version: str
    index: WatchlistIndex
    lists: dict[str, str]

    def shown(self, hit: Hit) -> Row:
        """The hit as evidence has it: with the version of its list."""
        return asdict(hit) | {"list_version": self.lists.get(hit.list_name, self.version)}


def current(kind: str, now: datetime) -> Watchlist:
    """The lists of ``sanctions`` or ``pep`` in force. Raises StaleWatchlist: an empty list would pass everyone."""
    return _watchlist(in_force(kind, now), kind)


def of_version(kind: str, version: str) -> Watchlist:
    """The lists of this kind in a version that was in force once. Raises StaleWatchlist."""
    return _watchlist(published(kind, version), kind)


def _watchlist(found: InForce, kind: str) -> Watchlist:
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
