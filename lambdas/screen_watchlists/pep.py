"""Politically exposed persons in the columns of OpenSanctions' targets.simple.csv (lists parted by semicolons)."""

from lambdas.screen_watchlists.entries import EntityType, Entry, Table, UnreadableRow, WatchlistError, distinct
from lambdas.screen_watchlists.ofac import birth_dates
from lambdas.shared.countries import country_of_alpha_2
from lambdas.shared.dates import iso_date

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


def read(table: Table) -> list[Entry]:
    """The entries of the file; a WatchlistError when its header has not the columns that are read."""
    rows = table.rows()
    _, header = next(rows, (1, []))
    if missing := [column for column in COLUMNS if column not in header]:
        raise WatchlistError(f"{table.path}: the header has no column {', '.join(missing)}; see README.md there.")
    entries = []
    for line, row in rows:
        try:
            entries.append(_entry(header, row))
        except UnreadableRow:
            table.unreadable.append(line)
    return entries


def _entry(header: list[str], row: list[str]) -> Entry:
    cells = dict(zip(header, row, strict=False))
    if len(row) != len(header) or not cells["id"] or not cells["name"] or cells["schema"] not in _TYPES:
        raise UnreadableRow
    return Entry(
        entry_id=cells["id"],
        list_name=LIST_NAME,
        kind="pep",
        entity_type=_TYPES[cells["schema"]],
        names=distinct([cells["name"], *_split(cells["aliases"])]),
        birth_dates=distinct(day for text in _split(cells["birth_date"]) for day in _born(text)),
        countries=distinct(country_of_alpha_2(code) or "" for code in _split(cells["countries"])),
        programmes=("PEP",),
    )


def _split(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";")]


def _born(text: str) -> list[str]:
    return [text] if iso_date(text) else birth_dates(text)
