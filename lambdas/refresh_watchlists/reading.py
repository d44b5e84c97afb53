"""What a reader makes of a list's files: entries, and which rows it could not read.

A row that cannot be read does not stop the others: it is named by its line or id, so that a person can see who is not
screened for.
"""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lambdas.refresh_watchlists.fields import Fields
from lambdas.shared.watchlists.entries import Entry, distinct


class UnreadableRow(ValueError):
    """One row does not have the form of its file."""


@dataclass(slots=True)
class Rows:
    """How many rows of a file were read, and which could not be: ``line 12``, or the row's own id."""

    read: int = 0
    unreadable: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The entries of a source, the rows of each of its files by name, and what was understood of their fields.

    ``name``: of a list that may be empty; of the others the entries have it.
    """

    entries: list[Entry]
    rows: dict[str, Rows]
    fields: Fields = field(default_factory=Fields)
    name: str = ""

    @property
    def list_name(self) -> str:
        """The name under which the list's hits are shown."""
        return self.name or self.entries[0].list_name


class Table(Rows):
    """The rows of a CSV file. ``most_lines``: how many lines one row may take, where a text in quotes has breaks.

    Once ``width`` is set, a row has so many fields.
    """

    def __init__(self, path: Path, most_lines: int = 1) -> None:
        super().__init__()
        self.path, self.most_lines = path, most_lines
        self.width: int | None = None

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The number of each row's first line, and its trimmed fields. An unclosed quote spoils only its own row."""
        number = 0
        with self.path.open("rb") as file:
            lines = (_text(line) for line in file)
            ahead: deque[str] = deque()
            while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
                number += 1
                if not line.strip(" \r\n\x1a,"):
                    continue
                cells, more = self._row(line, lines, ahead)
                if cells is None:
                    self.refuse(number)
                else:
                    yield number, cells
                    for _ in range(more):
                        ahead.popleft()
                    number += more

    def refuse(self, line: int) -> None:
        self.unreadable.append(f"line {line}")

    def _row(self, line: str, lines: Iterator[str], ahead: deque[str]) -> tuple[list[str] | None, int]:
        """The fields of the row that begins with ``line``, and how many of the lines ahead are in it."""
        row, more = line, 0
        while row.count('"') % 2 and more < self.most_lines - 1:
            if more == len(ahead):
                following = next(lines, None)
                if following is None:
                    break
                ahead.append(following)
            row += ahead[more]
            more += 1
        cells = self._fields(row)
        return (self._fields(line), 0) if cells is None and more else (cells, more)

    def _fields(self, row: str) -> list[str] | None:
        try:
            (cells,) = csv.reader(io.StringIO(row.strip(" \r\n\x1a"), newline=""), strict=True)
        except (csv.Error, ValueError):
            return None
        return [cell.strip() for cell in cells] if self.width in (None, len(cells)) else None


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for each id: a party that is listed twice, as the EU lists some by two regulations, has all of both."""
    found: dict[str, Entry] = {}
    for entry in entries:
        there = found.get(entry.entry_id)
        found[entry.entry_id] = _together(there, entry) if there else entry
    return list(found.values())


def _together(one: Entry, other: Entry) -> Entry:
    names = distinct([*one.names, *other.names])
    return replace(
        one,
        names=names,
        birth_dates=distinct([*one.birth_dates, *other.birth_dates]),
        countries=distinct([*one.countries, *other.countries]),
        programmes=distinct([*one.programmes, *other.programmes]),
        weak_names=distinct(name for name in (*one.weak_names, *other.weak_names) if name not in names),
        gender=one.gender or other.gender,
    )


def _text(line: bytes) -> str:
    """UTF-8, or Latin-1 as in OFAC's older files."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def columns(table: Table, rows: Iterator[tuple[int, list[str]]], known: str, within: int = 5) -> list[str]:
    """The header: the first of ``within`` rows that has the column ``known``; empty where there is none."""
    for _, row in rows:
        if known in row:
            table.width = len(row)
            return row
        within -= 1
        if not within:
            break
    return []
