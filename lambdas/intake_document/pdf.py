"""How many pages a PDF has, and whether it is protected: as much of ISO 32000 as these two questions need.

The objects of the file are looked up, those within object streams too, of which the last one with a number counts;
the catalog leads to the root of the pages, which has their count. Nothing is drawn or followed further.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_OBJECT = re.compile(rb"(\d{1,10})\s+\d{1,5}\s+obj\b")
_REFERENCE = rb"\s+(\d{1,10})\s+\d{1,5}\s+R\b"
_ROOT, _PAGES = re.compile(rb"/Root" + _REFERENCE), re.compile(rb"/Pages" + _REFERENCE)
_COUNT, _FIRST = re.compile(rb"/Count\s+(\d{1,9})\b"), re.compile(rb"/First\s+(\d{1,9})\b")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A character of a name by its number: /#45ncrypt is /Encrypt."""
_MOST_INFLATED = 20_000_000
"""Bytes of all object streams together."""


class Pdf(NamedTuple):
    """``pages``: 0 where none is found, as in a file that is damaged or no PDF."""

    pages: int
    is_protected: bool


class _File(NamedTuple):
    """The objects by number, and the dictionaries that say where to begin."""

    objects: dict[bytes, bytes]
    trailers: list[bytes]


def inspect(content: bytes) -> Pdf:
    """What there is to know of the file with these bytes. Never raises."""
    file = _parsed(content)
    trailer = b"\n".join(file.trailers)
    catalog = _named(file, _ROOT.findall(trailer))
    pages = _named(file, _PAGES.findall(catalog))
    count = _COUNT.search(pages)
    return Pdf(int(count[1]) if count else 0, bool(_ENCRYPTED.search(trailer)))


def _character(escaped: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escaped[1].decode())


def _named(file: _File, numbers: list[bytes]) -> bytes:
    return file.objects.get(numbers[-1], b"") if numbers else b""


def _parsed(content: bytes) -> _File:
    file, room = _File({}, []), _MOST_INFLATED
    for part in content.split(b"endobj"):
        header = _OBJECT.search(part)
        file.trailers.append(_ESCAPED.sub(_character, part[: header.start()] if header else part))
        if not header:
            continue
        dictionary, _, stream = part[header.end() :].partition(b"stream")
        dictionary = _ESCAPED.sub(_character, dictionary)
        file.objects[header[1]] = dictionary
        if b"/XRef" in dictionary:
            file.trailers.append(dictionary)
        if b"/ObjStm" in dictionary:
            inflated = _inflated(stream.lstrip(b"\r\n"), room)
            room -= len(inflated)
            file.objects.update(_within(inflated, dictionary))
    return file


def _inflated(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, max(most, 1))
    except zlib.error:
        return b""


def _within(stream: bytes, dictionary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The objects of an object stream: their numbers and places stand before the ``/First``, in rising order."""
    found = _FIRST.search(dictionary)
    first = int(found[1]) if found else 0
    words = stream[:first].split()
    places = [int(place) + first for place in words[1::2] if place.isdigit() and len(place) < len("1000000000")]
    if places != sorted(places):  # ISO 32000 7.5.7; else a small file could ask for the same bytes many times
        return
    yield from zip(words[::2], (stream[start:end] for start, end in pairwise([*places, len(stream)])), strict=False)
