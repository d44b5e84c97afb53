"""OFAC's list of Specially Designated Nationals in its CSV form: sdn.csv, alt.csv and add.csv.

The files have no headers (some mirrors add one), and "-0-" for an empty field. Birth dates, nationalities and weak
aliases are in the free text of the remarks, whose items are separated by semicolons.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from lambdas.refresh_watchlists import births
from lambdas.refresh_watchlists.reading import Reading, Table, UnreadableRow
from lambdas.shared.names.countries import country_of_name
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

LIST_NAME = "OFAC SDN"
WIDTHS = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6}
"""Columns of each file; the first is always the entry's number."""
DATE = "%d %b %Y"
TYPES = {"individual": "individual", "entity": "entity", "": "entity", "vessel": "vessel", "aircraft": "aircraft"}
GENDERS = {"Male": "M", "Female": "F"}

_NULL = "-0-"
_ALIAS = re.compile(r"""[afn]\.k\.a\. "(.+)\"""")
_WEAK_ALIAS = re.compile(r"[afn]\.k\.a\. '(.+)'")
_BORN = re.compile(r"(?:alt\. )?DOB (.+)")
_GENDER = re.compile(r"Gender (Male|Female)")
_COUNTRY = re.compile(r"(?:alt\. )?(?:nationality|citizen|POB) (.+)")


def read(files: Mapping[str, Path]) -> Reading:
    """The entries in ``files`` (alt.csv and add.csv may be absent)."""
    tables = {name: Table(path) for name, path in files.items() if name in WIDTHS}
    aliases, countries = _by_entry(tables.get("alt.csv"), 3), _by_entry(tables.get("add.csv"), 4)
    table = tables["sdn.csv"]
    entries = []
    for line, row in _rows(table):
        try:
            entries.append(_entry(row, aliases, countries))
            table.read += 1
        except UnreadableRow:
            table.refuse(line)
    return Reading(entries, dict(tables.items()))


def _rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of the right form, nulls as empty texts, without a header."""
    for line, row in table.rows():
        cells = ["" if cell == _NULL else cell for cell in row]
        if len(cells) == WIDTHS[table.path.name] and cells[0].isascii() and cells[0].isdigit():
            yield line, cells
        elif cells[0].casefold() != "ent_num":
            table.refuse(line)


def _by_entry(table: Table | None, column: int) -> Mapping[str, list[str]]:
    """One column of an extra file, by the number of the entry it belongs to."""
    values = defaultdict(list)
    for _, row in _rows(table) if table else ():
        values[row[0]].append(row[column])
    if table:
        table.read = sum(map(len, values.values()))
    return values


def _entry(row: list[str], aliases: Mapping[str, list[str]], countries: Mapping[str, list[str]]) -> Entry:
    number, name, kind, remarks = row[0], row[1], row[2].casefold(), _items(row[11])
    if not name or kind not in TYPES:
        raise UnreadableRow(number)

    def said(names: list[str]) -> tuple[str, ...]:
        return distinct(spoken(one) if kind == "individual" else one for one in names)

    places = [country_in(place) if "POB" in item else place for item, place in _places(remarks)]
    names = said([name, *aliases.get(number, []), *_found(_ALIAS, remarks)])
    return Entry(
        entry_id=f"ofac-{number}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=cast(EntityType, TYPES[kind]),
        names=names,
        birth_dates=distinct(day for born in _found(_BORN, remarks) for day in births.written(born, DATE)),
        countries=distinct(country_of_name(place) or "" for place in [*places, row[9], *countries.get(number, [])]),
        programmes=distinct(row[3].split("] [")),
        weak_names=tuple(one for one in said(_found(_WEAK_ALIAS, remarks)) if one not in names),
        gender=next((GENDERS[gender] for gender in _found(_GENDER, remarks)), None),
    )


def _items(remarks: str) -> list[str]:
    return [item.strip().removesuffix(".") for item in remarks.split(";")]


def _found(pattern: re.Pattern[str], items: list[str]) -> list[str]:
    return [match[1] for item in items if (match := pattern.fullmatch(item))]


def _places(items: list[str]) -> Iterator[tuple[str, str]]:
    return ((item, match[1]) for item in items if (match := _COUNTRY.fullmatch(item)))


def country_in(place: str) -> str:
    """The last part of a place: "Valletta, Malta" is Malta."""
    return place.rpartition(", ")[2]


def spoken(name: str) -> str:
    """The name with its given names first: "LAST, First" is OFAC's form for individuals."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()
