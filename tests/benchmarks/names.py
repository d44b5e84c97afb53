"""How often names are judged as a clerk judges them, beside plain string likeness; measured in one run.

The pairs are in ``name_pairs.csv``: left, right, label (same, review, different), custom, source. Each was labelled
by custom and published tables before it was first compared, and no label was changed afterwards. Half of them, told
by a checksum, is for making rules; what the other half got wrong has been seen since, so that the honest figure is
that of the first comparison: of 307 pairs not seen before, 276 were judged as labelled (90 %); eight persons would
have been refused under their own name, and one pair of persons taken for one.
"""

import csv
import statistics
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.similarity import similarity
from lambdas.shared.names.transliteration import to_latin

PAIRS = Path(__file__).with_name("name_pairs.csv")
Thresholds = tuple[float, float]
Scorer = Callable[[str, str], float]

OURS: Thresholds = (CONFIG.review_from, CONFIG.one_name_from)
LEAST_AGREEMENT = 0.949
"""A share of the pairs: what is reached, so that a change that makes it worse is seen."""
MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str
    label: str
    custom: str
    source: str

    @property
    def held_out(self) -> bool:
        return bool(zlib.crc32(f"{self.left},{self.right}".encode()) & 1)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair that is judged otherwise than labelled, and its score."""

    left: str
    right: str
    label: str
    got: str
    score: float

    @property
    def serious(self) -> bool:
        """Two persons taken for one, or one refused."""
        return {self.label, self.got} == {"same", "different"}


@cache
def pairs() -> tuple[Pair, ...]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return tuple(Pair(**row) for row in csv.DictReader(file))


def figures() -> Iterator[tuple[str, ...]]:
    """Figure, measured, bound, compared to: rows as ``python -m tests.benchmarks`` prints them."""
    held_out = tuple(pair for pair in pairs() if pair.held_out)
    for figure, among in (("names judged as a clerk does", pairs()), ("of them held out", held_out)):
        bound = f"at least {LEAST_AGREEMENT:.1%}" if among is pairs() else ""
        yield figure, _agreement(similarity, OURS, among), bound, _peers(among)
    serious = sum(one.serious for one in disagreements())
    yield "names mistaken: two persons for one, or one refused", str(serious), "0", _peers_mistaken()
    yield "two names compared", f"{_microseconds():.0f} µs", "200 µs", "median; parts never seen before take longer"


def disagreements(scorer: Scorer = similarity, thresholds: Thresholds = OURS) -> list[Disagreement]:
    """Each pair that is not judged as labelled, in the order of the file."""
    scored = ((pair, scorer(pair.left, pair.right)) for pair in pairs())
    return [
        Disagreement(pair.left, pair.right, pair.label, verdict(score, thresholds), score)
        for pair, score in scored
        if verdict(score, thresholds) != pair.label
    ]


def verdict(score: float, thresholds: Thresholds = OURS) -> str:
    other, same = thresholds
    return "same" if score >= same else "review" if score >= other else "different"


def agreeing(scorer: Scorer, thresholds: Thresholds, among: tuple[Pair, ...]) -> int:
    return sum(verdict(scorer(pair.left, pair.right), thresholds) == pair.label for pair in among)


def _agreement(scorer: Scorer, thresholds: Thresholds, among: tuple[Pair, ...]) -> str:
    return f"{agreeing(scorer, thresholds, among)} of {len(among)}"


def _peers(among: tuple[Pair, ...]) -> str:
    agreements = (f"{name} {_agreement(scorer, best(scorer), among)}" for name, scorer in PEERS)
    return "rapidfuzz: " + ", ".join(agreements)


def _peers_mistaken() -> str:
    counts = (f"{name} {sum(one.serious for one in disagreements(scorer, best(scorer)))}" for name, scorer in PEERS)
    return "rapidfuzz: " + ", ".join(counts)


@cache
def best(scorer: Scorer) -> Thresholds:
    """The two thresholds, of whole percents, that agree most with the half that may be looked at."""
    scores = [(scorer(pair.left, pair.right), pair.label) for pair in pairs() if not pair.held_out]
    grid = [percent / 100 for percent in range(101)]
    return max(
        combinations(grid, 2),
        key=lambda thresholds: sum(verdict(score, thresholds) == label for score, label in scores),
    )


def _token_sort_ratio(left: str, right: str) -> float:
    return fuzz.token_sort_ratio(to_latin(left), to_latin(right)) / 100


def _weighted_ratio(left: str, right: str) -> float:
    return fuzz.WRatio(to_latin(left), to_latin(right)) / 100


PEERS: tuple[tuple[str, Scorer], ...] = (("token_sort_ratio", _token_sort_ratio), ("WRatio", _weighted_ratio))
"""On the same transliteration, so that what is compared is the comparing."""


def _microseconds() -> float:
    return statistics.median(_timed(pair) for pair in pairs()) * MICROSECONDS


def _timed(pair: Pair) -> float:
    start = time.perf_counter()
    similarity(pair.left, pair.right)
    return time.perf_counter() - start
