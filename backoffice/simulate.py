"""A new risk policy, tried on the cases that are decided: which ratings would change, and why. Nothing is written."""

from collections.abc import Iterable
from pathlib import Path

from backoffice.errors import InvalidPolicy
from backoffice.files import json_value
from lambdas.score_risk import score as scoring
from lambdas.score_risk.score import Observations, Policy, Score
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.runtime import schemas


def read(file: Path) -> Policy:
    """The policy in the file. Raises InvalidPolicy, which names each problem."""
    try:
        found = json_value(file)
    except UnusableFile as error:
        raise InvalidPolicy([str(error)]) from error
    if problems := schemas.problems(found, schemas.validator("risk_policy")) or scoring.problems(found):
        raise InvalidPolicy(problems)
    policy: Policy = found
    return policy


def simulate(rated: Iterable[Shown], policy: Policy) -> Shown:
    """``replayed`` (how many), ``changed`` (each rating that would be another, and why), ``not_replayed`` (ids).

    ``rated``: the last rating of each decided application, as ``Onboarding.rated`` gives them. One whose evidence has
    not the observations that the policy asks for cannot be replayed.
    """
    replayed, changed, not_replayed = 0, list[Shown](), list[str]()
    for row in rated:
        try:
            observed = Observations.of(row["details"]["observations"])
        except (KeyError, TypeError):
            not_replayed.append(row["application_id"])
            continue
        replayed += 1
        scored = scoring.score(policy, observed)
        if scored.rating != row["result"]["rating"]:
            changed.append(_changed(row, scored, policy))
    return {
        "policy_version": policy["version"],
        "replayed": replayed,
        "changed": changed,
        "not_replayed": not_replayed,
    }


def _changed(row: Shown, scored: Score, policy: Policy) -> Shown:
    before, after = row["details"], scored.explained() | {"thresholds": policy["thresholds"]}
    return {
        "application_id": row["application_id"],
        "outcome": row["outcome"],
        "policy_version": row["result"]["policy_version"],
        "rating": row["result"]["rating"],
        "score": row["result"]["score"],
        "new_rating": scored.rating,
        "new_score": scored.points,
        "why": [*_factors(before, after), *_overrides(before, after), *_thresholds(before, after)],
    }


def _factors(before: Shown, after: Shown) -> list[str]:
    """Each factor that gives other points."""
    was = {one["factor"]: one for one in before["contributions"]}
    nothing = {"points": 0, "reason": "not in the policy"}
    pairs = [(one["factor"], was.get(one["factor"], nothing), one) for one in after["contributions"]]
    pairs += [(name, one, nothing) for name, one in was.items() if name not in {name for name, *_ in pairs}]
    return [
        f"{name}: {old['points']} to {new['points']} points ({old['reason']} to {new['reason']})"
        for name, old, new in pairs
        if old["points"] != new["points"]
    ]


def _overrides(before: Shown, after: Shown) -> list[str]:
    gone = [one for one in before["overrides"] if one not in after["overrides"]]
    come = [one for one in after["overrides"] if one not in before["overrides"]]
    changes = [("no longer forces", one) for one in gone] + [("forces", one) for one in come]
    return [f"{one['check']} {one['verdict']} {does} {one['rating']} ({one['reason']})" for does, one in changes]


def _thresholds(before: Shown, after: Shown) -> list[str]:
    old, new = before["thresholds"], after["thresholds"]
    return [f"{name} from {new[name]} points instead of {old.get(name)}" for name in new if new[name] != old.get(name)]
