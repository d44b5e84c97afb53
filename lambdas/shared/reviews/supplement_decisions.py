"""Deciding on the bank's own list (``supplement.py``): each of two people gives the same opinion.

Adding a party takes two different people; removing one, or making it another, also that one of them is senior. A reason
of the review policy is needed, and the party's source and date stand in the party itself. Where nobody agrees with it,
an opinion ends after the policy's hours. Who may not say so, or saw something else, is refused, and that is an entry of
the record.
"""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import OPINION
from lambdas.shared.reviews.decisions import LEAST_DIGITS, DecisionRefused, EvidenceChanged, NotAllowed
from lambdas.shared.reviews.supplement import (
    PARTITION,
    REFUSED,
    Action,
    Opinion,
    Party,
    Standing,
    content_hash,
    read,
    standings,
)
from lambdas.shared.runtime import people, schemas
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy


def add(table: CaseTable, party: Party, by: Person, reason: str, *, note: str = "", senior: bool = False) -> Standing:
    """Want this party listed; returns where it stands then. The same once more changes nothing.

    Raises DecisionRefused (a party or reason that is none), NotAllowed, InvalidName, and Conflict where the record was
    changed.
    """
    if problems := schemas.problems(party, schemas.validator("supplement")):
        raise DecisionRefused("\n".join(["the party cannot be listed:", *(f"  {one}" for one in problems)]))
    opinion = Opinion(
        Action.ADD, party["id"], content_hash(party), by.name, reason, compact(party), note, senior, by.principal
    )
    return _give(table, opinion)


def remove(
    table: CaseTable, party_id: str, seen: str, by: Person, reason: str, *, note: str = "", senior: bool = False
) -> Standing:
    """Want this party no longer listed; ``seen``: the first digits of the hash of the party as the person saw it.

    Raises EvidenceChanged where it is another by now, or not listed, and what ``add`` raises.
    """
    opinion = Opinion(Action.REMOVE, party_id, "", by.name, reason, note=note, senior=senior, principal=by.principal)
    return _give(table, opinion, seen)


def _give(table: CaseTable, opinion: Opinion, seen: str = "") -> Standing:
    """Keep the opinion, once. ``seen``: what the person saw of a party that is to be removed."""
    ends = now() + timedelta(hours=policy("review")["supplement_hours"])
    opinion = replace(opinion, reviewer=people.normal(opinion.reviewer), at=timestamp(), until=timestamp(ends))
    _check_reason(opinion)
    for _ in contended("the bank's own list"):
        opinions, head = read(table)
        before = standings(opinions).get(opinion.party_id, Standing())
        if opinion.action is Action.REMOVE:
            opinion = _with_content(table, opinion, before, seen)
        same = [one for one in before.waiting(opinion.at) if one.agrees(opinion)]
        if before.after(opinion) == before or opinion.person.is_among(one.person for one in same):
            return before
        if same and not before.is_enough([*same, opinion]):
            said = f"one of the two reviewers must be senior, and {same[0].reviewer} is not"
            _refuse(table, opinion, "SENIOR_NEEDED", NotAllowed(said))
        if table.append(PARTITION, f"{OPINION}{head.count + 1:06d}", opinion.row(), last=head):
            return before.after(opinion)
    raise AssertionError("contended() ends with Throttled")


def _with_content(table: CaseTable, opinion: Opinion, before: Standing, seen: str) -> Opinion:
    """The opinion with the whole hash of the party as it is listed. Raises EvidenceChanged."""
    if not before.listed:
        said = f"{opinion.party_id} is not on the bank's own list: look with kyc watchlists"
        _refuse(table, opinion, "NOT_LISTED", EvidenceChanged(said))
    if len(seen) < LEAST_DIGITS or not before.content.startswith(seen):
        said = f"{opinion.party_id} is not what you saw: look again with kyc watchlists"
        _refuse(table, opinion, "EVIDENCE_CHANGED", EvidenceChanged(said))
    return replace(opinion, content=before.content)


def _refuse(table: CaseTable, opinion: Opinion, rule: str, error: DecisionRefused) -> NoReturn:
    """Keep that this person's opinion was refused, without the party or the note, and raise the error."""
    kept = ("action", "party_id", "reviewer", "principal", "senior", "at")
    row = {name: value for name, value in opinion.row().items() if name in kept}
    table.append(PARTITION, f"{REFUSED}{opinion.at}#{uuid.uuid4()}", row | {"rule": rule})
    raise error


def _check_reason(opinion: Opinion) -> None:
    reasons = policy("review")["supplement"][opinion.action]
    if opinion.reason not in reasons:
        known = "\n".join(f"  {code}: {sentence}" for code, sentence in reasons.items())
        raise DecisionRefused(f"{opinion.reason} is no reason to {opinion.action} a party; the reasons are:\n{known}")
