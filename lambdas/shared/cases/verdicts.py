"""The one vocabulary in which every check answers: a verdict, and findings that explain it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a check says, from best to worst."""

    PASS = "pass"  # noqa: S105 - not a password
    REVIEW = "review"
    UNAVAILABLE = "unavailable"
    RESUBMIT = "resubmit"
    FAIL = "fail"


_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that did not pass: its stable code, how bad that is, and a sentence for staff."""

    code: str
    verdict: Verdict
    sentence: str


def worst(findings: Iterable[Finding]) -> Verdict:
    """The verdict of the gravest finding; ``pass`` when there is none."""
    return max((finding.verdict for finding in findings), key=_ORDER.__getitem__, default=Verdict.PASS)


def codes(findings: Iterable[Finding]) -> list[str]:
    """The distinct codes, in order of first appearance."""
    return list(dict.fromkeys(finding.code for finding in findings))
