"""The risk rating of a customer by the bank's policy (definitions/risk_policy.json).

Each factor falls into one band and adds its points; the sum gives a rating; the verdicts of the checks may
lift it, never lower it. What the policy says is data; this module only applies it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Self

from lambdas.shared.cases.verdicts import IdentityDecision, Rating, Verdict
from lambdas.shared.watchlists.entries import KINDS

RATINGS = tuple(Rating)
"""From best to worst."""
Policy = dict[str, Any]
"""The bank's policy, whose form is its JSON Schema's: this module reads it as the tables that it is."""
KNOWN_CHECKS = (*KINDS, "adverse_media", "customer")
"""The checks that every policy knows; a bank may add others to kyc-risk."""
_CLEAR = (Verdict.PASS, IdentityDecision.VERIFIED)


@dataclass(frozen=True, slots=True)
class Observations:
    """What is known of the customer, by the policy's factors and by checks.

    ``relationship_days``: for how many days the person is a customer; ``sanctions_score``: of the best possible match,
    0 to 1, 0 without one; ``face_similarity`` in percent, 0 where no faces were compared; ``checks``: the verdict of
    every check that was made, those that a bank added too.
    """

    country: tuple[str, ...]
    residence: str
    product: str
    channel: str
    occupation: str
    monthly_deposits_eur: float
    purpose: str
    age: int
    relationship_days: int
    sanctions: str
    sanctions_score: float
    pep: str
    adverse_media: str
    adverse_media_articles: int
    adverse_media_categories: tuple[str, ...]
    customer: str
    identity: str
    identity_doubts: int
    face_similarity: float
    checks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From a step's kept evidence. TypeError where its fields are others."""
        fields: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in kept.items()}
        return cls(**fields)

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of every check, and of the identity checks together."""
        return {**self.checks, **{name: getattr(self, name) for name in (*KNOWN_CHECKS, "identity")}}


@dataclass(frozen=True, slots=True)
class Contribution:
    """The points of one factor, what was observed, the band that gave them, and the code that says why."""

    factor: str
    observed: str
    band: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Override:
    """The verdict of a check that forces at least this rating, and the code that says why."""

    check: str
    verdict: str
    rating: Rating
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    """The rating and all that led to it.

    ``reasons`` are the codes of the overrides and of the factors that added points. ``review_required``
    says that a person must decide; ``enhanced``, that enhanced due diligence is due.
    """

    points: int
    rating: Rating
    contributions: tuple[Contribution, ...]
    overrides: tuple[Override, ...]
    review_required: bool
    enhanced: bool
    reasons: list[str]
    policy_version: str

    def explained(self) -> dict[str, Any]:
        """What of it is kept as evidence."""
        return {
            "contributions": [asdict(one) for one in self.contributions],
            "overrides": [asdict(one) for one in self.overrides],
        }


ENHANCED = "ENHANCED_DUE_DILIGENCE"


def score(policy: Policy, observations: Observations) -> Score:
    """Rate the customer by the policy, which its JSON Schema has seen.

    Customers whose checks all passed, those too that the policy does not know, go straight through, unless their rating
    asks for a person or for enhanced due diligence.
    """
    contributions = tuple(_contributions(policy, observations))
    overrides = tuple(_overrides(policy, observations))
    points = sum(contribution.points for contribution in contributions)
    rating = max([by_points(points, policy["thresholds"]), *(one.rating for one in overrides)], key=RATINGS.index)
    all_clear = all(verdict in _CLEAR for verdict in observations.verdicts.values())
    enhanced = _enhanced(policy, observations, rating)
    reasons = [one.reason for one in overrides] + [one.reason for one in contributions if one.points]
    return Score(
        points=points,
        rating=rating,
        contributions=contributions,
        overrides=overrides,
        review_required=rating in policy["review_required"]["ratings"] or enhanced or not all_clear,
        enhanced=enhanced,
        reasons=list(dict.fromkeys(reasons + [ENHANCED] * enhanced)),
        policy_version=policy["version"],
    )


def by_points(points: int, thresholds: dict[str, int | None]) -> Rating:
    """The rating that this many points give alone."""
    reached = [rating for rating in RATINGS[1:] if points >= (thresholds[rating] or points + 1)]
    return reached[-1] if reached else Rating.LOW


def problems(policy: Policy) -> list[str]:
    """What a policy that keeps its schema may still have wrong, as ``field: rule``."""
    found = []
    for factor, rule in policy["factors"].items():
        *bands, last = rule["bands"]
        below = [band["below"] for band in bands if "below" in band]
        lists = {band["list"] for band in rule["bands"] if "list" in band}
        if last.keys() != {"band", "points", "reason"}:
            found.append(f"factors.{factor}: the last band must be without a condition, for all that is left")
        if not all(one < next_one for one, next_one in pairwise(below)):
            found.append(f"factors.{factor}: the bands' below must rise")
        found += [
            f"factors.{factor}: {name} is not in country_lists" for name in lists - policy["country_lists"].keys()
        ]
    limits = [limit for limit in map(policy["thresholds"].get, RATINGS) if limit]
    return found + ["thresholds: must rise from medium to prohibited"] * (limits != sorted(set(limits)))


def _enhanced(policy: Policy, observations: Observations, rating: Rating) -> bool:
    """A PEP or a customer of high risk (FATF R.10 and R.12: REQ-05, REQ-06), as the policy says.

    A possible sanctions match does not count: a person clears it first, and whoever were asked because of it would be
    tipped off (REQ-11).
    """
    due, verdicts = policy["enhanced_due_diligence"], observations.verdicts
    if any(verdicts.get(one["check"]) in one["verdicts"] for one in due["checks"]):
        return True
    without_match = replace(observations, sanctions=Verdict.PASS, sanctions_score=0)
    if observations == without_match:
        return rating in due["ratings"]
    return score(policy, without_match).enhanced


def _overrides(policy: Policy, observations: Observations) -> Iterator[Override]:
    verdicts = observations.verdicts
    for one in policy["overrides"]:
        if verdicts.get(one["check"]) == one["verdict"]:
            yield Override(**one | {"rating": Rating(one["rating"])})


def _contributions(policy: Policy, observations: Observations) -> Iterator[Contribution]:
    """One contribution a factor, in the policy's order; of several values the worst band counts, which stands first."""
    for factor, rule in policy["factors"].items():
        observed = getattr(observations, factor)
        values = (observed or ("",)) if isinstance(observed, tuple) else (observed,)
        band = next(band for band in rule["bands"] if any(_fits(band, value, policy) for value in values))
        shown = ", ".join(observed) if isinstance(observed, tuple) else str(observed)
        yield Contribution(factor, shown, band["band"], band["points"], band["reason"])


def _fits(band: Mapping[str, Any], value: Any, policy: Policy) -> bool:
    if "list" in band:
        return value in policy["country_lists"][band["list"]]["countries"]
    if "values" in band:
        return value in band["values"]
    return "below" not in band or value < band["below"]
