"""Applications page by page, the latest first, so that no list has to be read whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person

_READ, _READS = 100, 10
"""Applications that are read at once, and how often for one page: 1,000 are looked through."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page begins: after this item of the index, or at its first; in this status, where it is of one."""

    status: Status | None = None
    after: Row | None = None

    @classmethod
    def of(cls, shown: Any) -> "Place":
        return cls(Status(shown["status"]) if shown["status"] else None, shown["after"])

    def shown(self) -> Row:
        return {"status": self.status and str(self.status), "after": self.after}


Page = tuple[list[Meta], Place | None]
"""Applications, and where the next page begins; None after the last."""
Read = Callable[[int, Place | None], Page]
"""Reads at most so many applications, from a place on or from the first."""


def by_status(table: CaseTable, statuses: Sequence[Status]) -> Read:
    """Reads the applications with these statuses, in this order of statuses."""

    def read(most: int, begin: Place | None) -> Page:
        found: list[Meta] = []
        status, after = (begin.status or statuses[0], begin.after) if begin else (statuses[0], None)
        while True:
            metas, after = table.page_with_status(status, most - len(found), after)
            found += metas
            following = statuses[statuses.index(status) + 1 :]
            if not after and not following:
                return found, None
            status = status if after else following[0]
            if len(found) >= most:
                return found, Place(status, after)

    return read


def by_submitter(table: CaseTable, by: Person) -> Read:
    """Reads the applications that this person submitted."""

    def read(most: int, begin: Place | None) -> Page:
        found, after = table.page_of_submitter(by, most, begin.after if begin else None)
        return found, Place(after=after) if after else None

    return read


def chosen(read: Read, most: int, begin: Place | None, choose: Callable[[Sequence[Meta]], Sequence[Meta]]) -> Page:
    """At most ``most`` applications of those alone that ``choose`` takes, in their order.

    A page is full, or the last, as if there were no others. Only where 1,000 are looked through it ends before, so that
    no call takes too long.
    """
    found: list[Meta] = []
    for _ in range(_READS):
        metas, following = read(_READ, begin)
        taken, room = choose(metas), most - len(found)
        if len(taken) > room:
            # Read again up to the last that has room: only a query knows the place behind it.
            reached = read(metas.index(taken[room - 1]) + 1, begin)[1] if room else begin
            return [*found, *taken[:room]], reached
        found += taken
        begin = following
        if begin is None:
            break
    return found, begin
