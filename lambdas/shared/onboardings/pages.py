"""Applications page by page, the latest first within each status, so that no list has to be read whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.dynamodb import Row

_READ, _READS = 100, 10
"""Applications that are read at once, and how often for one page: 1,000 are looked through."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page begins: in this status, after this item of the index, or at the status's first."""

    status: Status
    after: Row | None = None

    @classmethod
    def of(cls, shown: Any) -> "Place":
        return cls(Status(shown["status"]), shown["after"])

    def shown(self) -> Row:
        return {"status": str(self.status), "after": self.after}


def page(
    table: CaseTable, statuses: Sequence[Status], most: int, begin: Place | None = None
) -> tuple[list[Meta], Place | None]:
    """At most ``most`` applications with these statuses, in this order of statuses; and where the next page begins."""
    found: list[Meta] = []
    place: Place | None = begin or Place(statuses[0])
    while place and len(found) < most:
        metas, after = table.page_with_status(place.status, most - len(found), place.after)
        found += metas
        following = statuses[statuses.index(place.status) + 1 :]
        place = Place(place.status, after) if after else Place(following[0]) if following else None
    return found, place


def chosen(
    table: CaseTable,
    statuses: Sequence[Status],
    most: int,
    begin: Place | None,
    choose: Callable[[Sequence[Meta]], Sequence[Meta]],
) -> tuple[list[Meta], Place | None]:
    """The same of those alone that ``choose`` takes, in their order: a page is full, or the last, as if there were no
    others. Only where 1,000 are looked through it ends before, so that no call takes too long.
    """
    found: list[Meta] = []
    for _ in range(_READS):
        metas, following = page(table, statuses, _READ, begin)
        taken, room = choose(metas), most - len(found)
        if len(taken) > room:
            # Read again up to the last that has room: only a query knows the place behind it.
            reached = page(table, statuses, metas.index(taken[room - 1]) + 1, begin)[1] if room else begin
            return [*found, *taken[:room]], reached
        found += taken
        begin = following
        if begin is None:
            break
    return found, begin
