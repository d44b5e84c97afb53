"""A refresh: gather, build, check, publish. A version that is refused leaves the one in force as it is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from lambdas.refresh_watchlists import build, counts, publishing
from lambdas.refresh_watchlists.build import Version
from lambdas.refresh_watchlists.checks import check
from lambdas.refresh_watchlists.copies import Copies
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.gathering import Gathering, Own
from lambdas.refresh_watchlists.problems import Problem
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.names.folding import folded
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.versions import Manifest, SourceRow


@dataclass(frozen=True, slots=True)
class Prepared:
    """``version`` may be published; it is None where a problem refuses it. ``gathered``: what came of each source;
    ``built``: the index of each kind of list.
    """

    version: Version | None
    gathered: list[Gathered]
    built: dict[str, WatchlistIndex]
    problems: list[Problem]


def prepare(
    sources: Iterable[Source],
    gathering: Gathering,
    before: Manifest | None,
    now: datetime,
    accept: Collection[str] = (),
) -> Prepared:
    """Gather the sources, build a version of them and check it against the one in force, ``before``."""
    gathered = [gathering.gather(source) for source in sources]
    return checked(gathered, build.indexes(gathered), before, now, accept)


def checked(
    gathered: list[Gathered],
    built: dict[str, WatchlistIndex],
    before: Manifest | None,
    now: datetime,
    accept: Collection[str] = (),
) -> Prepared:
    """The version of what was gathered and built, checked against the one in force, ``before``."""
    problems = [problem for one in gathered for problem in one.problems]
    known = counts.known(before)
    for one in gathered:
        search = partial(_found, built[one.source.kind], one.source.kind) if one.source.kind in built else None
        accepted = one.source.name in accept or one.source.is_own
        most = counts.largest(known.get(one.source.name, []), now)
        problems += check(one, most, policy("watchlist"), search, accepted=accepted)
    if not any(one.reading for one in gathered):
        problems.append(
            Problem("all", "NOTHING_FOUND", ", ".join(file for one in gathered for file in one.source.files))
        )
    if any(problem.refuses for problem in problems):
        return Prepared(None, gathered, built, problems)
    made = build.version(gathered, built, before, now, counts.updated(known, gathered, accept, now))
    return Prepared(made, gathered, built, problems)


def run(
    event: Mapping[str, Any],
    sources: Iterable[Source],
    s3: Any,
    bucket: str,
    now: datetime,
    own: Own | None = None,
) -> dict[str, Any]:
    """Refresh the sources; keeps and returns a report, as ``definitions/schemas/refresh_watchlists.json`` has it.

    Its ``outcome`` is ``published``, ``unchanged`` or ``refused``.

    ``event``: ``run``, ``asked_by``, ``principal`` and ``accept``, the names of sources that may have less. ``own``: as
    ``Gathering`` takes it.
    Raises InvalidInput where there is no source of such a name, and Conflict where another refresh has published
    meanwhile.
    """
    wanted = list(sources)
    if unknown := set(event["accept"]) - {source.name for source in wanted}:
        names = ", ".join(source.name for source in wanted)
        raise InvalidInput(f"accept: there is no list {', '.join(sorted(unknown))}; there are: {names}")
    before, etag = publishing.current(s3, bucket)
    gathering = Gathering(now, by_name(before), s3, Copies(s3, bucket), own)
    prepared = prepare(wanted, gathering, before, now, event["accept"])
    made = prepared.version
    if made:
        publishing.publish(s3, bucket, made, before, etag)
    in_force = made.manifest if made else before
    report = {
        "outcome": _outcome(made),
        "run": event["run"],
        "asked_by": event["asked_by"],
        "principal": event["principal"],
        "at": timestamp(now),
        "version": in_force["version"] if in_force else None,
        "kinds": list(in_force["kinds"]) if in_force else [],
        "problems": [asdict(problem) for problem in prepared.problems],
        "sources": [_state(one) for one in prepared.gathered],
    }
    publishing.keep_report(s3, bucket, report)
    return report


def by_name(manifest: Manifest | None) -> dict[str, SourceRow]:
    """The sources of a manifest."""
    return {source["name"]: source for source in manifest["sources"]} if manifest else {}


def _found(index: WatchlistIndex, kind: ListKind, name: str) -> set[str]:
    """The ids of the entries that a search for this name finds, and whose name has all its parts."""
    wanted, hits = set(folded(name)), index.search(Query((name,)), possible_match(kind).score)
    return {hit.entry_id for hit in hits if wanted <= set(folded(hit.name_matched))}


def _outcome(version: Version | None) -> str:
    if version is None:
        return "refused"
    return "unchanged" if version.is_known else "published"


def _state(gathered: Gathered) -> dict[str, object]:
    return {
        "name": gathered.source.name,
        "state": gathered.state,
        "entries": len(gathered.reading.entries) if gathered.reading else 0,
        "unreadable": sum(file["unreadable"] for file in gathered.files),
    }
