"""Restarts of a case, by its record: which execution works on it since, and what need not be asked again.

A restart is an entry that two operators make (``onboardings/restarts.py``): its ``run``, like ``execution``, names the
execution that it begins, and ``before`` the one whose place that takes.
"""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from lambdas.shared.cases import record
from lambdas.shared.cases.case import EVIDENCE, Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.operations import NEEDED
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.cases.vouched import Said
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.people import Person, distinct

STEP = Said.RESTART
_MOST_LOOKS = 3


class Restart(TypedDict):
    """The result of a restart's entry. ``declined``: the rating with which reviewers had declined the attempt by then,
    though that could not be recorded.
    """

    execution: str
    before: str
    declined: NotRequired[str]


def last(kept: Iterable[KeptEvidence]) -> KeptEvidence | None:
    """The last restart among these entries of a record; one that two people did not ask for is none."""
    found = [one for one in kept if one.step == STEP and one.number and distinct(asked_by(one)) >= NEEDED]
    return max(found, key=lambda one: one.number, default=None)


def asked_by(restart: KeptEvidence) -> list[Person]:
    """Who asked for it."""
    return [Person(one["name"], one["principal"]) for one in restart.details["asked_by"]]


def declined(case: Case) -> str | None:
    """The rating with which reviewers had declined this attempt before the restart, where they had."""
    found = last(case.evidence)
    if found is None or (found.attempt, found.run) != (case.meta.attempts, case.meta.execution):
        return None
    return found.result.get("declined")


def answered(event: Event, step: str) -> KeptEvidence | None:
    """What this step found in the event's submission before the last restart: a provider gave that answer then.

    None without a restart, where the provider stayed away, or where the record is not as it was written.
    """
    table = case_table()
    if not table.starting(event["application_id"], f"{EVIDENCE}{STEP}#", only=("number",)):
        return None
    for _ in range(_MOST_LOOKS):  # an entry may come while the others are read
        case = table.case(event["application_id"])
        if is_whole := not any(record.problems(case.entries, case.head)):
            break
    restart = last(case.evidence)
    if restart is None or not is_whole:
        return None
    about = (event["attempt"], event["content_sha256"])
    found = [one for one in case.evidence_of(step) if (one.attempt, one.content_sha256) == about]
    final = [one for one in found if 0 < one.number < restart.number and one.result["verdict"] != Verdict.UNAVAILABLE]
    return max(final, key=lambda one: one.number, default=None)


def taken_from(earlier: KeptEvidence | None) -> dict[str, str]:
    """What a check's details say of the entry whose answer it goes by."""
    return {"answer_of": earlier.hash} if earlier else {}
