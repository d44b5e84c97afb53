"""For what an account is asked, and what of the case itself speaks against it, by its decision record."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from lambdas.shared.cases import facts, restarts
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.items import APPLICATION
from lambdas.shared.cases.status import Status
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.function import Event

VALIDATED = "validate_application"
"""The first step of every execution: its first entry in the record says which one began the case."""


class Problem(StrEnum):
    """Why an account may not be opened."""

    RECORD_CHANGED = "RECORD_CHANGED"
    NOT_RUNNING = "NOT_RUNNING"
    META_DIFFERS = "META_DIFFERS"
    ANOTHER_ATTEMPT = "ANOTHER_ATTEMPT"
    ANOTHER_CONTENT = "ANOTHER_CONTENT"
    ANOTHER_EXECUTION = "ANOTHER_EXECUTION"
    IDENTITY_NOT_VERIFIED = "IDENTITY_NOT_VERIFIED"
    RISK_NOT_ACCEPTED = "RISK_NOT_ACCEPTED"
    CHECK_MISSING = "CHECK_MISSING"
    OVERTAKEN = "OVERTAKEN"
    PICTURES_REPLACED = "PICTURES_REPLACED"
    NOT_APPROVED = "NOT_APPROVED"
    NOT_SETTLED = "NOT_SETTLED"
    SETTLED_OTHERWISE = "SETTLED_OTHERWISE"
    SCREENING_OUTDATED = "SCREENING_OUTDATED"


@dataclass(frozen=True, slots=True)
class Asked:
    """For what an account is to be opened: an attempt with its content, as this execution of the onboarding has it."""

    attempt: int
    content_sha256: str
    execution: str

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            event["attempt"], event["content_sha256"], event["settled_in"] if "settled_in" in event else event["run"]
        )


def of_case(case: Case, asked: Asked) -> Iterator[Problem]:
    """What of the case itself speaks against it."""
    meta = case.meta
    if not case.is_whole:
        yield Problem.RECORD_CHANGED
    if meta.status is not Status.RUNNING:
        yield Problem.NOT_RUNNING
    elif any(facts.problems(case)):
        yield Problem.META_DIFFERS
    if meta.attempts != asked.attempt:
        yield Problem.ANOTHER_ATTEMPT
    submission = case.items.get(numbered(APPLICATION, asked.attempt), {})
    is_known = "number" in submission and fingerprint(case.submission(asked.attempt).application)
    if not is_known == meta.content_sha256 == asked.content_sha256:
        yield Problem.ANOTHER_CONTENT
    if not meta.execution == _execution(case) == asked.execution:
        yield Problem.ANOTHER_EXECUTION


def _execution(case: Case) -> str | None:
    """The execution that works on the case, by the record: META alone may have been given another.

    It is the one that two operators restarted last, or else the one that began the case.
    """
    if restart := restarts.last(case.evidence):
        return restart.run
    first = next(iter(linked(case, VALIDATED)), None)
    return first.run.rpartition("#")[0] if first else None


def linked(case: Case, *steps: str) -> list[KeptEvidence]:
    """The evidence that is in the record, in its order, of these steps or of all: what is not there may be anyone's."""
    found = [one for one in case.evidence if one.number and (not steps or one.step in steps)]
    return sorted(found, key=lambda one: one.number)


def about(case: Case, asked: Asked, *steps: str) -> list[KeptEvidence]:
    """What these steps found in this attempt and content, the latest last."""
    wanted = (asked.attempt, asked.content_sha256)
    return [one for one in linked(case, *steps) if (one.attempt, one.content_sha256) == wanted]
