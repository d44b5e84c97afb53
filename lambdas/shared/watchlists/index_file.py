"""The arrays of a built index as a file with a checksum, which a process maps into its memory within milliseconds.

The file comes from a bucket: nothing in it is executed, and bytes that have changed since are refused. It holds::

    magic    a line: the format, its version and the order of bytes
    table    a line of JSON: [[name, type as numpy writes it, number of elements], …]
    arrays   one after the other, each from a multiple of 8 bytes on
    digest   SHA-256 of all before
"""

import hashlib
import json
import mmap
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from lambdas.shared.runtime.json_text import own
from lambdas.shared.watchlists.entries import WatchlistError

Numbers = NDArray[np.uint32]
_Array = TypeVar("_Array", bound=NDArray[Any])
Arrays = Mapping[str, NDArray[Any]]

_MAGIC = f"kyc-watchlist 2 {sys.byteorder}\n".encode()
_DIGEST = hashlib.sha256().digest_size
_ALIGNED = 8
_HALF = np.uint64(32)
_REFUSED = "The watchlist's index is damaged or of another version; build it anew from its sources."


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of numbers, one after the other; ``starts``: where each begins, and where the last one ends."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Numbers, values: Numbers, number: int) -> Self:
        """So many rows, of these pairs of a row and a value in it; in a row each value once, in order."""
        pairs = distinct(_pairs(rows, values))
        starts = np.searchsorted(pairs >> _HALF, np.arange(number + 1, dtype=np.uint64))
        return cls(starts.astype(np.uint32), pairs.astype(np.uint32))

    def __getitem__(self, row: int) -> Numbers:
        return self.values[self.starts[row] : self.starts[row + 1]]

    def several(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers of these rows, one row after the other, and how many each has."""
        starts = self.starts[rows]
        lengths = self.starts[rows + 1] - starts
        before = np.cumsum(lengths, dtype=np.uint32) - lengths
        places = np.arange(lengths.sum(), dtype=np.uint32) + np.repeat(starts - before, lengths)
        return self.values[places], lengths

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Keys:
    """Numbers by texts, of which only checksums are kept: a text may also find a number of another text."""

    sums: Numbers
    values: Numbers

    @classmethod
    def of(cls, sums: Numbers, values: Numbers) -> Self:
        """Of pairs of a text's ``checksum`` and a number."""
        pairs = distinct(_pairs(sums, values))
        return cls((pairs >> _HALF).astype(np.uint32), pairs.astype(np.uint32))

    def find(self, *texts: str) -> Numbers:
        """The numbers of these texts, each once, in order."""
        wanted = np.array([checksum(text) for text in texts], np.uint32)
        starts, ends = (np.searchsorted(self.sums, wanted, side) for side in ("left", "right"))
        found = [self.values[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        return distinct(np.concatenate([*found, self.values[:0]]))


def _pairs(high: Numbers, low: Numbers) -> NDArray[np.uint64]:
    return (np.asarray(high, np.uint64) << _HALF) | low


def distinct(values: _Array) -> _Array:
    """Each value once, in order; the values are sorted in place. (numpy's own ``unique`` is several times slower.)"""
    values.sort()
    return values[np.append(True, values[1:] != values[:-1])] if len(values) else values


def checksum(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def content(arrays: Arrays) -> Iterator[bytes | memoryview]:
    """The file of these arrays, part after part; the same arrays give the same bytes."""
    digest = hashlib.sha256()
    for part in _parts(arrays):
        digest.update(part)
        yield part
    yield digest.digest()


def _parts(arrays: Arrays) -> Iterator[bytes | memoryview]:
    table = json.dumps([[name, array.dtype.str, len(array)] for name, array in arrays.items()]).encode()
    head = _MAGIC + table + b"\n"
    yield head + bytes(-len(head) % _ALIGNED)
    for array in arrays.values():
        yield np.ascontiguousarray(array).view(np.uint8).data
        yield bytes(-array.nbytes % _ALIGNED)


def opened(path: Path) -> mmap.mmap:
    """The bytes of a file, which are read from it when they are needed. It may be deleted or replaced meanwhile."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def read(packed: bytes | mmap.mmap) -> dict[str, NDArray[Any]]:
    """The arrays again. WatchlistError: not written here, by another version, or damaged since."""
    length = len(packed) - _DIGEST
    with memoryview(packed) as view:
        if view[: len(_MAGIC)] != _MAGIC or view[length:] != hashlib.sha256(view[:length]).digest():
            raise WatchlistError(_REFUSED)
    end = packed.find(b"\n", len(_MAGIC)) + 1
    place, arrays = end + -end % _ALIGNED, {}
    for name, form, number in own(packed[len(_MAGIC) : end]):
        arrays[name] = np.frombuffer(packed, np.dtype(form), number, place)
        place += arrays[name].nbytes + -arrays[name].nbytes % _ALIGNED
    return arrays
