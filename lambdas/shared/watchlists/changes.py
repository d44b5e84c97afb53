"""What changed between two versions of the watchlists, by the meaning of their entries.

An entry's meaning is what a search uses of it: its kind, names, weak names, birth dates, countries and gender, each in
any order. What publishers rewrite without changing the person (dates of update, programmes, the order of aliases) is
not in it. It is the ``entry_content`` of a hit (``listed.py``), so a hit can be compared with what is listed now.

Two objects lie beside every published version (``versions.py`` has their keys). Of each entry that is searched, persons
and organisations, they have the id and the hash of its meaning, and nothing else; ``<source>`` is the list's name in
the policy::

    entries.json  {"<source>": {"<entry id>": "<16 hexadecimal digits>", …}, …}
    changes.json  {"version": "<version>", "before": "<version that was in force>" or null,
                   "lists": {"<source>": {"added": [ids], "changed": [ids], "removed": [ids]}, …}}

``before`` is null where nothing is known of the version before: then everything is added. A list that is in either of
the two versions is in ``lists``. Whoever has screened against another version than ``before`` compares the entries.json
of the two versions by ``by_list``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from lambdas.shared.watchlists.entries import SCREENED, Entry
from lambdas.shared.watchlists.listed import Listed

Meanings = Mapping[str, str]
"""The hash of each entry's meaning by its id."""


class ChangesRow(TypedDict):
    """The ids of one list, sorted."""

    added: list[str]
    changed: list[str]
    removed: list[str]


class ChangesObject(TypedDict):
    """The object changes.json; ``lists``: by source."""

    version: str
    before: str | None
    lists: dict[str, ChangesRow]


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of entries, sorted. What has the same meaning in both versions is in none of them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def row(self) -> ChangesRow:
        """The same as JSON has it."""
        return ChangesRow(added=list(self.added), changed=list(self.changed), removed=list(self.removed))


def meanings(entries: Iterable[Entry]) -> dict[str, str]:
    """The hash of the meaning of each entry that is searched, by its id."""
    return {one.entry_id: Listed.of(one).content() for one in entries if one.entity_type in SCREENED}


def changes(before: Meanings, after: Meanings) -> Changes:
    """What must be done to ``before`` to have ``after``."""
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(one for one in after.keys() & before.keys() if after[one] != before[one])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def by_list(before: Mapping[str, Meanings], after: Mapping[str, Meanings]) -> dict[str, Changes]:
    """The changes of each list that is in either version, by source."""
    return {name: changes(before.get(name, {}), after.get(name, {})) for name in sorted(before.keys() | after.keys())}
