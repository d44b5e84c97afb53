"""Whom the validation searches for: listed people whose name or birth date is told otherwise, and clean ones beside.

Each row of a table has chance of its own, by the seed and its name, so that a row more changes no other one.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from backoffice.validation.births import WAYS, Way
from backoffice.validation.mutations import MUTATIONS, Mutation, mutated
from backoffice.validation.people import CULTURES, Person, clean
from backoffice.validation.systems import SYSTEMS
from lambdas.shared.names.folding import folded
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.searches import Query


class Case(NamedTuple):
    """Somebody to search for, and the row of a table in which it counts; ``entry``: None of who is not listed."""

    row: str
    person: Person
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Sampler:
    """``entries``: the listed people; ``known``: the parts of every listed name; ``size``: of each row's sample."""

    entries: Sequence[Entry]
    known: Collection[frozenset[str]]
    seed: int
    size: int

    @classmethod
    def of(cls, entries: Sequence[Entry], seed: int, size: int) -> "Sampler":
        known = {frozenset(folded(name)) for one in entries for name in (*one.names, *one.weak_names)}
        return cls([one for one in entries if is_person(one)], known, seed, size)

    def by_mutation(self) -> Iterator[Case]:
        for name, mutation in MUTATIONS.items():
            yield from self._row(name, mutation, self.entries)

    def by_system(self) -> Iterator[Case]:
        for system in SYSTEMS:
            people = [one for one in self.entries if not system.countries.isdisjoint(one.countries)]
            if people:
                yield from self._row(system.name, system.spelled, people, system.countries)

    def by_birth(self) -> Iterator[Case]:
        """Names are told otherwise too, since a name as it is listed is found whatever the birth date."""
        for name, way in WAYS.items():
            chance = self.chance(name)
            born = [one for one in self.entries if one.birth_dates]
            for case in self._listed(name, mutated, born, chance):
                told = _born_otherwise(case, way, chance)
                if told:
                    yield told

    def clean(self) -> Iterator[Case]:
        """Twice as many of each culture, as they come."""
        for culture in CULTURES:
            countries = culture.split()
            for person in clean(2 * self.size, self.known, self.chance(culture), countries):
                yield Case(culture, person)

    def by_any_mutation(self, entries: Sequence[Entry]) -> Iterator[Case]:
        """Of these entries' people; and ten times as many clean ones, as they come."""
        chance = self.chance("by any mutation")
        people = [one for one in entries if is_person(one)]
        yield from self._listed("listed", mutated, people, chance)
        yield from (Case("clean", one) for one in clean(10 * self.size, self.known, chance))

    def _row(
        self, name: str, mutation: Mutation, entries: Sequence[Entry], countries: Collection[str] = ()
    ) -> Iterator[Case]:
        """Listed people, and clean ones whose names are told otherwise alike."""
        chance = self.chance(name)
        yield from self._listed(name, mutation, entries, chance)
        for person in clean(self.size, self.known, chance, countries):
            if told := mutation(person.query.names[0], chance):
                yield Case(name, replace(person, query=replace(person.query, names=(told,))))

    def _listed(self, row: str, mutation: Mutation, entries: Sequence[Entry], chance: random.Random) -> Iterator[Case]:
        """As many as the sample has, of those whose name can be told so; each person once."""
        in_order = chance.sample(entries, len(entries))
        told = ((one, mutation(chance.choice(one.names), chance)) for one in in_order)
        for entry, name in islice(((one, name) for one, name in told if name), self.size):
            yield Case(row, person_of(entry, name, chance), entry)

    def chance(self, row: str) -> random.Random:
        return random.Random(f"{self.seed} {row}")  # noqa: S311 - the same every time


def is_person(entry: Entry) -> bool:
    return entry.entity_type == "individual" and bool(entry.names)


def person_of(entry: Entry, name: str, chance: random.Random) -> Person:
    """With one of the entry's birth dates and countries, where it has any."""
    born = chance.choice(entry.birth_dates) if entry.birth_dates else None
    countries = (chance.choice(entry.countries),) if entry.countries else ()
    return Person(Query((name,), born, countries), entry.entry_id)


def _born_otherwise(case: Case, way: Way, chance: random.Random) -> Case | None:
    query = case.person.query
    told = way(query.birth_date or "", chance)
    if told is None:
        return None
    return case._replace(person=replace(case.person, query=replace(query, birth_date=told or None)))
