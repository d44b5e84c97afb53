"""Clearing a hit of the screening: two people decide that the list entry is somebody else.

It takes what a confirmed match takes: two different people, neither of them a submitter, one of them senior, a reason
of the policy. Who clears a hit of a case does not decide that case, and who approves it clears none of its hits. Each
opinion is an entry of the decision record of the case that it came from, bound to the case's evidence and to what the
list said of the entry. What is kept beside the record (``watchlists/cleared.py``) only says where to look: a screening
counts a clearing while the entries of the record amount to it.
In a monitoring case the decisions of its review are these opinions: who approves it says so of each of its hits.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol, Self

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.cases.vouched import Said
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.reviews.clearers import clearers
from lambdas.shared.reviews.decisions import DecisionRefused, NotAllowed
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime import people
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, Table
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy, version
from lambdas.shared.watchlists import cleared
from lambdas.shared.watchlists.cleared import Hit

STEP, REFUSED = Said.CLEARING, "clearing_refused"
_KEPT = ("reviewer", "principal", "senior", "reason", "note", "evidence")
NEEDED = 2


@dataclass(frozen=True, slots=True)
class Opinion:
    """That a hit is somebody else, as one person says it.

    ``reason``: a code of the policy. ``evidence``: the hash of what was seen. ``principal``: the caller to AWS.
    ``hit``: who was searched for, and the entry with the hash of its content. ``entry``: the hash of the record's.
    """

    hit: Hit
    reviewer: str
    reason: str
    evidence: str
    note: str = ""
    senior: bool = False
    principal: str = ""
    at: str = ""
    entry: str = field(default="", compare=False)

    @classmethod
    def of(cls, kept: KeptEvidence, hit: Hit | None = None) -> Self:
        """``hit``: of a decision on a monitoring case, which is an opinion on each of its hits."""
        known = {name: kept.details[name] for name in _KEPT}
        return cls(hit=hit or Hit(**kept.details["hit"]), at=kept.at, entry=kept.hash, **known)

    def as_evidence(self) -> Evidence:
        """What of it is kept in the decision record."""
        result = {"decision": "cleared", "reasons": [self.reason]}
        details = {name: getattr(self, name) for name in _KEPT} | {"hit": self.hit.row()}
        return Evidence(result, details=details, versions=version("review"))

    @property
    def person(self) -> Person:
        return Person(self.reviewer, self.principal)


def give(table: CaseTable, customers: Table, case: Case, opinion: Opinion) -> list[Opinion]:
    """Keep the opinion, once; where two people agree, screenings count the hit as cleared from then on.

    Returns the opinions that count. The same one again continues what a process that died has left. Raises
    DecisionRefused, InvalidName, and Conflict where the case's record was changed.
    """
    opinion = replace(opinion, reviewer=people.normal(opinion.reviewer))
    _check(opinion, case)
    for _ in contended(f"the clearing in {case.id}"):
        case = verified(table, case.id, case)
        opinion = replace(opinion, evidence=_seen(table, case, opinion))
        given = _counted(case, opinion.hit, opinion.evidence)
        if opinion.person.is_among(one.person for one in given):
            break
        if why := refusal(case, given, opinion, "clears its hits", {"approved the case": _approvers(case)}):
            _refuse(table, case, opinion, NotAllowed(f"{case.id}: {why}"))
        run = f"{opinion.hit.entry_id}#{len(_opinions(case)) + 1:03d}"
        kept = table.keep(case.id, STEP, run, opinion.as_evidence(), timestamp(), last=case.head)
        case = verified(table, case.id)
        if kept:
            break
    if found := settled(case, opinion.hit):
        cleared.clear(customers, opinion.hit, found)
    return _counted(case, opinion.hit, opinion.evidence)


def settled(case: Case, hit: Hit, *, besides: Sequence[Person] = ()) -> Row | None:
    """The clearing of this hit, where the case's record amounts to one; None where it does not.

    ``application_id``, ``reason``, ``cleared_at``, ``by`` and ``principals`` (of the people) and ``entries`` (the
    hashes of theirs). ``besides``: who submitted or approved the case in which it is used: their opinions do not count.
    """
    for evidence in dict.fromkeys(one.evidence for one in reversed(_opinions(case))):
        found = _counted(case, hit, evidence, besides)
        enough = people.distinct((one.person for one in found), besides=[*_barred(case), *besides]) >= NEEDED
        if enough and any(one.senior for one in found):
            return {
                "application_id": case.id,
                "reason": found[-1].reason,
                "cleared_at": max(one.at for one in found),
                "by": [one.reviewer for one in found],
                "principals": [one.principal for one in found],
                "entries": [one.entry for one in found],
            }
    return None


def in_force(table: CaseTable, row: Row, hit: Hit, using: Case) -> Row | None:
    """The clearing that ``row`` points to, as ``settled`` gives it, for a screening of the case ``using``.

    None where the record that it came from does not say so, or says so by other entries, and where nobody knows who
    submitted ``using``: it may be one of those who cleared it.
    """
    return _in_force(table, row["application_id"], cleared.entries(row), hit, using)


def still_in_force(table: CaseTable, searched: str, shown: Mapping[str, Any], using: Case) -> bool:
    """Whether the clearing still is, by which a screening of ``using`` counted a hit, ``shown`` in its evidence."""
    hit = Hit(searched, shown["entry_id"], shown["list_name"], shown["entry_content"])
    used = shown["cleared"]
    return _in_force(table, used["application_id"], used["entries"], hit, using) is not None


def _in_force(table: CaseTable, application_id: str, entries: Collection[str], hit: Hit, using: Case) -> Row | None:
    if not using.submitters:
        return None
    try:
        case = using if application_id == using.id else table.case(application_id)
        besides = [*using.submitters, *_approvers(using)]
        found = settled(verified(table, case.id, case), hit, besides=besides)
    except (ApplicationNotFound, Conflict):
        return None
    return found if found and {*found["entries"]} <= {*entries} else None


def hits(case: Case) -> list[Hit]:
    """What a monitoring case is about; nothing, of any other."""
    details = case.alert.details if case.alert else {"hits": []}
    return [Hit.of(details["person"], one) for one in details["hits"]]


def _opinions(case: Case) -> list[Opinion]:
    approved = [one for one in case.linked if one.step == rules.STEP and one.result["decision"] == Choice.APPROVED]
    return [Opinion.of(one) for one in case.linked if one.step == STEP] + [
        Opinion.of(one, hit) for one in approved for hit in hits(case)
    ]


def _counted(case: Case, hit: Hit, evidence: str, besides: Sequence[Person] = ()) -> list[Opinion]:
    """The opinions on this hit and this evidence, by people who may have one; nobody's, where no submitter is known."""
    barred = [*_barred(case), *besides]
    return [
        one
        for one in _opinions(case)
        if case.submitters
        and (one.hit, one.evidence) == (hit, evidence)
        and one.reason in policy("review")["clearings"]
        and people.is_name(one.reviewer)
        and not one.person.is_among(barred)
    ]


