"""The arrays and texts of a built index as bytes with a checksum, which a process can load within milliseconds.

The bytes come from a bucket: nothing in them is executed, and bytes that have changed since are refused.
"""

import hashlib
import json
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists.entries import WatchlistError

_MAGIC = f"kyc-watchlist 1 {sys.byteorder}\n".encode()
_DIGEST_LENGTH = 32
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of numbers, one after the other."""

    starts: "array[int]"
    values: "array[int]"

    @classmethod
    def of(cls, rows: Iterable[Iterable[int]]) -> Self:
        starts, values = array("I", [0]), array("I")
        for row in rows:
            values.extend(row)
            starts.append(len(values))
        return cls(starts, values)

    def __getitem__(self, row: int) -> "array[int]":
        return self.values[self.starts[row] : self.starts[row + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Keys:
    """Numbers by texts, of which only checksums are kept: a text may also find a number of another text."""

    sums: "array[int]"
    values: "array[int]"

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> Self:
        found = sorted({(_sum(key), value) for key, value in pairs})
        return cls(array("I", (key for key, _ in found)), array("I", (value for _, value in found)))

    def find(self, key: str) -> "array[int]":
        wanted = _sum(key)
        return self.values[bisect_left(self.sums, wanted) : bisect_right(self.sums, wanted)]


def _sum(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def pack(sections: Sequence[bytes]) -> bytes:
    """The same sections give the same bytes."""
    lengths = json.dumps([len(section) for section in sections]).encode()
    body = zlib.compress(b"\n".join((lengths, b"".join(sections))), _LEVEL)
    return _MAGIC + hashlib.sha256(body).digest() + body


def unpack(packed: bytes) -> list[bytes]:
    """The sections again. WatchlistError: not packed here, by another version, or damaged since."""
    start = len(_MAGIC) + _DIGEST_LENGTH
    body = packed[start:]
    if packed[:start] != _MAGIC + hashlib.sha256(body).digest():
        raise WatchlistError("The watchlist's index is damaged or of another version; build it anew from its sources.")
    lengths, _, rest = zlib.decompress(body).partition(b"\n")
    sections, place = [], 0
    for length in own(lengths):
        sections.append(rest[place : place + length])
        place += length
    return sections


def numbers(section: bytes) -> "array[int]":
    """An array of whole numbers again, as ``tobytes`` gave it."""
    values = array("I")
    values.frombytes(section)
    return values


def weights(section: bytes) -> "array[float]":
    """An array of other numbers again."""
    values = array("f")
    values.frombytes(section)
    return values
