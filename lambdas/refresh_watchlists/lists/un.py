"""The consolidated list of the United Nations Security Council, in XML.

https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from lambdas.refresh_watchlists import births, elements
from lambdas.refresh_watchlists.elements import each, local, text, texts
from lambdas.refresh_watchlists.reading import Reading, UnreadableRow
from lambdas.shared.names.countries import country_of_name
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

LIST_NAME = "UN SC"
_TYPES: dict[str, EntityType] = {"INDIVIDUAL": "individual", "ENTITY": "entity"}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_COUNTRIES = (
    "NATIONALITY/VALUE",
    "INDIVIDUAL_PLACE_OF_BIRTH/COUNTRY",
    "INDIVIDUAL_ADDRESS/COUNTRY",
    "ENTITY_ADDRESS/COUNTRY",
)
_GENDERS = {"Male": "M", "Female": "F"}


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError."""
    (path,) = files.values()
    return elements.read(path, _TYPES, "REFERENCE_NUMBER", _entry)


def _entry(element: Element) -> Entry:
    reference, name = text(element, "REFERENCE_NUMBER"), " ".join(filter(None, (text(element, one) for one in _NAMES)))
    if not reference or not name:
        raise UnreadableRow(reference)
    aliases = {text(alias, "ALIAS_NAME"): text(alias, "QUALITY") for alias in _aliases(element)}
    names = distinct([name, text(element, "NAME_ORIGINAL_SCRIPT"), *(one for one in aliases if aliases[one] != "Low")])
    return Entry(
        entry_id=f"un-{reference}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=_TYPES[local(element)],
        names=names,
        birth_dates=distinct(_born(element)),
        countries=distinct(country_of_name(place) or "" for path in _COUNTRIES for place in texts(element, path)),
        programmes=distinct([text(element, "UN_LIST_TYPE")]),
        weak_names=distinct(one for one in aliases if one not in names),
        gender=_GENDERS.get(text(element, "GENDER")),
    )


def _aliases(element: Element) -> Iterator[Element]:
    yield from each(element, "INDIVIDUAL_ALIAS")
    yield from each(element, "ENTITY_ALIAS")


def _born(element: Element) -> Iterator[str]:
    for one in each(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        about = 1 if text(one, "TYPE_OF_DATE") == "APPROXIMATELY" else 0
        given = [text(one, part) for part in ("YEAR", "FROM_YEAR", "TO_YEAR")]
        numbers = [int(year) for year in given if year.isascii() and year.isdigit()]
        if day := text(one, "DATE"):
            yield from births.written(day)
        elif numbers:
            yield from births.years(min(numbers), max(numbers), around=about)
    for born in texts(element, "INDIVIDUAL_ALIAS/DATE_OF_BIRTH"):
        yield from births.written(born)
