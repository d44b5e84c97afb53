"""What a search gives for a case: whether it is a possible match, by what score, and what lies below."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from backoffice.validation.cases import Case
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import PossibleMatch

LEAST = 0.3
"""Scores below are not looked at."""
_NORMAL = statistics.NormalDist().inv_cdf(0.975)


class Found(NamedTuple):
    """``hit``: of the entry that is meant, or the best where none is; ``is_match``: as the policy in force has it.

    A hit that is no match may have a score above the policy's: it was found only where scores below were asked for.
    """

    hit: Hit | None
    is_match: bool

    @property
    def score(self) -> float:
        return self.hit.score if self.hit else 0.0

    def is_match_from(self, least: float, rule: PossibleMatch) -> bool:
        """Whether it would be a possible match, were ``least`` the policy's score."""
        return self.score >= least and (self.is_match or least < rule.score)


class Searched(NamedTuple):
    """A case with what is found by all that is known, and by the name alone (of listed people, where that counts)."""

    case: Case
    known: Found
    alone: Found | None = None


@dataclass(frozen=True, slots=True)
class Searcher:
    """``rule``: what is a possible match in this kind of list."""

    index: WatchlistIndex
    rule: PossibleMatch

    def listed(self, cases: Iterable[Case]) -> list[Searched]:
        """The cases of listed and of clean people; scores below the policy's are looked for, of listed ones."""
        return [self._searched(case) for case in cases]

    def below(self, cases: Iterable[Case]) -> list[Searched]:
        """The same, with scores below the policy's of clean people too."""
        return [Searched(case, self.find(case.person.query, _meant(case))) for case in cases]

    def find(self, query: Query, meant: frozenset[str], *, below: bool = True) -> Found:
        """``meant``: the ids of the entries that are right; whoever is found where there is none."""
        hit = self._best(query, meant, self.rule.score)
        if hit or not below:
            return Found(hit, is_match=bool(hit))
        return Found(self._best(query, meant, LEAST), is_match=False)

    def _searched(self, case: Case) -> Searched:
        meant = _meant(case)
        if not meant:
            return Searched(case, self.find(case.person.query, meant, below=False))
        alone = None if self.rule.second_sign else self.find(Query(case.person.query.names), meant)
        return Searched(case, self.find(case.person.query, meant), alone)

    def _best(self, query: Query, meant: frozenset[str], least: float) -> Hit | None:
        hits = replace(self.rule, score=least).among(self.index.search(query, least))
        return next((hit for hit in hits if not meant or hit.entry_id in meant), None)


def _meant(case: Case) -> frozenset[str]:
    return frozenset((case.person.entry_id,)) if case.person.entry_id else frozenset()


def interval(found: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's); from 0 to 1 of nothing."""
    if not count:
        return 0.0, 1.0
    share, square = found / count, _NORMAL**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _NORMAL / (1 + square / count) * (share * (1 - share) / count + square / (4 * count**2)) ** 0.5
    # The share is in it, whatever is lost by rounding.
    return max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0)


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49], cuts[98]
