"""Where the built watchlists are in the Artifacts bucket, and what their manifest says.

==========================================  ===========================================================================
object                                      what it holds
==========================================  ===========================================================================
watchlists/current.json                     the manifest of the version in force, with the age of each source; written
                                            last, so that whoever reads sees the old version or the new one, whole
watchlists/versions/<version>/<kind>.index  the index of one kind, ``sanctions`` or ``pep``
watchlists/versions/<version>/entries.json  the hash of each entry's meaning, by source and id (``changes.py``)
watchlists/versions/<version>/changes.json  the ids of what was added, changed and removed (``changes.py``)
watchlists/versions/<version>/manifest.json the manifest as it was when the version was published
watchlists/last_refresh.json                the report of the last refresh, whether it published or not
watchlists/copies/<source>/<file>/<sha256>  each file that a list was read from; those in the manifest are the accepted
watchlists/fetched/<source>/<file>          which of them a publisher gave last, for when it says "not modified"
watchlists/files/<file>                     files that the bank gives itself: a licensed list, or the sample's
==========================================  ===========================================================================
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NotRequired, TypedDict

from lambdas.shared.watchlists.entries import ListKind

CURRENT = "watchlists/current.json"
LAST_REFRESH = "watchlists/last_refresh.json"
VERSIONS = "watchlists/versions/"
FILES = "watchlists/files/"
_CONTENT_DIGITS = 32
"""Half a SHA-256: nobody makes two files that have them in common."""


class FileRow(TypedDict):
    """A file of a source: its size and hash, how many rows were read and were not, and the first that were not."""

    file: str
    bytes: int
    sha256: str
    rows: int
    unreadable: int
    unreadable_rows: list[str]


class FieldRow(TypedDict):
    """Fields of one kind, such as birth dates: how many there were, and how many nobody understood."""

    given: int
    unknown: int


class RefusedRow(TypedDict):
    """That what came of a source is refused, and its last accepted copy stays in force.

    ``since``: when it began; ``codes``: of the problems; ``content``: the hash by which people accept what came, empty
    where they cannot.
    """

    since: str
    codes: list[str]
    content: str


class CountRow(TypedDict):
    """The most of a list on a day (YYYY-MM-DD): ``entries``, those that are searched, and how full they were.

    ``names``: the share of entries with more than one; ``birth_dates`` and ``countries``: of persons that have one.
    """

    on: str
    entries: int
    names: NotRequired[float]
    birth_dates: NotRequired[float]
    countries: NotRequired[float]


class SourceRow(TypedDict):
    """A source. ``version``: the day on which the list was first so, and its hash; ``refreshed_at``: when it was last
    known to be in force; ``entries``: how many; ``fields``: what was understood of them, by kind; ``counted``: the
    entries that are searched; ``refused``: where what came last is not what is in force.
    """

    name: str
    list_name: str
    kind: ListKind
    version: str
    required: bool
    oldest_hours: float
    refreshed_at: str
    entries: int
    files: list[FileRow]
    fields: NotRequired[dict[str, FieldRow]]
    counted: NotRequired[CountRow]
    refused: NotRequired[RefusedRow]


class IndexRow(TypedDict):
    """The index of one kind: its key in the bucket, its hash, and of how many entries it is."""

    key: str
    sha256: str
    entries: int


class Manifest(TypedDict):
    """A version of the watchlists. ``made_of``: a hash of its files, of the policy and of the code that read them.

    ``counts``: by source, the largest numbers of entries of the last days, which a new version is compared with.

    A kind of which a required source is missing is not among the ``kinds``.
    """

    version: str
    made_of: str
    built_at: str
    kinds: dict[str, IndexRow]
    sources: list[SourceRow]
    counts: NotRequired[dict[str, list[CountRow]]]


def index_key(version: str, kind: str) -> str:
    return f"{VERSIONS}{version}/{kind}.index"


def manifest_key(version: str) -> str:
    return f"{VERSIONS}{version}/manifest.json"


def entries_key(version: str) -> str:
    return f"{VERSIONS}{version}/entries.json"


def changes_key(version: str) -> str:
    return f"{VERSIONS}{version}/changes.json"


def copy_key(source: str, file: str, sha256: str) -> str:
    return f"watchlists/copies/{source}/{file}/{sha256}"


def fetched_key(source: str, file: str) -> str:
    return f"watchlists/fetched/{source}/{file}"


def content_of(files: Iterable[FileRow]) -> str:
    """The hash of a source's files, by which people name what they looked at."""
    return hashlib.sha256(json.dumps([file["sha256"] for file in files]).encode()).hexdigest()[:_CONTENT_DIGITS]
