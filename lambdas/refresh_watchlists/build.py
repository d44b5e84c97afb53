"""One version of the watchlists from what was gathered: an index for each kind of list, and the manifest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.reading import Reading
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.closure import LAMBDAS, closure, content_hash
from lambdas.shared.watchlists.changes import meanings
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.versions import CountRow, IndexRow, Manifest, SourceRow, index_key

KINDS = ("sanctions", "pep")
_PROGRAM = ("lambdas.refresh_watchlists.build", "lambdas.refresh_watchlists.lists.formats")
"""The modules whose closure reads lists, and builds and searches an index."""
_LIBRARIES = ("anyascii", "numpy", "rapidfuzz")
"""The libraries whose answers are in an index."""


@dataclass(frozen=True, slots=True)
class Version:
    """The manifest, and each kind's index by its key in the bucket.

    ``entries``: by source, the meanings of its entries. ``is_known``: it is the version in force, whose indexes and
    entries are in the bucket already; then both are empty.
    """

    manifest: Manifest
    indexes: dict[str, WatchlistIndex]
    entries: dict[str, dict[str, str]]
    is_known: bool = False


def indexes(gathered: Iterable[Gathered]) -> dict[str, WatchlistIndex]:
    """An index of each kind of which all required sources were read: without one, a search would miss people."""
    found = list(gathered)
    made = {}
    for kind in KINDS:
        sources = [one for one in found if one.source.kind == kind]
        there = [one.reading for one in sources if one.reading]
        if there and not any(one.reading is None and _needed(one) for one in sources):
            made[kind] = WatchlistIndex.build((entry for reading in there for entry in reading.entries), kind)
    return made


def _needed(gathered: Gathered) -> bool:
    return gathered.source.required and not (gathered.state == "absent" and gathered.source.may_be_absent)


def version(
    gathered: Iterable[Gathered],
    built: dict[str, WatchlistIndex],
    before: Manifest | None,
    now: datetime,
    counts: dict[str, list[CountRow]],
) -> Version:
    """A version, named after its day and a hash of what it was made of; ``before`` where that hash is the same."""
    read = [(one, one.reading) for one in gathered if one.reading]
    sources = [_source(one, reading, before) for one, reading in read]
    made_of = _hash([program(), list(built), [[one["name"], one["files"]] for one in sources]])
    if before and before["made_of"] == made_of:
        return Version({**before, "sources": sources, "counts": counts}, {}, {}, is_known=True)
    name = f"{now:%Y-%m-%d}-{made_of[:12]}"
    kinds: dict[str, IndexRow] = {
        kind: {
            "key": index_key(name, kind),
            "sha256": _sha256(index),
            "entries": sum(one["entries"] for one in sources if one["kind"] == kind),
        }
        for kind, index in built.items()
    }
    manifest = Manifest(
        version=name, made_of=made_of, built_at=timestamp(now), kinds=kinds, sources=sources, counts=counts
    )
    entries = {one.source.name: meanings(reading.entries) for one, reading in read}
    return Version(manifest, {kinds[kind]["key"]: index for kind, index in built.items()}, entries)


def _source(gathered: Gathered, reading: Reading, before: Manifest | None) -> SourceRow:
    """The manifest's row of a source. Its ``version``: the day on which the list was first so, and the list's hash."""
    source, at = gathered.source, gathered.at
    content = _hash([file["sha256"] for file in gathered.files])[:12]
    known = next((one for one in before["sources"] if one["name"] == source.name), None) if before else None
    same = known is not None and known["version"].endswith(content)
    return {
        "name": source.name,
        "list_name": reading.list_name,
        "kind": source.kind,
        "version": known["version"] if known and same else f"{at:%Y-%m-%d}-{content}",
        "required": source.required,
        "oldest_hours": source.oldest_hours,
        "refreshed_at": timestamp(at),
        "entries": len(reading.entries),
        "files": gathered.files,
        "fields": reading.fields.rows(),
    }


def program(packages: Mapping[str, Path] = LAMBDAS) -> str:
    """A hash of the code that reads lists, and builds and searches their index, and of the libraries' versions.

    ``packages``: as ``closure`` takes them.
    """
    libraries = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    return _hash([content_hash(closure(_PROGRAM, packages)), libraries])


def _sha256(index: WatchlistIndex) -> str:
    digest = hashlib.sha256()
    for part in index.content():
        digest.update(part)
    return digest.hexdigest()


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
