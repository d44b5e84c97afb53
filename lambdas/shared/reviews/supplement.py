"""The bank's own list: parties that it screens against before a publisher's file has them, as two people decided.

Each opinion is an entry of a record of its own (``cases/record.py``), the partition ``REGISTER#supplement`` of the
Onboarding table, which the daily seal covers. Nothing else says who is listed: a refresh reads the record, and refuses
one that does not verify.

==================  ================================================================================================
item                what it holds
==================  ================================================================================================
CHAIN               how many entries there are, and the hash of the last
OPINION#000001…     that one person wants a party listed, or no longer: who, when, why, and the party as JSON text
REFUSED#…           that somebody's opinion was refused: who, when, and the rule; it counts for nothing
==================  ================================================================================================
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from lambdas.shared.cases import record, register, vouched
from lambdas.shared.cases.record import CHAIN, Head
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import json_text, people
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.people import Person

PARTITION = f"{register.PREFIX}supplement"
REFUSED = "REFUSED#"
_NEEDED = 2
Party = dict[str, Any]
"""Who is listed, as ``definitions/schemas/supplement.json`` has it."""


class Action(StrEnum):
    """What somebody wants: the party listed (or listed as it is here from now on), or no longer."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person wants. ``content``: the hash of the party as this person saw it; ``party``: as JSON, for ADD.

    ``until``: when it ends, where nobody agrees before. It is kept, so that another policy changes nothing of what was;
    an opinion of a version that knew no end has none.
    """

    action: Action
    party_id: str
    content: str
    reviewer: str
    reason: str
    party: str = ""
    note: str = ""
    senior: bool = False
    principal: str = ""
    at: str = ""
    until: str = ""

    @classmethod
    def of(cls, row: Row) -> Self:
        known = {name: row[name] for name in cls.__slots__ if name != "until" or name in row}
        return cls(**known | {"action": Action(row["action"])})

    def row(self) -> Row:
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def person(self) -> Person:
        return Person(self.reviewer, self.principal)

    def counts_at(self, moment: str) -> bool:
        return not self.until or self.until >= moment

    def agrees(self, other: "Opinion") -> bool:
        """Whether both want the same of the same party."""
        return (self.action, self.content) == (other.action, other.content)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a party stands. ``listed``: the opinions by which it is on the list, none where it is not; ``open``: those
    that have not led to anything yet.
    """

    listed: tuple[Opinion, ...] = ()
    open: tuple[Opinion, ...] = ()

    @property
    def content(self) -> str:
        """The hash of the party as it is listed; empty where it is not."""
        return self.listed[0].content if self.listed else ""

    @property
    def party(self) -> Party | None:
        """The party as it is listed."""
        return dict(json_text.own(self.listed[0].party)) if self.listed else None

    def waiting(self, moment: str) -> tuple[Opinion, ...]:
        """Those of ``open`` that still count then."""
        return tuple(one for one in self.open if one.counts_at(moment))

    def after(self, one: Opinion) -> Self:
        """With one opinion more, which counts for nothing where what it wants is so, or where it saw something else.

        What had ended by then is left out.
        """
        is_news = one.content != self.content if one.action is Action.ADD else one.content == self.content
        if not is_news or not people.is_name(one.reviewer):
            return self
        waiting = (*self.waiting(one.at), one)
        agreeing = tuple(other for other in waiting if other.agrees(one))
        if not self.is_enough(agreeing):
            return replace(self, open=waiting)
        return replace(self, listed=agreeing if one.action is Action.ADD else (), open=())

    def is_enough(self, agreeing: Iterable[Opinion]) -> bool:
        """Whether these are two people, one of them senior where a party is removed or becomes another."""
        given = list(agreeing)
        senior = not self.listed or any(one.senior for one in given)
        return senior and people.distinct(one.person for one in given) >= _NEEDED


def content_hash(party: Party) -> str:
    """The hash of a party, which each of the two people names."""
    return hashlib.sha256(compact(party).encode()).hexdigest()


def standings(opinions: Iterable[Opinion]) -> dict[str, Standing]:
    """By the party's id, where it stands after all these opinions, in their order."""
    found: dict[str, Standing] = {}
    for one in opinions:
        found[one.party_id] = found.get(one.party_id, Standing()).after(one)
    return found


def read(table: CaseTable) -> tuple[list[Opinion], Head]:
    """The opinions in order, and the record's head.

    Raises Conflict where the record is not what was written, or an opinion in it is not vouched for.
    """
    rows = table.items(PARTITION)
    head = Head.of(next((row for row in rows if row["item"] == CHAIN), None))
    entries = record.entries(rows)
    try:
        faults = (*record.problems(entries, head), *vouched.problems(entries, vouched.read(table.decisions, PARTITION)))
        problem = next(iter(faults), None)
        opinions = [Opinion.of(entry) for entry in entries if not entry["item"].startswith(REFUSED)]
    except (KeyError, TypeError, ValueError, AttributeError):
        problem, opinions = "an entry has another form", []
    if problem:
        raise Conflict(f"the record of the bank's own list was changed: {problem}")
    return opinions, head


def published(table: CaseTable) -> bytes:
    """The list as a refresh takes it: JSON with the ``parties``, in order of their ids. Raises Conflict."""
    found = standings(read(table)[0])
    return compact({"parties": [found[one].party for one in sorted(found) if found[one].listed]}).encode()
