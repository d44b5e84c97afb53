"""OFAC's list of Specially Designated Nationals in its CSV form: sdn.csv, alt.csv and add.csv.

No headers (some mirrors add one), "-0-" for nothing. Birth dates, nationalities and weak aliases are in
the free text of the remarks, its items parted by semicolons.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

from lambdas.screen_watchlists.entries import EntityType, Entry, Table, UnreadableRow, distinct
from lambdas.shared.countries import country_of_name

LIST_NAME = "OFAC SDN"
WIDTHS = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6}
"""Columns of each file; the first is always the entry's number."""

_NULL = "-0-"
_TYPES = {"individual": "individual", "": "entity", "vessel": "vessel", "aircraft": "aircraft"}
_ALIAS = re.compile(r"""[afn]\.k\.a\. ['"](.+)['"]""")
_BORN = re.compile(r"(?:alt\. )?DOB (.+)")
_COUNTRY = re.compile(r"(?:alt\. )?(?:nationality|citizen|POB) (.+)")
_YEAR = re.compile(r"\b[12][0-9]{3}\b")
_LONGEST_SPAN = 20
"""Years from which on a range of birth dates says nothing."""


def read(folder: Path) -> tuple[list[Entry], list[Table]]:
    """The entries in ``folder``, and the files that were read (alt.csv and add.csv may be absent)."""
    tables = {name: Table(folder / name) for name in WIDTHS if (folder / name).exists()}
    aliases, countries = _by_entry(tables.get("alt.csv"), 3), _by_entry(tables.get("add.csv"), 4)
    table = tables["sdn.csv"]
    entries = []
    for line, row in _rows(table):
        try:
            entries.append(_entry(row, aliases, countries))
        except UnreadableRow:
            table.unreadable.append(line)
    return entries, list(tables.values())


def _rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of the right form, nulls as empty texts, without a header."""
    for line, row in table.rows():
        cells = ["" if cell == _NULL else cell for cell in row]
        if len(cells) == WIDTHS[table.path.name] and cells[0].isascii() and cells[0].isdigit():
            table.read += 1
            yield line, cells
        elif cells[0].casefold() != "ent_num":
            table.unreadable.append(line)


def _by_entry(table: Table | None, column: int) -> Mapping[str, list[str]]:
    """One column of an extra file, by the number of the entry it belongs to."""
    values = defaultdict(list)
    for _, row in _rows(table) if table else ():
        values[row[0]].append(row[column])
    return values


def _entry(row: list[str], aliases: Mapping[str, list[str]], countries: Mapping[str, list[str]]) -> Entry:
    number, name, kind, remarks = row[0], row[1], row[2].casefold(), _items(row[11])
    if not name or kind not in _TYPES:
        raise UnreadableRow(number)
    names = [name, *aliases.get(number, []), *_found(_ALIAS, remarks)]
    places = [*(place.rpartition(", ")[2] if "POB" in item else place for item, place in _places(remarks)), row[9]]
    return Entry(
        entry_id=f"ofac-{number}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=cast(EntityType, _TYPES[kind]),
        names=distinct(_spoken(one) if kind == "individual" else one for one in names),
        birth_dates=distinct(day for born in _found(_BORN, remarks) for day in birth_dates(born)),
        countries=distinct(country_of_name(place) or "" for place in [*places, *countries.get(number, [])]),
        programmes=distinct(row[3].split("] [")),
    )


def _items(remarks: str) -> list[str]:
    return [item.strip().removesuffix(".") for item in remarks.split(";")]


def _found(pattern: re.Pattern[str], items: list[str]) -> list[str]:
    return [match[1] for item in items if (match := pattern.fullmatch(item))]


def _places(items: list[str]) -> Iterator[tuple[str, str]]:
    return ((item, match[1]) for item in items if (match := _COUNTRY.fullmatch(item)))


def _spoken(name: str) -> str:
    """The name with its given names first: "LAST, First" is OFAC's form for individuals."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()


def birth_dates(text: str) -> list[str]:
    """A full date as YYYY-MM-DD; anything vaguer as the years it may mean (circa: one more on both sides)."""
    try:
        return [datetime.strptime(text, "%d %b %Y").date().isoformat()]  # noqa: DTZ007 - a day has no zone
    except ValueError:
        years = [int(year) for year in _YEAR.findall(text)]
    if not years or max(years) - min(years) > _LONGEST_SPAN:
        return []
    around = 1 if "circa" in text.casefold() else 0
    return [str(year) for year in range(min(years) - around, max(years) + around + 1)]
