"""The risk rating of a customer by the bank's policy (definitions/risk_policy.json).

Each factor falls into one band and adds its points; the sum gives a rating; the verdicts of the checks may
lift it, never lower it. What the policy says is data; this module only applies it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lambdas.shared.verdicts import Verdict

Rating = Literal["low", "medium", "high", "prohibited"]
RATINGS: tuple[Rating, ...] = get_args(Rating)
"""From best to worst."""


@dataclass(frozen=True, slots=True)
class Observations:
    """What is known of the customer: facts of the application, and the verdicts of the checks."""

    countries: tuple[str, ...]
    product: str
    channel: str
    occupation: str
    monthly_deposits_eur: float
    purpose: str
    age: int
    identity: str
    sanctions: str
    pep: str
    adverse_media: str
    customer: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """The points of one factor, the band that gave them, and the code that says why."""

    factor: str
    band: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """The rating and all that led to it.

    ``reasons`` are the codes of the overrides and of the factors that added points. ``review_required``
    says that a person must decide.
    """

    points: int
    rating: Rating
    contributions: tuple[Contribution, ...]
    overrides: tuple[str, ...]
    review_required: bool
    reasons: list[str]
    policy_version: str


CHECKS = ("sanctions", "pep", "adverse_media", "customer", "identity")
_CLEAR = {Verdict.PASS, "verified"}


def score(policy: dict[str, Any], observations: Observations) -> Score:
    """Rate the customer by the policy, which its JSON Schema has seen.

    Low and medium customers whose checks all passed go straight through; everyone else is for a person.
    """
    contributions = tuple(_contributions(policy, observations))
    points = sum(contribution.points for contribution in contributions)
    overrides = [one for one in policy["overrides"] if getattr(observations, one["check"]) == one["verdict"]]
    rating = max([_by_points(points, policy["thresholds"]), *(one["rating"] for one in overrides)], key=RATINGS.index)
    reasons = [one["reason"] for one in overrides]
    all_clear = all(getattr(observations, check) in _CLEAR for check in CHECKS)
    return Score(
        points=points,
        rating=rating,
        contributions=contributions,
        overrides=tuple(reasons),
        review_required=rating in ("high", "prohibited") or not all_clear,
        reasons=list(dict.fromkeys(reasons + [one.reason for one in contributions if one.points])),
        policy_version=policy["version"],
    )


def _contributions(policy: dict[str, Any], observations: Observations) -> Iterator[Contribution]:
    """One contribution a factor, in the policy's order; of several countries the worst one counts."""
    for factor, rule in policy["factors"].items():
        values = observations.countries if factor == "country" else (getattr(observations, factor),)
        band = next(band for band in rule["bands"] if any(_fits(band, value, policy) for value in values or ("",)))
        yield Contribution(factor, band["band"], band["points"], band["reason"])


def _fits(band: dict[str, Any], value: Any, policy: dict[str, Any]) -> bool:
    if "list" in band:
        return value in policy["country_lists"][band["list"]]["countries"]
    if "values" in band:
        return value in band["values"]
    return "below" not in band or value < band["below"]


def _by_points(points: int, thresholds: dict[str, int]) -> Rating:
    if points >= thresholds["high"]:
        return "high"
    return "medium" if points >= thresholds["medium"] else "low"
