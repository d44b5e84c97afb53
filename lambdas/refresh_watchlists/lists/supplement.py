"""The bank's own list, as ``reviews/supplement.py`` publishes it from its record. It may be empty."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, Rows
from lambdas.shared.runtime import json_text
from lambdas.shared.watchlists.entries import Entry, WatchlistError, distinct

LIST_NAME = "BANK"


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError: what is unreadable in it was not written by the bank."""
    (path,) = files.values()
    fields = Fields()
    try:
        entries = [_entry(party, fields) for party in json_text.own(path.read_bytes())["parties"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WatchlistError(f"{path.name} is not the bank's own list: {type(error).__name__}") from None
    return Reading(entries, {path.name: Rows(len(entries))}, fields, LIST_NAME)


def _entry(party: dict[str, Any], fields: Fields) -> Entry:
    of_person = party["type"] == "individual"
    names = fields.names(party["names"], of_person=of_person)
    weak = fields.names(party.get("weak_names", []), of_person=of_person)
    return Entry(
        entry_id=f"bank-{party['id']}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type="individual" if of_person else "entity",
        names=names,
        birth_dates=fields.births(party.get("birth_dates", [])),
        countries=distinct(party.get("countries", [])),
        programmes=distinct([party["source"]]),
        weak_names=tuple(name for name in weak if name not in names),
        gender=party.get("gender"),
    )
