"""What an index keeps of an entry, and what the entry says for or against a person beside the name."""

import hashlib
import json
from collections.abc import Iterator
from typing import NamedTuple, Self

from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists import qualifiers
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import EntityType, Entry, ListKind
from lambdas.shared.watchlists.reasons import Reason

_ENTITY = Reason("LISTED_AS_ENTITY", CONFIG.listed_as_entity)
WEAK_NAME = Reason("WEAK_NAME", CONFIG.weak_name)


class Listed(NamedTuple):
    """An entry. The first ``strong`` of its names are not weak aliases, the others are."""

    entry_id: str
    list_name: str
    entity_type: EntityType
    names: list[str]
    strong: int
    birth_dates: list[str]
    countries: list[str]
    gender: str | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            entry.entry_id,
            entry.list_name,
            entry.entity_type,
            [*entry.names, *entry.weak_names],
            len(entry.names),
            list(entry.birth_dates),
            list(entry.countries),
            entry.gender,
        )

    def entry(self, kind: ListKind) -> Entry:
        """The entry of a list of this kind, as far as it is kept."""
        return Entry(
            self.entry_id,
            self.list_name,
            kind,
            self.entity_type,
            tuple(self.names[: self.strong]),
            tuple(self.birth_dates),
            tuple(self.countries),
            weak_names=tuple(self.names[self.strong :]),
            gender=self.gender,
        )

    def to_line(self) -> bytes:
        return json.dumps(self, separators=(",", ":")).encode()

    def content(self) -> str:
        """A hash of all this, in whatever order the publisher has it: it changes when the entry says something else."""
        names = (sorted(self.names[: self.strong]), sorted(self.names[self.strong :]))
        beside = (sorted(self.birth_dates), sorted(self.countries), self.gender)
        said = json.dumps([self.entry_id, self.list_name, self.entity_type, *names, *beside])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        return cls(*own(line))

    def reasons(self, birth_date: str | None, countries: tuple[str, ...], gender: str | None) -> Iterator[Reason]:
        """What the entry says of a person with this birth date, these countries and this gender."""
        yield from qualifiers.of_birth(birth_date, self.birth_dates)
        yield from qualifiers.of_countries(countries, self.countries)
        yield from qualifiers.of_gender(gender, self.gender)
        if self.entity_type == "entity":
            yield _ENTITY
