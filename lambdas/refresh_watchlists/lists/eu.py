"""The European Union's consolidated list of financial sanctions, in its XML form 1.1 (FSF).

https://webgate.ec.europa.eu/fsd/fsf
"""

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from lambdas.refresh_watchlists import births, elements
from lambdas.refresh_watchlists.elements import each
from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, UnreadableRow
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

LIST_NAME = "EU FSF"
_TYPES: dict[str, EntityType] = {"person": "individual", "enterprise": "entity"}
_COUNTRIES = ("citizenship", "birthdate", "address")


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError."""
    (path,) = files.values()
    return elements.read(path, ("sanctionEntity",), "logicalId", _entry)


def _entry(element: Element, fields: Fields) -> Entry:
    number = element.get("logicalId", "")  # a reference number may be of several entries
    kind = next((one.get("code", "") for one in each(element, "subjectType")), "")
    aliases = list(each(element, "nameAlias"))
    written = [
        [_name(alias) for alias in aliases if (alias.get("strong") == "false") == weak] for weak in (False, True)
    ]
    names, weaker = (fields.names(found, of_person=kind == "person") for found in written)
    weak = distinct(name for name in weaker if name not in names)
    if not number or kind not in _TYPES or not names + weak:
        raise UnreadableRow(number)
    return Entry(
        entry_id=f"eu-{number}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=_TYPES[kind],
        names=names,
        birth_dates=distinct(day for born in each(element, "birthdate") for day in _born(born, fields)),
        countries=fields.countries_by_code(
            one.get("countryIso2Code", "") for tag in _COUNTRIES for one in each(element, tag)
        ),
        programmes=distinct(one.get("programme", "") for one in each(element, "regulation")),
        weak_names=weak,
        gender=next((alias.get("gender") for alias in aliases if alias.get("gender") in ("F", "M")), None),
    )


def _name(alias: Element) -> str:
    parts = [alias.get(part, "") for part in ("firstName", "middleName", "lastName")]
    return " ".join((alias.get("wholeName") or " ".join(parts)).split())


def _born(born: Element, fields: Fields) -> tuple[str, ...]:
    """The day, which is in our calendar whatever the others are in; where there is none, the years."""
    day, around = born.get("birthdate", ""), 1 if born.get("circa") == "true" else 0
    years = [born.get(part, "") for part in ("year", "yearRangeFrom", "yearRangeTo")]
    given = " to ".join(filter(None, years))
    return fields.births([day if births.written(day) or not given else given], around=around)
