"""The identity checks become one decision, by the tables of definitions/identity_policy.json.

The first row of ``decisions`` whose verdict one of the checks has decides; ``softened`` says which verdicts count as
milder ones; ``resubmit`` says for each reason which pictures are needed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from lambdas.shared.cases.verdicts import IdentityDecision, Verdict


class Check(TypedDict):
    """The result of a check, as the workflow carries it."""

    verdict: str
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, the codes of every check that did not pass, and the pictures to ask for again."""

    decision: IdentityDecision
    reasons: list[str]
    pictures: list[str] = field(default_factory=list)


CHECKS = ("document", "face", "address", "duplicate")


def decide(checks: Mapping[str, Check], policy: Mapping[str, Any], pictures: Sequence[str]) -> Decided:
    """Decide on the checks ``document``, ``face``, ``address``, ``duplicate``, and whatever else was checked.

    ``pictures`` are those that this type of document has. One of the four checks that is missing counts as unavailable:
    nobody is verified by what was not looked at.
    """
    results = {name: Check(verdict=Verdict.UNAVAILABLE, reasons=[]) for name in CHECKS} | dict(checks)
    verdicts = {name: _verdict(name, result, policy) for name, result in results.items()}
    decision = IdentityDecision(
        next(row["decision"] for row in policy["decisions"] if row["if_any_check_says"] in verdicts.values())
    )
    reasons = [code for name, result in results.items() for code in _reasons(name, verdicts[name], result)]
    again = _pictures(reasons, policy, pictures) if decision is IdentityDecision.RESUBMIT else []
    return Decided(decision, list(dict.fromkeys(reasons)), again)


def _verdict(name: str, check: Check, policy: Mapping[str, Any]) -> Verdict:
    softened = {(row["check"], row["verdict"]): row["counts_as"] for row in policy["softened"]}
    return Verdict(softened.get((name, check["verdict"]), check["verdict"]))


def _reasons(name: str, verdict: Verdict, check: Check) -> list[str]:
    """The check's own codes; where it gives none, its name and verdict: DOCUMENT_UNAVAILABLE."""
    if verdict.passed:
        return []
    return list(check["reasons"]) or [f"{name}_{verdict}".upper()]


def _pictures(reasons: Sequence[str], policy: Mapping[str, Any], pictures: Sequence[str]) -> list[str]:
    """Those that the reasons ask for; all of them where no reason says which."""
    asked = {picture for code in reasons for picture in policy["resubmit"].get(code, {"pictures": []})["pictures"]}
    return [picture for picture in pictures if picture in asked] or list(pictures)
