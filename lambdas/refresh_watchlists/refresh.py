"""A refresh: gather, build, check, publish. A source that is refused stays as it was accepted last."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from lambdas.refresh_watchlists import build, counts, publishing
from lambdas.refresh_watchlists.build import Version
from lambdas.refresh_watchlists.checks import check
from lambdas.refresh_watchlists.copies import Copies, CopyLost
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.gathering import Gathering, Own
from lambdas.refresh_watchlists.problems import ACCEPTABLE, Problem, Refuses
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import WatchlistError
from lambdas.shared.watchlists.versions import CountRow, Manifest, RefusedRow, content_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """``version`` may be published; it is None where a problem refuses it. ``gathered``: what is to be in force of each
    source.
    """

    version: Version | None
    gathered: list[Gathered]
    problems: list[Problem]


def prepare(
    sources: Iterable[Source],
    gathering: Gathering,
    before: Manifest | None,
    now: datetime,
    accept: Collection[str] = (),
) -> Prepared:
    """Gather the sources, and make a version of them, checked against the one in force, ``before``."""
    return checked([gathering.gather(source) for source in sources], gathering, before, now, accept)


def checked(
    gathered: Iterable[Gathered],
    gathering: Gathering,
    before: Manifest | None,
    now: datetime,
    accept: Collection[str] = (),
) -> Prepared:
    """The version of what was gathered, checked against the one in force, ``before``.

    Of a source that is refused it has the last accepted copy; nothing where there never was one. ``accept``: of lists
    that may have less, as ``accepting`` names them.
    """
    known, problems, taken = counts.known(before), list[Problem](), list[Gathered]()
    for one in gathered:
        most = counts.largest(known.get(one.source.name, []), now)
        is_accepted = accepting(one) in accept or one.source.is_own
        found = [*one.problems, *check(one, most, policy("watchlist"), accepted=is_accepted)]
        refused = [problem for problem in found if problem.refuses is Refuses.SOURCE]
        problems += found
        try:
            taken.append(_instead(one, refused, gathering, most, now) if refused else one)
        except (CopyLost, WatchlistError) as error:
            problems.append(_unusable(one, error))
    if not any(one.is_there for one in taken):
        files = ", ".join(file for one in taken for file in one.source.files)
        problems.append(Problem("all", "NOTHING_FOUND", files))
    if any(problem.refuses is Refuses.VERSION for problem in problems):
        return Prepared(None, taken, problems)
    names = {one.source.name for one in taken if accepting(one) in accept}
    try:
        made = build.version(taken, gathering.read, before, now, counts.updated(known, taken, names, now))
    except (CopyLost, WatchlistError) as error:
        return Prepared(None, taken, [*problems, Problem("all", "COPY_UNUSABLE", str(error))])
    return Prepared(made, taken, problems)


def accepting(gathered: Gathered) -> str:
    """How people name a list that they have looked at and accept: it, and the hash of its files."""
    return f"{gathered.source.name}:{content_of(gathered.files)}"


def _instead(one: Gathered, refused: list[Problem], gathering: Gathering, most: CountRow, now: datetime) -> Gathered:
    """The last accepted copy of a source that is refused, with why; without any list where there never was one.

    Raises CopyLost, and WatchlistError where today's code or policy would refuse the copy as well.
    """
    copy, row = gathering.accepted(one.source), gathering.before.get(one.source.name)
    found = check(copy, most, policy("watchlist"), accepted=one.source.is_own) if copy else iter(())
    if problem := next(found, None):
        raise WatchlistError(problem.said)
    codes = [problem.code for problem in refused]
    why = RefusedRow(
        since=row["refused"]["since"] if row and "refused" in row else timestamp(now),
        codes=codes,
        content=content_of(one.files) if ACCEPTABLE.issuperset(codes) else "",
    )
    return replace(copy or Gathered(one.source, "refused"), refused=why)


def _unusable(one: Gathered, error: Exception) -> Problem:
    return Problem(one.source.name, "COPY_UNUSABLE", f"its accepted copy cannot stay in force: {error}")


def run(
    event: Mapping[str, Any],
    sources: Iterable[Source],
    s3: Any,
    bucket: str,
    now: datetime,
    own: Own | None = None,
) -> dict[str, Any]:
    """Refresh the sources; keeps and returns a report, as ``definitions/schemas/refresh_watchlists.json`` has it.

    Its ``outcome`` is ``published``, ``unchanged`` or, where the version in force stays as it is, ``refused``.

    ``event``: ``run``, ``asked_by``, ``principal`` and ``accept``, of sources that may have less. ``own``: as
    ``Gathering`` takes it.
    Raises InvalidInput where there is no source of such a name, and Conflict where another refresh has published
    meanwhile.
    """
    wanted = list(sources)
    if unknown := {one.partition(":")[0] for one in event["accept"]} - {source.name for source in wanted}:
        names = ", ".join(source.name for source in wanted)
        raise InvalidInput(f"accept: there is no list {', '.join(sorted(unknown))}; there are: {names}")
    before, etag = publishing.current(s3, bucket)
    gathering = Gathering(now, before, s3, Copies(s3, bucket), own)
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


def _outcome(version: Version | None) -> str:
    if version is None:
        return "refused"
    return "unchanged" if version.is_known else "published"


def _state(gathered: Gathered) -> dict[str, object]:
    return {
        "name": gathered.source.name,
        "state": gathered.state,
        "entries": gathered.entries,
        "unreadable": sum(file["unreadable"] for file in gathered.files),
        "content": gathered.refused["content"] if gathered.refused else "",
    }
