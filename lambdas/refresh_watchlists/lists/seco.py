"""Switzerland's list of the State Secretariat for Economic Affairs (SECO), in its XML form: the whole list.

Targets that were taken off the list stay in the file: the latest of a target's modifications says so. What it was
before stands in its modifications again and is not read. Countries of birth and of addresses are in elements of their
own.

https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element

from lambdas.refresh_watchlists import elements
from lambdas.refresh_watchlists.elements import each, text, texts
from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, UnreadableRow
from lambdas.shared.watchlists.entries import EntityType, Entry, distinct

LIST_NAME = "SECO"
_TYPES: dict[str, EntityType] = {"individual": "individual", "entity": "entity", "object": "vessel"}
"""By the child of a target; objects are ships and aircraft, which screen nobody."""
_GENDERS = {"male": "M", "female": "F"}
_DATES = ("effective-date", "enactment-date", "publication-date")
_NO_NAME = ("title", "suffix")
_LATIN = "LATN"
Country = tuple[str, str]
"""Its alpha-2 code, empty where there is none, and its name."""
Places = Mapping[str, list[Country]]
"""The countries of a place by the place's id."""


def read(files: Mapping[str, Path]) -> Reading:
    """The entries of the one file. Raises WatchlistError."""
    (path,) = files.values()
    places = {place.get("ssid", ""): _named(place) for place in elements.outermost(path, ("place",))}
    return elements.read(path, ("target",), "ssid", partial(_entry, places))


def _entry(places: Places, target: Element, fields: Fields) -> Entry | None:
    """The entry; None for a target that was taken off the list."""
    number = target.get("ssid", "")
    if _is_delisted(target):
        return None
    kind = next((one for one in _TYPES if target.find(f"{{*}}{one}") is not None), "")
    found = list(each(target, f"{kind}/identity/name")) if kind else []
    names, weaker = (
        fields.names(
            (name for one in found if (one.get("quality") == "low") == weak for name in _names(one)),
            of_person=kind == "individual",
        )
        for weak in (False, True)
    )
    if not number or not names + weaker:
        raise UnreadableRow(number)
    identities = list(each(target, f"{kind}/identity"))
    countries = [country for one in identities for country in _countries(one, places)]
    return Entry(
        entry_id=f"seco-{number}",
        list_name=LIST_NAME,
        kind="sanctions",
        entity_type=_TYPES[kind],
        names=names,
        birth_dates=fields.births(born for one in identities for born in _born(one)),
        countries=distinct(
            [
                *fields.countries_by_code(code for code, _ in countries if code),
                *fields.countries(name for code, name in countries if not code),
            ]
        ),
        programmes=distinct(texts(target, "sanctions-set-id")),
        weak_names=distinct(name for name in weaker if name not in names),
        gender=next((_GENDERS.get(one.get("sex", "")) for one in each(target, "individual")), None),
    )


def _is_delisted(target: Element) -> bool:
    """Whether the latest modification took it off the list; of those of one day, the first in the file is latest."""
    changes = list(each(target, "modification"))
    latest = max(changes, key=_date, default=None)  # max gives the first of equal ones
    return latest is not None and latest.get("modification-type") == "de-listed"


def _date(modification: Element) -> str:
    return next((date for name in _DATES if (date := modification.get(name))), "")


def _names(name: Element) -> Iterator[str]:
    """The name, and its spellings: those of each part in the same place of their order are one name."""
    parts = sorted(each(name, "name-part"), key=lambda part: part.get("order", "").zfill(3))
    parts = [part for part in parts if part.get("name-part-type") not in _NO_NAME]
    values = [text(part, "value") for part in parts]
    yield " ".join(filter(None, values))
    scripts = dict.fromkeys(one.get("script", _LATIN) for part in parts for one in each(part, "spelling-variant"))
    for script in scripts:
        spellings = [_spellings(part, script) for part in parts]
        for spelling in zip_longest(*spellings, fillvalue=""):
            # A part that is not spelled otherwise is as it was; in another script it is left out.
            given = [one or (value if script == _LATIN else "") for one, value in zip(spelling, values, strict=True)]
            yield " ".join(filter(None, given))


def _spellings(part: Element, script: str) -> list[str]:
    found = (one for one in each(part, "spelling-variant") if one.get("script", _LATIN) == script)
    return [" ".join((one.text or "").split()) for one in found]


def _born(identity: Element) -> Iterator[str]:
    for one in each(identity, "day-month-year"):
        day, month, year = (one.get(part, "").zfill(width) for part, width in (("day", 2), ("month", 2), ("year", 4)))
        yield f"{year}-{month}-{day}" if "00" not in (day, month) else year


def _countries(identity: Element, places: Places) -> Iterator[Country]:
    for one in each(identity, "nationality"):
        yield from _named(one)
    for tag in ("place-of-birth", "address"):
        for one in each(identity, tag):
            yield from places.get(one.get("place-id", ""), [])


def _named(element: Element) -> list[Country]:
    return [(one.get("iso-code", ""), " ".join((one.text or "").split())) for one in each(element, "country")]
