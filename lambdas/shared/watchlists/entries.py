"""One entry of a watchlist, in the form that every list is read into."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

ListKind = Literal["sanctions", "pep"]
KINDS: tuple[ListKind, ...] = get_args(ListKind)
EntityType = Literal["individual", "entity", "vessel", "aircraft"]
SCREENED = ("individual", "entity")
"""The types that are searched for."""


class WatchlistError(ValueError):
    """A watchlist's folder or file is not what it should be; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed party. Birth dates are YYYY-MM-DD or a year; countries alpha-3; names as one would say them.

    ``weak_names``: aliases that the list itself calls weak (a nickname, one word) and that say little on their own.
    ``gender``: F or M.
    """

    entry_id: str
    list_name: str
    kind: ListKind
    entity_type: EntityType
    names: tuple[str, ...]
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    weak_names: tuple[str, ...] = ()
    gender: str | None = None


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without empty ones and repetitions, in order."""
    return tuple(value for value in dict.fromkeys(values) if value)
