"""The most points that a few names can have for a name that is searched for, without comparing them part by part.

A part *touches* each name that has a word with which it may be paired, in any of the ways in which names are compared.
What touches a name counts as if it were paired as well as can be; what does not is left over, on both sides, and
contradicts. So nearly all names are out of reach before anybody asks a whole list how rare a part is.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from lambdas.shared.names.customs import east_asian
from lambdas.shared.watchlists.candidates import Names, Parts
from lambdas.shared.watchlists.compared import Compared, credit
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.rescoring import is_mistyped_title, remnant
from lambdas.shared.watchlists.runs import Runs, neighbours
from lambdas.shared.watchlists.spelling import is_initial

REMEMBERED = 50_000
"""Parts of names of which is remembered what they touch."""


class _Weight(NamedTuple):
    """The weight of a part in nats: no less and no more than this."""

    least: float
    most: float


class _Touch(NamedTuple):
    """Of a part and a name, in nats: what they may share at most; the weight of the listed words that this may take
    up at most; and what is altered at least, if they are paired.
    """

    shared: float
    taken: float
    altered: float

    def or_else(self, other: "_Touch | None") -> "_Touch":
        """The best of both."""
        if other is None:
            return self
        return _Touch(max(self.shared, other.shared), max(self.taken, other.taken), min(self.altered, other.altered))


class _Touched(NamedTuple):
    """What a part touches, by the numbers of the ``names``; of ``whole`` ones nothing is left over beside it.

    ``weight``: of the part at least, in nats; ``alone``: the points that the others have at most by this part alone, in
    a name with another part.
    """

    weight: float
    names: dict[int, _Touch]
    whole: frozenset[int]
    alone: float


class Needed(NamedTuple):
    """The points that a name needs: of ``some`` by their numbers, of all ``others``."""

    others: float
    some: Mapping[int, float]


class Reach:
    """What the names of ``few`` entries may have in common with others; ``whole``: the names of their list."""

    def __init__(self, few: Names, whole: Names) -> None:
        self._few, self._whole = few, whole
        self._numbers = {word: number for number, word in enumerate(few.words)}
        self._having = [few.places[word].tolist() for word in range(len(few.words))]
        self._short = [number for number, word in enumerate(few.words) if len(word) <= CONFIG.slip_length]
        self._titles = [word for word, own in enumerate(few.weights) if own <= CONFIG.no_name]
        self._weighing: list[float] = few.weighing.tolist()
        self._lightest = float(whole.all_weights[whole.all_weights > CONFIG.no_name].min(initial=CONFIG.unknown_part))
        self._runs = Runs(few)
        self._touched = lru_cache(REMEMBERED)(self._touch_at_least)
        self._weight = lru_cache(REMEMBERED)(self._weigh)

    def any_has(self, parts: Parts, needed: Needed) -> bool:
        """Whether a name may have the points that it needs, for these parts of a name that is searched for."""
        is_syllabic = all(map(east_asian.is_syllabic, parts))
        if not self._any_has(parts, [self._touched(part, is_syllabic) for part in parts], needed):
            return False
        weights = [self._weight(part, is_syllabic) for part in parts]
        weighed = [self._touch(part, is_syllabic, _Weight(one, one)) for part, one in zip(parts, weights, strict=True)]
        return self._any_has(parts, weighed, needed)

    def _any_has(self, parts: Parts, touched: Sequence[_Touched], needed: Needed) -> bool:
        names = [one.names for one in touched]
        for start, run in neighbours(parts):
            if together := self._touched_together(run):
                for place in range(start, start + len(run)):
                    names[place] = names[place] | {
                        name: touch.or_else(names[place].get(name)) for name, touch in together.items()
                    }
        least = [one.weight for one in touched]
        close = {name for one, two in combinations(names, 2) for name in one.keys() & two.keys()}
        for place, (one, of_part) in enumerate(zip(touched, names, strict=True)):
            if one.alone >= needed.others or sum(least[:place] + least[place + 1 :]) < self._lightest:
                close |= of_part.keys()
            else:
                close |= one.whole | (of_part.keys() & needed.some.keys())
        is_repeated = len(set(parts)) < len(parts)
        return any(
            self._most_points(name, [one.get(name) for one in names], least, is_repeated=is_repeated)
            >= needed.some.get(name, needed.others)
            for name in close
        )

    def _most_points(
        self, name: int, touches: Sequence[_Touch | None], least: Sequence[float], *, is_repeated: bool
    ) -> float:
        """The points of a name. ``touches``: of each part, if any; ``least``: the weight of each part."""
        # A part that was added or left out counts less between others that are paired, or if it repeats one.
        is_between = len(touches) - touches.count(None) > 1
        middle = CONFIG.middle_name if is_between else 1.0
        if_added = CONFIG.repeated if is_repeated else CONFIG.middle_name if len(least) > 2 else 1.0  # noqa: PLR2004
        shared = altered = added = 0.0
        left_out = self._weighing[name]
        for touch, weight in zip(touches, least, strict=True):
            if touch:
                shared += touch.shared
                altered += min(touch.altered, if_added * weight)
                left_out -= touch.taken
            else:
                added += middle * weight
        left_out = max(left_out, 0.0) * (CONFIG.left_out_between if is_between else 1.0)
        differing = min(added, left_out)
        return Compared(shared, altered, differing, added - differing, left_out - differing).points

    def _touch_at_least(self, text: str, is_syllabic: bool) -> _Touched:
        return self._touch(text, is_syllabic, self._guessed(text))

    def _guessed(self, text: str) -> _Weight:
        """The weight of a part as far as it shows without a comparison with all words."""
        unknown, words = self._whole.unknown(text), self._whole.words
        place = bisect_left(words, text)
        if words[place : place + 1] == [text]:
            return _Weight(self._whole.weights[place], self._whole.weights[place])
        if unknown <= CONFIG.no_name:
            return _Weight(unknown, unknown)
        return _Weight(min(self._lightest, unknown), CONFIG.unknown_part)

    def _weigh(self, text: str, is_syllabic: bool) -> float:
        return self._whole.part(text, east_asian.readings(text) if is_syllabic else ()).weight

    def _touch(self, text: str, is_syllabic: bool, weight: _Weight) -> _Touched:
        """What a part touches, whatever else its name has."""
        names: dict[int, _Touch] = {}
        for word, touch in self._pairs(text, east_asian.readings(text) if is_syllabic else (), weight):
            self._add(names, word, touch)
        for name in self._runs.names_apart(text):
            touch = _Touch(CONFIG.joined * weight.most, self._weighing[name], (1 - CONFIG.joined) * weight.least)
            names[name] = touch.or_else(names.get(name))
        lightest = self._lightest
        whole = frozenset(name for name, touch in names.items() if self._weighing[name] - touch.taken < lightest)
        shared = max((touch.shared for touch in names.values()), default=0.0)
        return _Touched(weight.least, names, whole, Compared(shared, 0, lightest, 0, 0).points)

    def _pairs(self, text: str, read: Collection[str], weight: _Weight) -> Iterator[tuple[int, _Touch]]:
        """The words that a part may be, or of which it may be a remnant."""
        weights = self._few.weights
        for word, likeness in self._few.likenesses(text, read).items():
            share, own = credit(likeness), weights[word]
            yield word, _Touch(share * (weight.most + own) / 2, own, (1 - share) * (weight.least + own) / 2)
        for word in self._remnants(text):
            listed = self._few.words[word]
            own = CONFIG.initial_weight if is_initial(text) or is_initial(listed) else weights[word]
            if share := remnant(text, listed, last=True):
                yield word, _Touch(share * own, weights[word], (1 - share) * own)
        for word in self._titles:
            if is_mistyped_title(text, self._few.words[word]):
                yield word, _Touch(weights[word], weights[word], 0.0)

    def _touched_together(self, run: Parts) -> dict[int, _Touch]:
        """What neighbours touch that a listed name writes as one."""
        names: dict[int, _Touch] = {}
        for word in self._runs.words_as_one(run):
            own = self._few.weights[word]
            self._add(names, word, _Touch(CONFIG.joined * own, own, 0.0))
        return names

    def _add(self, names: dict[int, _Touch], word: int, touch: _Touch) -> None:
        for name in self._having[word]:
            names[name] = touch.or_else(names.get(name))

    def _remnants(self, text: str) -> Iterator[int]:
        """The words that begin a part, that it begins, or that are as short."""
        words, numbers = self._few.words, self._numbers
        yield from (numbers[text[:end]] for end in range(1, len(text)) if text[:end] in numbers)
        place = bisect_left(words, text)
        while place < len(words) and words[place].startswith(text):
            yield place
            place += 1
        if len(text) <= CONFIG.slip_length:
            yield from self._short
