"""OFAC's list of Specially Designated Nationals in its XML form SDN.XML: the content of the three CSV files in one.

Its entries have the ids of the CSV form, so that a bank may change from one to the other.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element

from lambdas.refresh_watchlists import elements
from lambdas.refresh_watchlists.elements import each, text, texts
from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.lists.ofac_csv import DATE, GENDERS, LIST_NAME, TYPES
from lambdas.refresh_watchlists.reading import Reading, UnreadableRow
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

_COUNTRIES = (
    "placeOfBirthList/placeOfBirthItem/placeOfBirth",
    "nationalityList/nationality/country",
    "citizenshipList/citizenship/country",
    "vesselInfo/vesselFlag",
    "addressList/address/country",
)


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError."""
    (path,) = files.values()
    return elements.read(path, ("sdnEntry",), "uid", _entry)


def _entry(element: Element, fields: Fields) -> Entry:
    uid, name, kind = text(element, "uid"), _name(element), text(element, "sdnType").casefold()
    if not uid.isascii() or not uid.isdigit() or not name or kind not in TYPES:
        raise UnreadableRow(uid)
    aliases = {_name(alias): text(alias, "category") for alias in each(element, "akaList/aka")}
    of_person = kind == "individual"
    strong = [name, *(alias for alias, category in aliases.items() if category != "weak")]
    names, weaker = (fields.names(found, of_person=of_person) for found in (strong, aliases))
    return Entry(
        entry_id=f"ofac-{uid}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=cast(EntityType, TYPES[kind]),
        names=names,
        birth_dates=fields.births(texts(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth"), DATE),
        countries=fields.countries(place for path in _COUNTRIES for place in texts(element, path)),
        programmes=distinct(texts(element, "programList/program")),
        weak_names=distinct(alias for alias in weaker if alias not in names),
        gender=next((GENDERS[said] for said in _genders(element) if said in GENDERS), None),
    )


def _name(element: Element) -> str:
    return f"{text(element, 'firstName')} {text(element, 'lastName')}".strip()


def _genders(element: Element) -> list[str]:
    return [text(one, "idNumber") for one in each(element, "idList/id") if text(one, "idType") == "Gender"]
