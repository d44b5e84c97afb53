"""Whether the search finds who is listed: every name as it is listed, spellings of other systems, and who has no birth
date; and whom it finds by mistake."""

import random
import statistics
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from backoffice.validation.people import Person
from backoffice.validation.published import spellings
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.reading import merged
from lambdas.shared.names.folding import folded
from lambdas.shared.names.transliteration import is_spelled
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.rarity import weight

_FILES = {
    "ofac_sdn_csv": ("sdn.csv", "alt.csv", "add.csv"),
    "un_sc_xml": ("consolidated.xml",),
    "eu_fsf_xml": ("fsf.xml",),
    "uk_sanctions_csv": ("UK-Sanctions-List.csv",),
}
"""The files of each form; the first of them shows that a folder has such a list."""
_WITHOUT_BIRTH_DATE = 4000
"""Variants of names of listed people without a birth date, each searched for with one."""


def folders(lists: Path) -> dict[str, Path]:
    """The folder of each form of list in ``lists`` or below it; of several, the last by name, which is the newest."""
    found = {form: sorted(lists.rglob(files[0])) for form, files in _FILES.items()}
    return {form: paths[-1].parent for form, paths in found.items() if paths}


def entries(lists: Path) -> list[Entry]:
    """The entries of all lists in ``lists`` or below it."""
    read = (
        formats.read(form, {name: folder / name for name in _FILES[form] if (folder / name).exists()})
        for form, folder in folders(lists).items()
    )
    return merged([entry for reading in read for entry in reading.entries])


def figures(index: WatchlistIndex, listed: Sequence[Entry], unborn: Sequence[Person]) -> Iterator[tuple[str, ...]]:
    """Figure, measured, bound, compared to. ``unborn``: people whose entry has no birth date."""
    individuals = [entry for entry in listed if entry.entity_type == "individual"]
    lost = [
        name for entry in individuals for name in entry.names if not _finds(index, Query((name,)), {entry.entry_id})
    ]
    count = sum(len(entry.names) for entry in individuals)
    yield "listed names that do not find their entry, by name alone", f"{len(lost)} of {count}", "0", ""
    known = {entry.entry_id: entry for entry in individuals}
    hard = [(name, ids) for _, name, ids in spellings(known)]
    if hard:
        whole = (
            (name, any(_finds(index, _with_birth(name, known[one]), ids) for one in sorted(ids))) for name, ids in hard
        )
        alone = ((name, _finds(index, Query((name,)), ids)) for name, ids in hard)
        named = f"spellings of other systems found, with birth date and country ({len(hard)})"
        yield named, _share_found(whole), "at least .985", ""
        yield "... by name alone", _share_found(alone), "at least .85", ""
    found = statistics.mean(_finds(index, person.query, {str(person.entry_id)}) for person in unborn)
    yield f"people without a listed birth date found ({len(unborn)} variants)", f"{found:.4f}", "at least .985", ""


def without_birth_date(cases: Sequence[tuple[Entry, str]], chance: random.Random) -> list[tuple[Entry, str]]:
    """A sample of the variants of names whose entry has no birth date."""
    found = [case for case in cases if not case[0].birth_dates]
    return chance.sample(found, min(_WITHOUT_BIRTH_DATE, len(found)))


def born(person: Person, birth_date: str) -> Person:
    return replace(person, query=replace(person.query, birth_date=birth_date))


def is_really_listed(name: str, parts: Collection[frozenset[str]]) -> bool:
    """Whether the name is a listed one or what is left of it: two parts or more, each of which one listed name has.

    ``parts``: those of each listed name. Titles, articles and initials are no parts of which a name is left.
    """
    left = frozenset(part for part in folded(name) if len(part) > 1 and weight(part, 1, 1) > CONFIG.no_name)
    return len(left) > 1 and any(left <= one for one in parts)


def _share_found(found: Iterable[tuple[str, bool]]) -> str:
    """The share that is found, and how many of the others go to a person, as nobody can say how they are spelled."""
    names = list(found)
    others = [name for name, is_found in names if not is_found]
    unread = sum(not is_spelled(name) for name in others)
    share = f"{1 - len(others) / len(names):.3f}"
    return f"{share}; {unread} of the other {len(others)} go to a person, unread" if others else share


def _with_birth(name: str, entry: Entry) -> Query:
    return Query((name,), next(iter(entry.birth_dates), None), entry.countries[:1])


def _finds(index: WatchlistIndex, query: Query, ids: Collection[str]) -> bool:
    return any(hit.entry_id in ids for hit in index.search(query, possible_match("sanctions").score))
