"""One entry of a watchlist, and the rows of the CSV files that lists are published in."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ListKind = Literal["sanctions", "pep"]
EntityType = Literal["individual", "entity", "vessel", "aircraft"]


class WatchlistError(ValueError):
    """A watchlist's folder or file is not what it should be; the message says where and what to do."""


class UnreadableRow(ValueError):
    """One row does not have the form of its file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed party. Birth dates are YYYY-MM-DD or a year; countries alpha-3; names as one would say them."""

    entry_id: str
    list_name: str
    kind: ListKind
    entity_type: EntityType
    names: tuple[str, ...]
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


@dataclass(slots=True)
class Table:
    """The rows of a CSV file, how many were read, and the numbers of the lines that could not be."""

    path: Path
    read: int = 0
    unreadable: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each line's number and fields, trimmed. One row a line: an open quote spoils no row but its own."""
        for number, line in enumerate(_text(self.path.read_bytes()).split("\n"), start=1):
            row = line.strip(" \r\x1a")
            if not row.strip(","):
                continue
            try:
                yield number, [cell.strip() for cell in next(csv.reader([row], strict=True))]
            except (csv.Error, StopIteration):
                self.unreadable.append(number)


def _text(content: bytes) -> str:
    """UTF-8, or Latin-1 as in OFAC's older files."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values without empty ones and repetitions, in order."""
    return tuple(value for value in dict.fromkeys(values) if value)
