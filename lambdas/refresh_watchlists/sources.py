"""The lists that are screened against, from the watchlist policy."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lambdas.shared.runtime.json_text import parse
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import ListKind

RECORD = "record://"
"""What the address of the bank's own list begins with."""


@dataclass(frozen=True, slots=True)
class Source:
    """One list. ``files``: the address of each file, the main one first; ``must_find``: names that it is known to have.

    ``may_be_absent``: its file may be missing, since the list comes from a folder that need not have every list.
    """

    name: str
    kind: ListKind
    format: str
    files: Mapping[str, str]
    required: bool = True
    oldest_hours: float = 36
    most_bytes: int = 100_000_000
    must_find: tuple[str, ...] = ()
    may_be_absent: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the bank decides the list itself: then it is read from its record, and shrinks as was decided."""
        return any(address.startswith(RECORD) for address in self.files.values())


def of_policy() -> list[Source]:
    """The sources as the policy has them. Raises InvalidInput."""
    return [Source(**row | {"must_find": tuple(row["must_find"])}) for row in policy("watchlist")["sources"]]


def configured() -> list[Source]:
    """What this function refreshes: the policy's sources, or what the sandbox has in WATCHLISTS_FOLDER instead."""
    folder, bucket = os.environ.get("WATCHLISTS_FOLDER", ""), os.environ["ARTIFACTS_BUCKET"]
    elsewhere = parse(os.environ.get("WATCHLIST_ADDRESSES", "{}"))
    found = [in_folder(source, folder) if folder else _moved(source, elsewhere) for source in of_policy()]
    return [replace(source, files=_filled(source.files, bucket)) for source in found]


def in_folder(source: Source, folder: str, *, complete: bool = False) -> Source:
    """The same list with its files in ``folder``, an address without a slash at its end.

    The folder need not have every list, and no name must be found, unless it should be ``complete``.
    """
    if source.is_own:
        return replace(source, may_be_absent=not complete)
    files = {file: f"{folder}/{file}" for file in source.files}
    return replace(source, files=files) if complete else replace(source, files=files, must_find=(), may_be_absent=True)


def _moved(source: Source, addresses: Mapping[str, str]) -> Source:
    """The same list, those of its files that the bank has elsewhere at their addresses there; never the bank's own."""
    if source.is_own:
        return source
    return replace(source, files={file: addresses.get(file, address) for file, address in source.files.items()})


def _filled(files: Mapping[str, str], bucket: str) -> dict[str, str]:
    return {file: address.replace("${ARTIFACTS_BUCKET}", bucket) for file, address in files.items()}
