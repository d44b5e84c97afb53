"""The UK Sanctions List of the Foreign, Commonwealth & Development Office, in CSV: a row for each name of a party.

Above the header may stand the report's date. Texts have line breaks in quotes.
https://www.gov.uk/guidance/format-guide-for-the-uk-sanctions-list
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, Table, columns
from lambdas.shared.watchlists.entries import EntityType, Entry, WatchlistError, distinct

LIST_NAME = "UK SL"
ID = "Unique ID"
NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
COLUMNS = (ID, *NAMES)
"""The columns that must be there; the others are read where they are."""

_TYPE_COLUMNS = ("Designation Type", "Individual, Entity, Ship")
_TYPES: dict[str, EntityType] = {"individual": "individual", "entity": "entity", "ship": "vessel"}
_SCRIPT = "Name non-latin script"
_COUNTRIES = ("Nationality(/ies)", "Country of birth", "Address Country", "Current believed flag of ship")
_GENDERS = {"male": "M", "female": "F"}
_SEVERAL = re.compile(r"\([0-9]+\)|[;|]")
_DATE = "%d/%m/%Y"
_MOST_LINES = 100


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError."""
    (path,) = files.values()
    table = Table(path, _MOST_LINES)
    rows = table.rows()
    header = columns(table, rows, ID)
    table.unreadable.clear()  # what stands above the header is no row
    if missing := [column for column in COLUMNS if column not in header]:
        raise WatchlistError(
            f"{path.name} has no column {', '.join(missing)}; is it the UK Sanctions List in CSV form?"
        )
    parties: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line, row in rows:
        cells = dict(zip(header, row, strict=True))
        if _readable(cells):
            parties[cells[ID]].append(cells)
            table.read += 1
        else:
            table.refuse(line)
    fields = Fields()
    return Reading([_entry(party, fields) for party in parties.values()], {path.name: table}, fields)


def _readable(cells: dict[str, str]) -> bool:
    return bool(cells[ID] and _names(cells) and _type(cells) in _TYPES)


def _type(cells: dict[str, str]) -> str:
    return next((cells[column].casefold() for column in _TYPE_COLUMNS if column in cells), "")


def _entry(rows: list[dict[str, str]], fields: Fields) -> Entry:
    of_person = _TYPES[_type(rows[0])] == "individual"
    names, weaker = (
        fields.names((name for row in rows if _is_weak(row) == weak for name in _names(row)), of_person=of_person)
        for weak in (False, True)
    )
    return Entry(
        entry_id=f"uk-{rows[0][ID]}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=_TYPES[_type(rows[0])],
        names=names,
        birth_dates=fields.births(_values(rows, "D.O.B"), _DATE),
        countries=fields.countries(place for column in _COUNTRIES for place in _values(rows, column)),
        programmes=distinct(_values(rows, "Regime Name")),
        weak_names=distinct(name for name in weaker if name not in names),
        gender=next((_GENDERS[one] for one in map(str.casefold, _values(rows, "Gender")) if one in _GENDERS), None),
    )


def _names(row: dict[str, str]) -> list[str]:
    """The name with its parts in the order of their numbers (6: the family name, or a company's), and in its script."""
    return [name for name in (" ".join(" ".join(row[part] for part in NAMES).split()), row.get(_SCRIPT, "")) if name]


def _is_weak(row: dict[str, str]) -> bool:
    return row.get("Alias strength", "").casefold().startswith("low")


def _values(rows: list[dict[str, str]], column: str) -> list[str]:
    """The values of this column in all rows; a field may have several: "(1) Iraq (2) Syria"."""
    return [one.strip(" .,") for row in rows for one in _SEVERAL.split(row.get(column, ""))]
