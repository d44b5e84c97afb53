"""Why a listed name was found: reasons, whose points make the score."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

PLACES = 4
"""Decimal places of points and scores."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the points that it adds to the score, or takes from it where they are below 0."""

    code: str
    points: float


def score(points: float) -> float:
    """Points as a score between 0 and 1: 0 points are 0.5, 3 are 0.95."""
    return round(1 / (1 + math.exp(-points)), PLACES)


def points_of(score: float) -> float:
    """The points that make this score."""
    return math.log(score / (1 - score)) if 0 < score < 1 else math.inf if score else -math.inf


def total(reasons: Iterable[Reason]) -> float:
    return math.fsum(reason.points for reason in reasons)
