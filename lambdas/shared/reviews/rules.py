"""Reviews by people: who may give an opinion, and what the opinions amount to (``definitions/review_policy.json``).

An opinion is an entry of the decision record and is bound to the hash of the evidence that its maker saw; with other
evidence it counts no more. The rules hold wherever an opinion comes from: the back office asks them before it keeps
one, and the workflow asks them again before it goes on.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases import record
from lambdas.shared.cases.table import CaseTable, numbered
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy

STEP, REFUSED = "review", "review_refused"
ASKED = "REVIEWER_ASKS"
"""The reason with which the workflow asks the applicant what a reviewer wants."""
_EVIDENCE = ("APPLICATION#", "EVIDENCE#", "UPLOAD#")
PARTS = ("document_front", "document_back", "selfie", "due_diligence", "explanation")
"""What a reviewer may ask the applicant for: pictures, and parts of the application."""
PICTURES = PARTS[:3]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says of a case: ``decision`` approved, declined or more (then ``parts`` says what of).

    ``reason``: a code of the policy. ``evidence``: the hash of what was seen. ``principal``: the caller to AWS.
    """

    reviewer: str
    decision: str
    reason: str
    evidence: str
    note: str = ""
    senior: bool = False
    parts: tuple[str, ...] = ()
    principal: str = ""

    @property
    def person(self) -> str:
        return person(self.reviewer)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: the review's item, the hash of the evidence as it is, and who submitted the case."""

    review: Row
    evidence: str
    submitted_by: str | None
    opinions: Sequence[Opinion]

    @property
    def counted(self) -> list[Opinion]:
        """The opinions on the evidence as it is, by people who may give one."""
        return [one for one in self.opinions if one.evidence == self.evidence and one.person != self.submitter]

    @property
    def submitter(self) -> str | None:
        return self.submitted_by and person(self.submitted_by)

    @property
    def needs_two(self) -> bool:
        return bool(self.review["two_people"]) or any(map(_confirms, self.counted))

    @property
    def is_escalated(self) -> bool:
        """Whether only a senior reviewer decides."""
        return bool(self.review["queue"] == policy("review")["escalation_queue"])


def person(name: str) -> str:
    return name.strip().casefold()


def of(rows: Iterable[Row], review: Row, *, anew: bool = False) -> Case:
    """The case of this review among all items of its application.

    Once decided, with the evidence that it was decided on; ``anew``: with the evidence as it is.
    """
    found = list(rows)
    meta = next(row for row in found if row["item"] == "META")
    prefix = f"EVIDENCE#{STEP}#{review['review_id']}#"
    opinions = [_opinion(row) for row in sorted(found, key=_item) if _item(row).startswith(prefix)]
    decided_on = None if anew or review["status"] == "pending" else review.get("evidence")
    return Case(review, decided_on or evidence_hash(found), meta.get("submitted_by"), opinions)


def current(table: CaseTable, application_id: str, *, anew: bool = False) -> Case | None:
    """The case of the attempt's review, as ``of`` gives it; None where it has none."""
    item, rows = numbered("REVIEW", table.meta(application_id)["attempts"]), table.items(application_id)
    review = next((row for row in rows if row["item"] == item), None)
    return None if review is None else of(rows, review, anew=anew)


def evidence_hash(rows: Iterable[Row]) -> str:
    """The hash of all that a decision may rest on: the record's entries, without the reviews themselves."""
    entries = [row for row in record.entries(rows) if _item(row).startswith(_EVIDENCE)]
    hashes = [str(row["hash"]) for row in entries if row.get("step") not in (STEP, REFUSED)]
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def outcome(case: Case) -> str | None:
    """``approved``, ``declined`` or ``more``; None where another opinion is needed.

    One who declines is enough, but for a confirmed match. Where two are needed, they are two people who say the same,
    one of them senior; in the escalation queue a senior one is.
    """
    for one in case.counted:
        if one.decision == "more" or (one.decision == "declined" and not _confirms(one)):
            return one.decision
    for decision in ("declined", "approved"):
        agreeing = [one for one in case.counted if one.decision == decision]
        people, is_senior = {one.person for one in agreeing}, any(one.senior for one in agreeing)
        if len(people) >= (2 if case.needs_two else 1) and (is_senior or not (case.needs_two or case.is_escalated)):
            return decision
    return None


def refusal(case: Case, opinion: Opinion) -> str | None:
    """Why this person may not give this opinion now; None where nothing speaks against it."""
    others = [one for one in case.counted if one.person != opinion.person]
    mine = [one for one in case.counted if one.person == opinion.person]
    if opinion.person == case.submitter:
        return f"{opinion.reviewer} submitted the case, so somebody else decides it"
    if mine:
        return f"{opinion.reviewer} gave an opinion already ({mine[0].decision}); the next one is another person's"
    if case.is_escalated and not opinion.senior:
        return "the case was escalated: a senior reviewer decides"
    agreeing = [one for one in others if one.decision == opinion.decision]
    if case.needs_two and agreeing and not (opinion.senior or any(one.senior for one in agreeing)):
        return f"one of the two reviewers must be senior, and {agreeing[0].reviewer} is not"
    return None


def _confirms(opinion: Opinion) -> bool:
    return opinion.reason in policy("review")["two_people"]["opinions"]


def question(rows: Iterable[Row]) -> str:
    """What the last reviewer who asked for more wants to know; empty where nobody asked."""
    entries = (one for one in record.entries(rows) if one.get("step") == STEP)
    asked = [one.note for one in map(_opinion, entries) if one.decision == "more"]
    return asked[-1] if asked else ""


def row(review: Row, number: int, opinion: Opinion, at: str) -> tuple[str, Row]:
    """The opinion's item and entry of the decision record."""
    run = f"{review['review_id']}#{number:03d}"
    details = {"reviewer": opinion.reviewer, "reason": opinion.reason, "note": opinion.note, "senior": opinion.senior}
    details |= {"evidence": opinion.evidence, "parts": list(opinion.parts), "principal": opinion.principal}
    entry = {
        "step": STEP,
        "run": run,
        "started_at": review["asked_at"],
        "at": at,
        "result": json.dumps({"decision": opinion.decision, "reasons": [opinion.reason]}),
        "findings": "[]",
        "details": json.dumps(details, ensure_ascii=False),
        "versions": json.dumps({"review_policy": policy("review")["version"]}),
    }
    return f"EVIDENCE#{STEP}#{run}", entry


def _opinion(entry: Row) -> Opinion:
    details: dict[str, Any] = json.loads(entry["details"])
    known = {name: details[name] for name in ("reviewer", "reason", "evidence", "note", "senior", "principal")}
    return Opinion(decision=json.loads(entry["result"])["decision"], parts=tuple(details["parts"]), **known)


def _item(row: Row) -> str:
    return str(row["item"])
