"""One version of the watchlists from what was gathered: an index for each kind of list, and the manifest."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

from lambdas.refresh_watchlists.counts import counted
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.reading import Reading
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.closure import LAMBDAS, closure, content_hash
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.changes import meanings
from lambdas.shared.watchlists.entries import KINDS, ListKind
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.versions import CountRow, IndexRow, Manifest, SourceRow, content_of, index_key

_PROGRAM = tuple(f"lambdas.refresh_watchlists.{module}" for module in ("build", "checks", "lists.formats"))
"""The modules whose closure reads and checks lists, and builds and searches an index."""
_LIBRARIES = ("anyascii", "numpy", "rapidfuzz")
"""The libraries whose answers are in an index."""
_SHOWN_DIGITS = 12


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


def is_current(manifest: Manifest) -> bool:
    """Whether its lists were read and checked by the code and the policy of today."""
    return manifest["made_of"] == _made_of(manifest["kinds"], manifest["sources"])


def _made_of(kinds: Iterable[str], sources: Iterable[SourceRow]) -> str:
    """A hash of all that a version comes from."""
    return _hash([program(), policy("watchlist"), list(kinds), [[one["name"], one["files"]] for one in sources]])


def _kinds(gathered: Iterable[Gathered]) -> list[ListKind]:
    """The kinds of which all required sources are there: without one, a search would miss people."""
    found: list[ListKind] = []
    for kind in KINDS:
        sources = [one for one in gathered if one.source.kind == kind]
        if any(one.is_there for one in sources) and all(one.is_there or not _needed(one) for one in sources):
            found.append(kind)
    return found


def _needed(gathered: Gathered) -> bool:
    return gathered.source.required and not (gathered.state == "absent" and gathered.source.may_be_absent)


def version(
    gathered: Sequence[Gathered],
    read: Callable[[Gathered], Reading],
    before: Manifest | None,
    now: datetime,
    counts: dict[str, list[CountRow]],
) -> Version:
    """A version, named after its day and a hash of what it was made of; ``before`` where that hash is the same.

    ``read``: what a source has; it is asked, and indexes are built, only for a version that is new.
    """
    there = [one for one in gathered if one.is_there]
    sources, wanted = [_source(one, before, now) for one in there], _kinds(gathered)
    made_of = _made_of(wanted, sources)
    if before and before["made_of"] == made_of:
        return Version({**before, "sources": sources, "counts": counts}, {}, {}, is_known=True)
    name = f"{now:%Y-%m-%d}-{made_of[:12]}"
    readings = {one.source.name: read(one).entries for one in there}
    built: dict[str, WatchlistIndex] = {}
    for kind in wanted:
        lists = [readings[one.source.name] for one in there if one.source.kind == kind]
        built[kind] = WatchlistIndex.build(chain.from_iterable(lists), kind)
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
    entries = {source: meanings(listed) for source, listed in readings.items()}
    return Version(manifest, {kinds[kind]["key"]: index for kind, index in built.items()}, entries)


def _source(gathered: Gathered, before: Manifest | None, now: datetime) -> SourceRow:
    """The manifest's row of a source. Its ``version``: the day on which the list was first so, and the list's hash."""
    source, at = gathered.source, gathered.at
    content = content_of(gathered.files)[:_SHOWN_DIGITS]
    known = next((one for one in before["sources"] if one["name"] == source.name), None) if before else None
    same = known is not None and known["version"].endswith(content)
    row: SourceRow = {
        **(_read(gathered.reading, now) if gathered.reading else gathered.row or {}),  # type: ignore[typeddict-item]
        "name": source.name,
        "kind": source.kind,
        "version": known["version"] if known and same else f"{at:%Y-%m-%d}-{content}",
        "required": source.required,
        "oldest_hours": source.oldest_hours,
        "refreshed_at": timestamp(at),
        "files": gathered.files,
    }
    row.pop("refused", None)
    return {**row, "refused": gathered.refused} if gathered.refused else row


def _read(reading: Reading, now: datetime) -> dict[str, Any]:
    """What the row has of the list's content."""
    return {
        "list_name": reading.list_name,
        "entries": len(reading.entries),
        "fields": reading.fields.rows(),
        "counted": counted(reading.entries, f"{now:%Y-%m-%d}"),
    }


def program(packages: Mapping[str, Path] = LAMBDAS) -> str:
    """A hash of the code that reads and checks lists, builds and searches their index, and of the libraries' versions.

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
