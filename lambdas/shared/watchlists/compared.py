"""What two names have in common, as weights (nats), and what the likeness of the names adds to the score (points)."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.reasons import PLACES, Reason


def credit(alike: float) -> float:
    """The share of its weight that a pair of parts so alike counts."""
    return math.pow(max((alike - CONFIG.unlike) / (1 - CONFIG.unlike), 0.0), CONFIG.credit_exponent)


def credit_of_each(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of many pairs."""
    above: NDArray[np.float64] = np.maximum((alike - CONFIG.unlike) / (1 - CONFIG.unlike), 0)
    return above**CONFIG.credit_exponent


class Compared(NamedTuple):
    """The weight of what two names share, and of parts that are spelled otherwise, contradict, were added or left out.

    All in nats. ``points``: what the likeness of the name adds to the score. ``is_outweighed``: whether birth and
    country both speak against the person, so that not even a rare name is a possible match.
    """

    shared: float
    altered: float
    differing: float
    added: float
    left_out: float
    is_outweighed: bool = False

    @property
    def points(self) -> float:
        lost = self._lost()
        loss = CONFIG.nothing_shared * lost / max(self.shared + lost, 1e-9)
        return CONFIG.same_name - loss - self._common() + self._rare(lost)

    def reasons(self) -> Iterator[Reason]:
        """The same points, each gain and loss with its code."""
        lost = self._lost()
        yield Reason("NAME_ALIKE" if lost else "NAME_SAME", CONFIG.same_name)
        for code, loss in zip(_CODES, self._losses(), strict=True):
            if loss:
                yield Reason(code, round(-CONFIG.nothing_shared * loss / (self.shared + lost), PLACES))
        if common := round(self._common(), PLACES):
            yield Reason("NAME_COMMON", -common)
        if rare := round(self._rare(lost), PLACES):
            yield Reason("NAME_RARE", rare)

    def _losses(self) -> tuple[float, float, float, float]:
        return (
            CONFIG.altered * self.altered,
            CONFIG.differing * self.differing,
            CONFIG.added * self.added,
            CONFIG.left_out * self.left_out,
        )

    def _lost(self) -> float:
        return sum(self._losses())

    def _common(self) -> float:
        loss = CONFIG.says_nothing * math.exp(-self.shared / CONFIG.says_enough)
        # The very name that is listed is a possible match, even if it is a title or two letters.
        return loss if self._lost() else min(loss, CONFIG.same_name)

    def _rare(self, lost: float) -> float:
        """A rare name in full is a possible match even where birth date or country is another."""
        if self.is_outweighed or lost > CONFIG.nearly_same * self.shared:
            return 0.0
        share = (self.shared - CONFIG.rare_from) / (CONFIG.rare_to - CONFIG.rare_from)
        return CONFIG.rare_name * min(max(share, 0.0), 1.0)


_CODES = ("SPELLED_OTHERWISE", "PARTS_DIFFER", "PARTS_ADDED", "PARTS_LEFT_OUT")


@lru_cache(4096)
def least_shared(asked: float, points: float) -> float:
    """The weight that a name must share with one of the weight ``asked`` to have so many points; more than ``asked``
    where none has.

    It supposes what is best for the name: that nothing contradicts and nothing was left out.
    """
    low, high = 0.0, asked
    if Compared(high, 0, 0, 0, 0).points < points:
        return math.inf
    while high - low > _CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if Compared(middle, asked - middle, 0, 0, 0).points >= points else (middle, high)
    return low


_CLOSE = 0.05
"""Nats, by which ``least_shared`` may be too low."""
