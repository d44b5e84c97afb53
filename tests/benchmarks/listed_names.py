"""Whether the search finds who is listed: every name as it is listed, spellings of other systems, and who has no birth
date; and whom it finds by mistake."""

import random
import statistics
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from backoffice.validation.people import Person
from backoffice.validation.published import spellings
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.reading import merged
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match

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
        alone, whole = (
            f"{statistics.mean(any(_finds(index, one, ids) for one in asked(name, ids)) for name, ids in hard):.3f}"
            for asked in (_alone, lambda name, ids: (_with_birth(name, known[one]) for one in sorted(ids)))
        )
        yield f"spellings of other systems found, with birth date and country ({len(hard)})", whole, "at least .985", ""
        yield "... by name alone", alone, "at least .85", ""
    found = statistics.mean(_finds(index, person.query, {str(person.entry_id)}) for person in unborn)
    yield f"people without a listed birth date found ({len(unborn)} variants)", f"{found:.4f}", "at least .985", ""


def without_birth_date(cases: Sequence[tuple[Entry, str]], chance: random.Random) -> list[tuple[Entry, str]]:
    """A sample of the variants of names whose entry has no birth date."""
    found = [case for case in cases if not case[0].birth_dates]
    return chance.sample(found, min(_WITHOUT_BIRTH_DATE, len(found)))


def born(person: Person, birth_date: str) -> Person:
    return replace(person, query=replace(person.query, birth_date=birth_date))


def _alone(name: str, _: Collection[str]) -> Iterator[Query]:
    yield Query((name,))


def _with_birth(name: str, entry: Entry) -> Query:
    return Query((name,), next(iter(entry.birth_dates), None), entry.countries[:1])


def _finds(index: WatchlistIndex, query: Query, ids: Collection[str]) -> bool:
    return any(hit.entry_id in ids for hit in index.search(query, possible_match("sanctions").score))
