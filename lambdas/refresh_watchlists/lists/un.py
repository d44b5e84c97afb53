"""The consolidated list of the United Nations Security Council, in XML.

https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from lambdas.refresh_watchlists import births, elements, names
from lambdas.refresh_watchlists.elements import each, local, text, texts
from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, UnreadableRow
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


def _entry(element: Element, fields: Fields) -> Entry:
    reference, name = text(element, "REFERENCE_NUMBER"), " ".join(filter(None, (text(element, one) for one in _NAMES)))
    entity_type = _TYPES[local(element)]
    of_person = entity_type == "individual"
    listed = fields.names([name, text(element, "NAME_ORIGINAL_SCRIPT")], of_person=of_person)
    if not reference or not listed:
        raise UnreadableRow(reference)
    aliases = list(_aliases(element))
    strong = [text(alias, "ALIAS_NAME") for alias in aliases if text(alias, "QUALITY") != "Low"]
    weak = [text(alias, "ALIAS_NAME") for alias in aliases if text(alias, "QUALITY") == "Low"]
    noted = [name for alias in aliases for name in names.in_note(text(alias, "NOTE"))]
    found = distinct([*listed, *fields.names(strong, of_person=of_person)])
    weaker = [*fields.names(weak, of_person=of_person), *noted]
    return Entry(
        entry_id=f"un-{reference}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=entity_type,
        names=found,
        birth_dates=_born(element, aliases, fields),
        countries=fields.countries(place for path in _COUNTRIES for place in texts(element, path)),
        programmes=distinct([text(element, "UN_LIST_TYPE")]),
        weak_names=distinct(one for one in weaker if one not in found),
        gender=_GENDERS.get(text(element, "GENDER")),
    )


def _aliases(element: Element) -> Iterator[Element]:
    yield from each(element, "INDIVIDUAL_ALIAS")
    yield from each(element, "ENTITY_ALIAS")


def _born(element: Element, aliases: list[Element], fields: Fields) -> tuple[str, ...]:
    """The days and years of the person and of the aliases, of which some stand in a text beside or behind the alias."""
    own = [day for one in each(element, "INDIVIDUAL_DATE_OF_BIRTH") for day in _of_element(one, fields)]
    of_aliases = fields.births(text(alias, "DATE_OF_BIRTH") for alias in aliases)
    noted = [day for alias in aliases for tag in ("ALIAS_NAME", "NOTE") for day in births.noted(text(alias, tag))]
    return distinct([*own, *of_aliases, *noted])


def _of_element(born: Element, fields: Fields) -> tuple[str, ...]:
    """The day; where there is none, the years; where there are none, what the note says."""
    estimate = f"{text(born, 'TYPE_OF_DATE')} {text(born, 'NOTE')}".casefold()
    around = 1 if "approximately" in estimate else 0
    day, note = text(born, "DATE"), text(born, "NOTE")
    given = " to ".join(filter(None, (text(born, part) for part in ("YEAR", "FROM_YEAR", "TO_YEAR"))))
    if births.written(day):
        return fields.births([day])
    return fields.births([given or note or day], around=around)
