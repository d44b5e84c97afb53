"""Which hits of a search are possible matches, that a person must look at: the watchlist policy says so."""

from collections.abc import Iterable
from dataclasses import dataclass

from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.qualifiers import SECOND_SIGNS
from lambdas.shared.watchlists.searches import Hit


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """``score``: the least score of a possible match; ``second_sign``: whether it must agree in birth date or country
    too, since a name alone is not enough.
    """

    score: float
    second_sign: bool

    def among(self, hits: Iterable[Hit]) -> list[Hit]:
        """The possible matches among the hits, in their order."""
        return [hit for hit in hits if hit.score >= self.score and (_has_second_sign(hit) or not self.second_sign)]


def possible_match(kind: ListKind) -> PossibleMatch:
    """What is a possible match in a list of this kind. Raises InvalidInput."""
    row = policy("watchlist")["possible_match"][kind]
    return PossibleMatch(row["from"], row["second_sign"])


def _has_second_sign(hit: Hit) -> bool:
    return any(reason.code in SECOND_SIGNS for reason in hit.reasons)
