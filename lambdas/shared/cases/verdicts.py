"""The vocabulary of results: a check's verdict, the findings that explain it, ratings, and the identity decision."""

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

    @property
    def passed(self) -> bool:
        return self is Verdict.PASS


PENDING = "pending"
"""Instead of a verdict, while a service that answers late has not."""


class IdentityDecision(StrEnum):
    """What the identity checks amount to."""

    VERIFIED = "verified"
    RESUBMIT = "resubmit"
    REVIEW = "review"
    FAILED = "failed"


class Rating(StrEnum):
    """A customer's risk, from best to worst."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"


UNRATED = "unrated"
"""Instead of a rating, where a case was decided without one."""


class Diligence(StrEnum):
    """Standard due diligence; or enhanced, which requires the applicant's answer or was given it."""

    STANDARD = "standard"
    REQUIRED = "required"
    GIVEN = "given"

    @property
    def is_enhanced(self) -> bool:
        return self is not Diligence.STANDARD


IDENTITY_CHECKS = {
    "document": "check_document",
    "face": "compare_faces",
    "address": "check_address",
    "duplicate": "find_duplicate_customer",
}
RISK_CHECKS = {
    "sanctions": "screen_sanctions",
    "pep": "screen_pep",
    "adverse_media": "search_adverse_media",
    "customer": "assess_customer",
}
"""By the name under which its decider gets a check's verdict, the step that keeps what it found."""

POSSIBLE_MATCH = {"sanctions": "POSSIBLE_SANCTIONS_MATCH", "pep": "POSSIBLE_PEP_MATCH"}
"""The code of a possible match, by the kind of watchlist."""

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
