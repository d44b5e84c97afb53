"""Politically exposed persons in the columns of OpenSanctions' targets.simple.csv; semicolons separate several values.

https://www.opensanctions.org/docs/bulk/csv/
"""

from collections.abc import Mapping
from pathlib import Path

from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, Table, UnreadableRow, columns
from lambdas.shared.watchlists.entries import EntityType, Entry, WatchlistError, distinct

LIST_NAME = "PEP"
COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "countries")
"""The columns that are read; others may stand between them."""

_TYPES: dict[str, EntityType] = {
    "Person": "individual",
    "Organization": "entity",
    "Company": "entity",
    "LegalEntity": "entity",
    "PublicBody": "entity",
    "Vessel": "vessel",
    "Airplane": "aircraft",
}
_MOST_LINES = 20


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError where its header lacks a column."""
    (path,) = files.values()
    table = Table(path, _MOST_LINES)
    rows = table.rows()
    header = columns(table, rows, "id", within=1)
    if missing := [column for column in COLUMNS if column not in header]:
        raise WatchlistError(
            f"{path.name}: the header has no column {', '.join(missing)}; it must have {', '.join(COLUMNS)}"
        )
    entries, fields = [], Fields()
    for line, row in rows:
        try:
            entries.append(_entry(dict(zip(header, row, strict=True)), fields))
            table.read += 1
        except UnreadableRow:
            table.refuse(line)
    return Reading(entries, {path.name: table}, fields)


def _entry(cells: dict[str, str], fields: Fields) -> Entry:
    if not cells["id"] or not cells["name"] or cells["schema"] not in _TYPES:
        raise UnreadableRow
    return Entry(
        entry_id=cells["id"],
        list_name=LIST_NAME,
        kind="pep",
        entity_type=_TYPES[cells["schema"]],
        names=distinct([cells["name"], *_split(cells["aliases"])]),
        birth_dates=fields.births(_split(cells["birth_date"])),
        countries=fields.countries_by_code(_split(cells["countries"])),
        programmes=("PEP",),
    )


def _split(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";")]
