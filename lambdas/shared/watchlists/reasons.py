"""Why a listed name was found, each reason with what it contributes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

PLACES = 4
"""Decimal places of points and scores."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its contribution, in points: what raises is above 0, what lowers below."""

    code: str
    points: float


def score(points: float) -> float:
    """Points as a score between 0 and 1, so that even the best hits are in an order: 0 points are 0.5, 3 are 0.95."""
    return round(1 / (1 + math.exp(-points)), PLACES)


def total(reasons: Iterable[Reason]) -> float:
    return math.fsum(reason.points for reason in reasons)
