"""The arrays of an index from a list's entries, one after the other: what is large goes to the disk at once."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, repeat
from tempfile import TemporaryFile
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lambdas.shared.names.folding import folded
from lambdas.shared.watchlists import rarity
from lambdas.shared.watchlists.candidates import Names, Parts, Weights
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import SCREENED, Entry, WatchlistError
from lambdas.shared.watchlists.index_file import Arrays, Keys, Numbers, Rows, checksum
from lambdas.shared.watchlists.listed import Listed
from lambdas.shared.watchlists.spelling import listed_keys, one_part, skeleton

_AT_ONCE = 256
"""Words that are compared with all of their group at once: a group may have thousands."""


@dataclass(frozen=True, slots=True)
class Built:
    """What an index is made of.

    ``lines``: each entry as JSON, of which a search reads only the few it needs; ``line_starts``: where each begins,
    and where the last one ends; ``first``: the number of each entry's first name, and at the end how many names there
    are; ``numbers``: of each entry's names, in ``names``; ``holders``: the entries' names that each name of ``names``
    is; ``born``: entries by birth date, by its year and by its day.
    """

    kind: str
    names: Names
    lines: NDArray[np.uint8]
    line_starts: NDArray[np.uint64]
    first: Numbers
    numbers: Numbers
    holders: Rows
    born: Keys

    def arrays(self) -> Arrays:
        """All of it, as an index's file has it."""
        names = self.names
        sounds = sorted(set(names.sounds))
        sound_numbers = {sound: number for number, sound in enumerate(sounds)}
        all_keys = zip(_KEYS, (names.by_key, names.joined, self.born), strict=True)
        all_rows = zip(_ROWS, (names.parts, names.places, self.holders), strict=True)
        return {
            "kind": _text([self.kind]),
            "words": _text(names.words),
            "sounds": _text(sounds),
            "sound_numbers": np.array([sound_numbers[sound] for sound in names.sounds], np.uint32),
            "weights": np.asarray(names.weights, np.float32),
            "weighing": names.weighing,
            **{f"{name}.{part}": getattr(one, part) for name, one in all_keys for part in ("sums", "values")},
            **{f"{name}.{part}": getattr(one, part) for name, one in all_rows for part in ("starts", "values")},
            **{part: getattr(self, part) for part in _OWN},
        }

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        """The same from such arrays. Raises WatchlistError where one is missing."""
        if missing := [name for name in _ALL if name not in arrays]:
            raise WatchlistError(f"The watchlist's index has no {', '.join(missing)}; build it anew from its sources.")
        by_key, joined, born = (Keys(arrays[f"{one}.sums"], arrays[f"{one}.values"]) for one in _KEYS)
        parts, places, holders = (Rows(arrays[f"{one}.starts"], arrays[f"{one}.values"]) for one in _ROWS)
        sounds = _texts(arrays["sounds"])
        names = Names(
            words=_texts(arrays["words"]),
            sounds=[sounds[number] for number in arrays["sound_numbers"].tolist()],
            weights=arrays["weights"].data,
            by_key=by_key,
            parts=parts,
            weighing=arrays["weighing"],
            places=places,
            joined=joined,
        )
        own = {part: arrays[part] for part in _OWN}
        return cls(kind=arrays["kind"].tobytes().decode(), names=names, holders=holders, born=born, **own)


_KEYS, _ROWS = ("by_key", "joined", "born"), ("parts", "places", "holders")
_OWN = ("lines", "line_starts", "first", "numbers")
_ALL = (
    *("kind", "words", "sounds", "sound_numbers", "weights", "weighing", *_OWN),
    *(f"{name}.{part}" for name in _KEYS for part in ("sums", "values")),
    *(f"{name}.{part}" for name in _ROWS for part in ("starts", "values")),
)


