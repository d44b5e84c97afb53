"""The report on the search of a bank's lists: the same lists, code, seed and sample give the same one.

As a dictionary that JSON can hold; ``markdown.py`` writes it for people. How long loading and searching take stands
apart, since that is never the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from backoffice.validation import growth, tables
from backoffice.validation.cases import Sampler
from backoffice.validation.measuring import Searched, Searcher
from infrastructure import watchlists
from infrastructure.watchlists import Lists
from lambdas.shared.monitoring import screening
from lambdas.shared.runtime.closure import LAMBDAS, closure, content_hash
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.tunables import numbers
from lambdas.shared.watchlists.config import CONFIG, ScreeningConfig
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.versions import SourceRow

Say = Callable[[str], None]
_PACKAGES = LAMBDAS | {"backoffice": Path(__file__).parents[1]}
_DIGITS = 12


def made(folder: Path, seed: int, size: int, say: Say) -> tuple[Row, Row]:
    """The report on the lists in ``folder``, and how long loading and searching took, by kind of list.

    ``size``: people in each row's sample; ``say`` is told what is being done. Raises DeploymentError for lists that
    cannot be read.
    """
    say("reading the lists")
    lists = watchlists.read(folder)
    report = {"seed": seed, "sample": size, "versions": _versions(lists), "problems": lists.problems}
    report["lists"] = [_list(one) for one in lists.manifest["sources"]]
    found = {kind: _of_kind(lists, kind, Sampler.of(_entries(lists, kind), seed, size), say) for kind in _kinds(lists)}
    report["kinds"] = {kind: one for kind, (one, _) in found.items()}
    report["parameters"] = _parameters()
    return report, {kind: times for kind, (_, times) in found.items()}


def lost(report: Row) -> int:
    """How many names do not find the entry that they are listed in."""
    return sum(len(one["as_listed"]["lost"]) for one in report["kinds"].values())


def _kinds(lists: Lists) -> list[str]:
    return list(lists.manifest["kinds"])


def _entries(lists: Lists, kind: str) -> list[Entry]:
    read = (one.reading for one in lists.prepared.gathered if one.source.kind == kind and one.reading)
    return [entry for reading in read for entry in reading.entries]


def _of_kind(lists: Lists, kind: str, sampler: Sampler, say: Say) -> tuple[Row, list[Row]]:
    """What is said of one kind of list, and how long searches take by its size."""
    entries, rule = _entries(lists, kind), possible_match("pep" if kind == "pep" else "sanctions")
    index = lists.version.indexes[lists.manifest["kinds"][kind]["key"]]
    searcher = Searcher(index, rule)
    say(f"{kind}: every name as it is listed")
    as_listed = tables.as_listed(searcher, sampler)
    say(f"{kind}: names told otherwise")
    otherwise = {
        "mutation": searcher.listed(sampler.by_mutation()),
        "spelling system": searcher.listed(sampler.by_system()),
        "birth date": searcher.listed(sampler.by_birth()),
    }
    say(f"{kind}: clean people")
    clean = searcher.below(sampler.clean())
    say(f"{kind}: growth")
    grown, times = growth.measured(entries, sampler, rule)
    found = [one for some in otherwise.values() for one in some]
    said = {
        "from": rule.score,
        "second_sign": rule.second_sign,
        "as_listed": as_listed,
        "published": tables.published(searcher, sampler.entries),
        "tables": _tables(otherwise, found, clean, tables.other_scripts(entries, sampler, rule)),
        "thresholds": tables.thresholds(found, clean, rule),
        "missed": tables.missed(found, rule, sampler),
        "alerted": tables.alerted(clean, sampler),
        "growth": grown,
    }
    return said, times


def _tables(
    otherwise: dict[str, list[Searched]],
    found: Sequence[Searched],
    clean: Sequence[Searched],
    scripts: Sequence[Searched],
) -> dict[str, list[Row]]:
    """The tables of shares, by what their rows are."""
    spelled = [*otherwise["mutation"], *otherwise["spelling system"]]
    own = {name: tables.by(some, tables.row_of) for name, some in otherwise.items()}
    return own | {
        "script of the name that is told": tables.by(spelled, tables.script_of),
        "original script, among the names in Latin letters": tables.by(scripts, tables.row_of),
        "list": tables.by_list(found),
        "what the list knows": tables.by((one for one in found if one.case.entry), tables.known_of),
        "culture of clean people": tables.by(clean, tables.row_of),
    }


def _versions(lists: Lists) -> dict[str, str]:
    """The hashes and versions by which a certificate of coverage and ``kyc watchlists`` name the same things."""
    return {
        "lists": lists.manifest["made_of"][:_DIGITS],
        "matcher": screening.matcher(),
        "policy": screening.policy_version(),
        "validation": content_hash(closure([__name__], _PACKAGES))[:_DIGITS],
    }


def _list(source: SourceRow) -> Row:
    """Of the manifest's row what does not say when it was read."""
    files = [dict(one) for one in source["files"]]
    kept = {name: source[name] for name in ("name", "list_name", "kind", "entries")}
    return kept | {"files": files, "fields": dict(source.get("fields", {}))}


def _parameters() -> list[Row]:
    about = numbers(ScreeningConfig)
    return [{"name": one.name, "value": getattr(CONFIG, one.name)} | asdict(about[one.name]) for one in fields(CONFIG)]
