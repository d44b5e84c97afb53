"""Lifting a block: its own decision by two people, one of them senior.

Neither of them submitted the customer's application or cleared a hit of it.

Each opinion is an entry of the monitoring case's record, bound to the evidence that was seen, with a reason of the
alert policy. With the entry of the second comes the item ``UNBLOCK``: core banking is to be asked. ``unblock_account``
does that, and looks into the record itself whether two people said so.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn, Self

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.cases.vouched import Said
from lambdas.shared.monitoring.decided import BLOCKED, UNBLOCKED
from lambdas.shared.reviews import clearing, decisions, rules
from lambdas.shared.reviews.clearers import clearers
from lambdas.shared.reviews.decisions import DecisionRefused, NotAllowed
from lambdas.shared.runtime import people
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy, version

STEP, REFUSED = Said.UNBLOCKING, "unblocking_refused"
UNBLOCK, PENDING, DONE = "UNBLOCK", "unblock_pending", "unblocked"
_KEPT = ("reviewer", "reason", "evidence", "note", "senior", "principal")


@dataclass(frozen=True, slots=True)
class Opinion:
    """That the account may be used again, as one person says it. The fields are those of ``clearing.Opinion``."""

    reviewer: str
    reason: str
    evidence: str
    note: str = ""
    senior: bool = False
    principal: str = ""

    @classmethod
    def of(cls, kept: KeptEvidence) -> Self:
        return cls(**{name: kept.details[name] for name in _KEPT})

    @property
    def person(self) -> Person:
        return Person(self.reviewer, self.principal)


def give(table: CaseTable, case_id: str, opinion: Opinion) -> list[Opinion]:
    """Keep the opinion, once, and return those that count. Raises DecisionRefused, InvalidName, Conflict."""
    opinion = replace(opinion, reviewer=people.normal(opinion.reviewer))
    for _ in contended(f"the unblocking in {case_id}"):
        case = verified(table, case_id)
        opinion = _checked(table, case, opinion)
        given = counted(case)
        if opinion.person.is_among(one.person for one in given):
            break
        barred = {"cleared a hit of the customer's application": clearers(case)}
        if why := clearing.refusal(case, given, opinion, "unblocks the account", barred):
            _refuse(table, case, opinion, NotAllowed(f"{case.id}: {why}"))
        run = f"{sum(one.step == STEP for one in case.linked) + 1:03d}"
        if table.keep(case.id, STEP, run, _evidence(table, case, given, opinion), timestamp(), last=case.head):
            break
    return counted(verified(table, case_id))


def counted(case: Case) -> list[Opinion]:
    """The opinions on the evidence as it is, by people who may have one."""
    found = [Opinion.of(one) for one in case.linked if one.step == STEP]
    return [one for one in found if one.evidence == rules.evidence(case) and not one.person.is_among(_barred(case))]


def is_settled(case: Case, given: Sequence[Opinion]) -> bool:
    """Whether the opinions are of two people, one of them senior."""
    enough = people.distinct((one.person for one in given), besides=_barred(case)) >= clearing.NEEDED
    return bool(case.submitters) and enough and any(one.senior for one in given)


def _barred(case: Case) -> list[Person]:
    return [*case.submitters, *clearers(case)]


def is_pending(table: CaseTable, case_id: str) -> bool:
    """Whether core banking is to be asked, and was not yet."""
    return (table.get(case_id, UNBLOCK) or {}).get("status") == PENDING


def pending(table: CaseTable) -> set[str]:
    """The cases of which that was so, when the index was last written."""
    return {str(row["application_id"]) for row in table.query_index("by_status", "status", PENDING)}


def done(table: CaseTable, case_id: str) -> Write:
    """The write by which it was asked."""
    return {"Update": table.change(case_id, UNBLOCK, {"status": DONE}, only_if={"status": PENDING})}


def _checked(table: CaseTable, case: Case, opinion: Opinion) -> Opinion:
    """The opinion with the whole hash of the evidence. Raises DecisionRefused, EvidenceChanged."""
    reasons, blocked = policy("alert")["unblockings"], case.last(BLOCKED)
    decisions.check_reason(opinion.reason, reasons, "unblocking an account")
    if blocked is None or blocked.result["verdict"] != "blocked":
        raise DecisionRefused(f"{case.id} has no account blocked")
    if case.last(UNBLOCKED):
        raise DecisionRefused(f"{case.id}: core banking has lifted this block already")
    seen = rules.evidence(case)
    if changed := decisions.evidence_changed(case, opinion.evidence, seen):
        _refuse(table, case, opinion, changed)
    return replace(opinion, evidence=seen)


def _evidence(table: CaseTable, case: Case, given: Sequence[Opinion], opinion: Opinion) -> Evidence:
    row = {"status": PENDING, "submitted_at": timestamp()}
    pending = {"Update": table.change(case.id, UNBLOCK, row)}
    return Evidence(
        {"decision": "unblock", "reasons": [opinion.reason]},
        details={name: getattr(opinion, name) for name in _KEPT},
        versions=version("alert"),
        writes=(pending,) if is_settled(case, [*given, opinion]) else (),
    )


def _refuse(table: CaseTable, case: Case, opinion: Opinion, error: DecisionRefused) -> NoReturn:
    details = {
        "reviewer": opinion.reviewer,
        "principal": opinion.principal,
        "senior": opinion.senior,
        "status": error.status,
    }
    refused = Evidence({"verdict": "refused", "reasons": [type(error).__name__]}, details=details)
    table.keep(case.id, REFUSED, str(uuid.uuid4()), refused, timestamp())
    raise error