def _barred(case: Case) -> list[Person]:
    """Whose opinions do not count in the case. In a monitoring case they are its decisions."""
    return [*case.submitters, *(clearers(case) if case.alert else ())]


def _approvers(case: Case) -> list[Person]:
    """Who approved the case as it stands, as long as it is not decided."""
    state = None if case.meta.status.is_final else rules.current(case)
    return [one.person for one in state.decisions if one.choice is Choice.APPROVED] if state else []


def _check(opinion: Opinion, case: Case) -> None:
    if case.alert:
        raise DecisionRefused(f"{case.id} is cleared as a whole, with: kyc review {case.id} --approve")
    decisions.check_reason(opinion.reason, policy("review")["clearings"], "clearing a hit")


def _seen(table: CaseTable, case: Case, opinion: Opinion) -> str:
    """The whole hash of the evidence. Raises EvidenceChanged."""
    found = rules.evidence(case)
    if changed := decisions.evidence_changed(case, opinion.evidence, found):
        _refuse(table, case, opinion, changed)
    return found


class _Says(Protocol):
    """An opinion, as far as it matters who has it."""

    @property
    def reviewer(self) -> str: ...
    @property
    def senior(self) -> bool: ...
    @property
    def person(self) -> Person: ...


def refusal(
    case: Case, given: Sequence[_Says], opinion: _Says, what: str, barred: Mapping[str, Sequence[Person]]
) -> str | None:
    """Why this person may not say so beside those who did; None where nothing speaks against it.

    ``what`` one does; ``barred``: who may not beside the submitters, by what they did.
    """
    if not case.submitters:
        return f"its decision record does not say who submitted it, so nobody {what}"
    for did, those in {"submitted the case": case.submitters, **barred}.items():
        if opinion.person.is_among(those):
            return f"{opinion.reviewer} {did}, so somebody else {what}"
    if given and not (opinion.senior or any(one.senior for one in given)):
        return f"one of the two reviewers must be senior, and {given[0].reviewer} is not"
    return None


def _refuse(table: CaseTable, case: Case, opinion: Opinion, error: DecisionRefused) -> NoReturn:
    details: dict[str, Any] = {
        "reviewer": opinion.reviewer,
        "principal": opinion.principal,
        "entry_id": opinion.hit.entry_id,
        "senior": opinion.senior,
        "status": error.status,
    }
    refused = Evidence({"verdict": "refused", "reasons": [type(error).__name__]}, details=details)
    table.keep(case.id, REFUSED, str(uuid.uuid4()), refused, timestamp())
    raise error
