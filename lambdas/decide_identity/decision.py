"""Four checks become one decision on identity: the gravest verdict decides.

| gravest verdict       | decision |
|-----------------------|----------|
| fail                  | failed   |
| resubmit              | resubmit |
| review or unavailable | review   |
| pass                  | verified |

A known customer is no fraud by that alone: a fail of the duplicate check is a review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from lambdas.shared.verdicts import Verdict

IdentityDecision = Literal["verified", "resubmit", "review", "failed"]


class Check(TypedDict):
    """The result of a check, as the workflow carries it."""

    verdict: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and the codes of every check that did not pass, check by check."""

    decision: IdentityDecision
    reasons: list[str]


CHECKS = ("document", "face", "address", "duplicate")

_DECISIONS: tuple[tuple[frozenset[Verdict], IdentityDecision], ...] = (
    (frozenset({Verdict.FAIL}), "failed"),
    (frozenset({Verdict.RESUBMIT}), "resubmit"),
    (frozenset({Verdict.REVIEW, Verdict.UNAVAILABLE}), "review"),
)
_SOFTENED = {("duplicate", Verdict.FAIL): Verdict.REVIEW}


def decide(checks: Mapping[str, Check]) -> Decision:
    """Decide on the checks ``document``, ``face``, ``address``, ``duplicate``, and whatever else was checked.

    One of the four that is missing counts as unavailable: nobody is verified by what was not looked at.
    """
    results = {name: Check(verdict=Verdict.UNAVAILABLE, reasons=[]) for name in CHECKS} | dict(checks)
    verdicts = {name: _verdict(name, result) for name, result in results.items()}
    found = set(verdicts.values())
    decision: IdentityDecision = next((made for grounds, made in _DECISIONS if grounds & found), "verified")
    reasons = [code for name, result in results.items() for code in _reasons(name, verdicts[name], result)]
    return Decision(decision, list(dict.fromkeys(reasons)))


def _verdict(name: str, check: Check) -> Verdict:
    verdict = Verdict(check["verdict"])
    return _SOFTENED.get((name, verdict), verdict)


def _reasons(name: str, verdict: Verdict, check: Check) -> list[str]:
    """The check's own codes; where it gives none, its name and verdict: DOCUMENT_UNAVAILABLE."""
    if verdict is Verdict.PASS:
        return []
    return list(check["reasons"]) or [f"{name}_{verdict}".upper()]
