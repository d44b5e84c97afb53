"""Neighbouring parts that are written as one: which runs of some names' parts a part may be, and which part a run."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from rapidfuzz import fuzz

from lambdas.shared.names.customs import east_asian
from lambdas.shared.names.customs.east_asian import is_syllabic, readings
from lambdas.shared.watchlists.candidates import Names, Parts
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.rescoring import is_whole
from lambdas.shared.watchlists.spelling import letters_of_one_part, skeleton

_Key = str | tuple[str, int]
_ByKey = Mapping[_Key, list[Parts]]


def neighbours(parts: Parts) -> Iterator[tuple[int, Parts]]:
    """The runs that may be written as one, and where each begins."""
    for start in range(len(parts) - 1):
        for end in range(start + 2, min(start + CONFIG.longest_run, len(parts)) + 1):
            yield start, parts[start:end]


class Runs:
    """The runs and the parts of some names, by keys that a run and a part share if they may be written as one."""

    def __init__(self, names: Names) -> None:
        self._names: dict[Parts, set[int]] = defaultdict(set)
        for name in range(len(names.parts)):
            for _, run in neighbours(tuple(names.words[word] for word in names.parts[name].tolist())):
                self._names[run].add(name)
        words: list[Parts] = [(word,) for word in names.words]
        self._numbers = {word: number for number, word in enumerate(words)}
        self._runs, self._read_runs = _by_key(self._names, _run_keys), _by_key(self._names, _read)
        self._words = _by_key(words, lambda word: _part_keys(word[0]))
        self._read_words = _by_key(words, lambda word: readings(word[0]))

    def names_apart(self, part: str) -> set[int]:
        """The names that have this part as several."""
        found = _found(self._runs, _part_keys(part), part) | _found(self._read_runs, readings(part))
        return {name for run in found if is_whole(part, run) for name in self._names[run]}

    def words_as_one(self, run: Parts) -> set[int]:
        """The numbers of the words that are this run written as one."""
        found = _found(self._words, _run_keys(run), "".join(run)) | _found(self._read_words, _read(run))
        return {self._numbers[word] for word in found if is_whole(word[0], run)}


def _by_key(runs: Iterable[Parts], keys_of: Callable[[Parts], Iterable[_Key]]) -> _ByKey:
    by_key = defaultdict(list)
    for run in runs:
        for key in keys_of(run):
            by_key[key].append(run)
    return dict(by_key)


def _found(by_key: _ByKey, keys: Iterable[_Key], text: str = "") -> set[Parts]:
    """The runs with one of these keys; those alone that have letters enough to be a spelling of this text."""
    least = letters_of_one_part(text) if text else 0
    return {
        run
        for key in keys
        for run in by_key.get(key, ())
        if not text or fuzz.ratio(text, "".join(run), score_cutoff=least)
    }


def _read(run: Parts) -> Iterable[str]:
    return east_asian.run_readings(run) if all(map(is_syllabic, run)) else ()


def _part_keys(part: str) -> Iterator[_Key]:
    """By the lengths of runs that the part may be, by its first letter as it is and as it sounds, or none."""
    for letter in ("",) if readings(part) else {part[0], skeleton(part)[0]}:
        for length in range(len(part) - CONFIG.run_lengths, len(part) + CONFIG.run_lengths + 1):
            yield letter, length


def _run_keys(run: Parts) -> Iterator[_Key]:
    length = sum(map(len, run))
    return ((letter, length) for letter in ("", run[0][0], skeleton(run[0])[0]))