def _text(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _texts(array_: NDArray[np.uint8]) -> list[str]:
    return array_.tobytes().decode().split("\n") if len(array_) else []


def built(entries: Iterable[Entry], kind: str) -> Built:
    """The arrays of the individuals and entities among ``entries``. Only numbers stay in memory."""
    names, first, line_starts = _NamesBuilder(), array("I", [0]), array("Q", [0])
    dates, dated = array("I"), array("I")
    with TemporaryFile() as file:
        for entry, one in enumerate(Listed.of(entry) for entry in entries if entry.entity_type in SCREENED):
            line_starts.append(line_starts[-1] + file.write(one.to_line()))
            for name in one.names:
                names.add(folded(name))
            first.append(first[-1] + len(one.names))
            for key in (key for date in one.birth_dates for key in (date, date[:4], date[4:])):
                dates.append(checksum(key))
                dated.append(entry)
        lines = np.memmap(file, np.uint8, "r") if line_starts[-1] else np.empty(0, np.uint8)
    made, numbers = names.made()
    return Built(
        kind=kind,
        names=made,
        lines=lines,
        line_starts=np.array(line_starts),
        first=np.array(first),
        numbers=numbers,
        holders=Rows.of(numbers, np.arange(len(numbers), dtype=np.uint32), len(made.parts)),
        born=Keys.of(np.array(dates), np.array(dated)),
    )


class _NamesBuilder:
    """Takes folded names, and makes the ``Names`` of them. Of each name it keeps a number for each part."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._values, self._starts = array("I"), array("I", [0])

    def add(self, name: Parts) -> None:
        self._values.extend(self._words.setdefault(part, len(self._words)) for part in name)
        self._starts.append(len(self._values))

    def made(self) -> tuple[Names, Numbers]:
        """The distinct names, and the number of each name that was added."""
        words = sorted(self._words)
        ranks = np.empty(len(words), np.uint32)
        ranks[[self._words[word] for word in words]] = np.arange(len(words), dtype=np.uint32)
        self._words.clear()
        parts, numbers = _distinct(np.array(self._starts), ranks[np.array(self._values)])
        lengths = np.diff(parts.starts)
        places = Rows.of(parts.values, np.repeat(np.arange(len(parts), dtype=np.uint32), lengths), len(words))
        sounds = list(map(skeleton, words))
        holders = np.bincount(numbers, minlength=len(parts))
        having = np.add.reduceat(holders[places.values], places.starts[:-1]) if words else holders
        weights = _weights(words, sounds, having, len(numbers))
        names = Names(
            words=words,
            sounds=sounds,
            weights=weights.data,
            by_key=_keys((key, number) for number, word in enumerate(words) for key in listed_keys(word)),
            parts=parts,
            weighing=np.add.reduceat(np.append(weights[parts.values], np.float32(0)), parts.starts[:-1])
            * (lengths > 0),
            places=places,
            joined=_keys((skeleton(whole), name) for name, whole in _wholes(words, parts)),
        )
        return names, numbers


def _distinct(starts: Numbers, values: Numbers) -> tuple[Rows, Numbers]:
    """The distinct rows, the shorter first, and the number of each row among them."""
    lengths, numbers = np.diff(starts), np.empty(len(starts) - 1, np.uint32)
    first, found, found_lengths = 0, [values[:0]], [lengths[:0]]
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        columns = [values[starts[rows] + place] for place in range(length)]
        order = np.lexsort(columns[::-1]) if length else np.arange(len(rows))
        is_new = np.zeros(len(rows), bool)
        is_new[0] = True
        for column in columns:
            is_new[1:] |= np.diff(column[order]) != 0
        numbers[rows[order]] = first + np.cumsum(is_new) - 1
        new = order[is_new]
        first += len(new)
        found.append(np.array([column[new] for column in columns], np.uint32).T.ravel())
        found_lengths.append(np.full(len(new), length, np.uint32))
    ends = np.cumsum(np.concatenate(found_lengths))
    return Rows(np.append(0, ends).astype(np.uint32), np.concatenate(found)), numbers


def _keys(pairs: Iterator[tuple[str, int]]) -> Keys:
    sums, values = array("I"), array("I")
    for text, number in pairs:
        sums.append(checksum(text))
        values.append(number)
    return Keys.of(np.array(sums, np.uint32), np.array(values, np.uint32))


def _wholes(words: list[str], parts: Rows) -> Iterator[tuple[int, str]]:
    """The names, with their neighbours written as one: two of them, or as many as are compared."""
    starts, values = parts.starts.data, list(map(words.__getitem__, parts.values.data))
    for name in range(len(parts)):
        texts = values[starts[name] : starts[name + 1]]
        for length in range(2, CONFIG.longest_run + 1):
            for start in range(len(texts) - length + 1):
                yield name, "".join(texts[start : start + length])


def _weights(words: list[str], sounds: list[str], having: NDArray[np.int64], names: int) -> Weights:
    """The weight of each word. ``having``: how many names have it; spellings of one word are counted together."""
    weights = np.empty(len(words), np.float32)
    for sound, group in groupby(sorted(range(len(words)), key=sounds.__getitem__), sounds.__getitem__):
        numbers = list(group)
        texts, counts = [words[number] for number in numbers], having[numbers]
        for start in range(0, len(numbers), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            together = one_part(texts[some], texts, sound) @ counts
            weights[numbers[some]] = list(map(rarity.weight, texts[some], repeat(names), together.tolist()))
    return weights
