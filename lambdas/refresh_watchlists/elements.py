"""The elements of a published XML file, one at a time: a file of 100 MB takes little more memory than its entries."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from lambdas.refresh_watchlists.fields import Fields
from lambdas.refresh_watchlists.reading import Reading, Rows, UnreadableRow
from lambdas.shared.watchlists.entries import Entry, WatchlistError


def read(path: Path, tags: Collection[str], identity: str, entry: Callable[[Element, Fields], Entry | None]) -> Reading:
    """An entry of each element with one of these ``tags``. ``identity``: the child or attribute that names it.

    ``entry`` may give None for an element that is listed no more. Raises WatchlistError where the file is not
    well-formed, or has a document type, which only attacks need.
    """
    rows, entries, fields = Rows(), list[Entry](), Fields()
    for place, element in enumerate(outermost(path, tags), start=1):
        try:
            found = entry(element, fields)
            entries += [found] if found else []
            rows.read += 1
        except UnreadableRow:
            rows.unreadable.append(element.get(identity) or text(element, identity) or f"{local(element)} {place}")
    return Reading(entries, {path.name: rows}, fields)


def outermost(path: Path, tags: Collection[str]) -> Iterator[Element]:
    """The elements with one of these ``tags`` that are in no other such element. Raises WatchlistError as ``read``."""
    inside = 0
    try:
        for event, element in iterparse(str(path), ("start", "end"), forbid_dtd=True):
            if local(element) not in tags:
                continue
            inside += 1 if event == "start" else -1
            if not inside:
                yield element
                element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise WatchlistError(f"{path.name} is no readable XML: {type(error).__name__}") from None


def local(element: Element) -> str:
    """The element's name without its namespace, which differs between publications of one list."""
    return element.tag.rpartition("}")[2]


def text(element: Element, path: str) -> str:
    """The text at ``path`` (names of elements, separated by ``/``) with single spaces; "" where there is none."""
    return " ".join((element.findtext(_anywhere(path)) or "").split())


def texts(element: Element, path: str) -> list[str]:
    """The text of each element at ``path``."""
    return [" ".join((found.text or "").split()) for found in element.iterfind(_anywhere(path))]


def each(element: Element, path: str) -> Iterator[Element]:
    return element.iterfind(_anywhere(path))


def _anywhere(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))
