"""OFAC's lists in their CSV form: Specially Designated Nationals (SDN), and the consolidated list of all others.

Each has four files: the parties, their aliases, their addresses, and the rest of those remarks that are too long for
the first. The files have no headers (some mirrors add one), and "-0-" for an empty field. Birth dates, nationalities
and weak aliases are in the free text of the remarks, whose items are separated by semicolons.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, Table, UnreadableRow
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

LIST_NAME = "OFAC SDN"
DATE = "%d %b %Y"
TYPES = {"individual": "individual", "entity": "entity", "": "entity", "vessel": "vessel", "aircraft": "aircraft"}
GENDERS = {"Male": "M", "Female": "F"}

_NULL = "-0-"
_ALIAS = re.compile(r"""[afn]\.k\.a\. "(.+)\"""")
_WEAK_ALIAS = re.compile(r"[afn]\.k\.a\. '(.+)'")
_BORN = re.compile(r"(?:alt\. )?DOB (.+)")
_GENDER = re.compile(r"Gender (Male|Female)")
_COUNTRY = re.compile(r"(?:alt\. )?(?:nationality|citizen|POB) (.+)")
_WIDTHS = {"parties": 12, "aliases": 5, "addresses": 6, "comments": 2}
"""Columns of each file; the first is always the party's number."""


@dataclass(frozen=True, slots=True)
class _List:
    """One of the two lists: its name, what its ids begin with, and what each of its files is, by its name."""

    name: str
    prefix: str
    files: Mapping[str, str]


SDN = _List(
    LIST_NAME,
    "ofac",
    {"sdn.csv": "parties", "alt.csv": "aliases", "add.csv": "addresses", "sdn_comments.csv": "comments"},
)
CONSOLIDATED = _List(
    "OFAC CONS",
    "ofac-cons",
    {
        "cons_prim.csv": "parties",
        "cons_alt.csv": "aliases",
        "cons_add.csv": "addresses",
        "cons_comments.csv": "comments",
    },
)


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the SDN list in ``files``, by their names; all but sdn.csv may be absent."""
    return _read(SDN, files)


def read_consolidated(files: Mapping[str, Path]) -> Reading:
    """The same of the consolidated list of those who are not on the SDN list; all but cons_prim.csv may be absent."""
    return _read(CONSOLIDATED, files)


def _read(of: _List, files: Mapping[str, Path]) -> Reading:
    tables = {of.files[name]: Table(path) for name, path in files.items() if name in of.files}
    aliases, countries = _by_entry(tables, "aliases", 3), _by_entry(tables, "addresses", 4)
    comments = _by_entry(tables, "comments", 1)
    table, fields, entries = tables["parties"], Fields(), []
    for line, row in _rows(table, "parties"):
        remarks = row[11] + "".join(comments.get(row[0], []))  # a comment goes on where the remarks were cut
        try:
            entries.append(_entry(of, row, remarks, aliases.get(row[0], []), countries.get(row[0], []), fields))
            table.read += 1
        except UnreadableRow:
            table.refuse(line)
    return Reading(entries, {one.path.name: one for one in tables.values()}, fields)


def _rows(table: Table, part: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the right form, nulls as empty texts, without a header."""
    for line, row in table.rows():
        cells = ["" if cell == _NULL else cell for cell in row]
        if len(cells) == _WIDTHS[part] and cells[0].isascii() and cells[0].isdigit():
            yield line, cells
        elif cells[0].casefold() != "ent_num":
            table.refuse(line)


def _by_entry(tables: Mapping[str, Table], part: str, column: int) -> Mapping[str, list[str]]:
    """One column of an extra file, by the number of the party it belongs to; empty where there is no such file."""
    values = defaultdict(list)
    if table := tables.get(part):
        for _, row in _rows(table, part):
            values[row[0]].append(row[column])
        table.read = sum(map(len, values.values()))
    return values


def _entry(of: _List, row: list[str], remarks: str, aliases: list[str], countries: list[str], fields: Fields) -> Entry:
    number, name, kind, items = row[0], row[1], row[2].casefold(), _items(remarks)
    if not name or kind not in TYPES:
        raise UnreadableRow(number)
    of_person = kind == "individual"

    def said(names: list[str]) -> tuple[str, ...]:
        return fields.names((spoken(one) if of_person else one for one in names), of_person=of_person)

    names, weak = said([name, *aliases, *_found(_ALIAS, items)]), said(_found(_WEAK_ALIAS, items))
    return Entry(
        entry_id=f"{of.prefix}-{number}",
        list_name=of.name,
        kind="sanctions",
        entity_type=cast(EntityType, TYPES[kind]),
        names=names,
        birth_dates=fields.births(_found(_BORN, items), DATE),
        countries=fields.countries([*_found(_COUNTRY, items), row[9], *countries]),
        programmes=distinct(row[3].split("] [")),
        weak_names=tuple(one for one in weak if one not in names),
        gender=next((GENDERS[gender] for gender in _found(_GENDER, items)), None),
    )


def _items(remarks: str) -> list[str]:
    return [item.strip().removesuffix(".") for item in remarks.split(";")]


def _found(pattern: re.Pattern[str], items: list[str]) -> list[str]:
    return [match[1] for item in items if (match := pattern.fullmatch(item))]


def spoken(name: str) -> str:
    """The name with its given names first: "LAST, First" is OFAC's form for individuals."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()
