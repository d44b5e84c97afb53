"""What is true of the cases of a bank, whatever their records say."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.shared.runtime import people

Row = dict[str, Any]
BY_HAND, FIRST = "by-hand", "first"
"""An execution that somebody has started under a name of their own; the one that began the case."""
DIRECT = {who: (who, "zoe") for who in ("dora", "dick", "dan")}
"""Who has AWS credentials, and the names that they give."""
KNOWN = {"dora": "dora", "dick": "eva"}
"""Whom the bank's settings say that these belong to."""
_SAME = {"dick": "eva", "dan": "max"}
"""Who that truly is. Of ``dan`` the settings say nothing."""
Entry = tuple[str, str]
"""A list entry's id, and what the list says of it."""


def truly(who: str) -> str:
    return _SAME.get(who, who)


def execution(case: "Truth", name: str) -> str:
    """The execution of this name; where it is empty, the one that works on the case."""
    return {"": case.run, FIRST: case.id}.get(name, name)


def arn_of(who: str) -> str:
    return f"arn:aws:iam::1:user/{who}"


def by_aws(who: str) -> str:
    """The principal of this person with AWS credentials."""
    return f"{people.DIRECT}{arn_of(who)}"


def credentials() -> dict[str, str]:
    """The environment in which functions know whose AWS credentials are whose."""
    return {people.STAFF_PRINCIPALS: json.dumps({arn_of(who): subject for who, subject in KNOWN.items()})}


@dataclass(frozen=True)
class Said:
    """What somebody said and the bank took: ``who`` it truly was, and what this person had seen."""

    who: str
    is_reviewer: bool
    is_senior: bool
    epoch: int
    shown: frozenset[Entry]
    what: str = "approved"


@dataclass
class Truth:
    """What is true of a case, whatever its record says.

    ``base``: its rating without hits; ``epoch``: rises whenever what was submitted, sent or checked is another;
    ``shown``: the hits that its screenings show, in this attempt; ``passes``: how often it was checked; ``run``: the
    execution that works on it; ``restarting``: who asks for another one; ``opened_by``: which execution opens its
    account, of which attempt.
    """

    id: str
    base: str
    application: Row
    submitters: set[str]
    epoch: int = 1
    passes: int = 0
    attempt: int = 1
    token: str = ""
    place: str = "check"
    run: str = ""
    has_failed: bool = False
    opened_by: tuple[str, int] = ("", 0)
    restarting: set[str] = field(default_factory=set)
    shown: set[Entry] = field(default_factory=set)
    decisions: list[Said] = field(default_factory=list)
    clearings: list[Said] = field(default_factory=list)
    looks: dict[str, tuple[str, int, frozenset[Entry]]] = field(default_factory=dict)
    is_customer: bool = False
    is_open: bool = False

    @property
    def approvals(self) -> list[Said]:
        """Those that may count now: of reviewers who neither submitted the case nor cleared a hit of it."""
        barred = self.submitters | {one.who for one in self.clearings}
        given = (one for one in self.decisions if one.what == "approved" and one.epoch == self.epoch)
        return [one for one in given if one.is_reviewer and one.who not in barred]


def wrong(case: Truth, cases: Collection[Truth], listed: Mapping[str, str], *, waits: bool = False) -> str | None:
    """Why the account of the case should not be open; None where it may.

    ``listed``: the entries in force; ``waits``: whether the case has failed, or somebody is asked just now.
    """
    if case.opened_by != (case.run, case.attempt):
        return f"{case.opened_by} opens it, and what works on it is {case.run, case.attempt}"
    if waits:
        return "nothing works on it now"
    approvals = case.approvals
    apart = case.submitters | {one.who for one in approvals}
    left = {entry for entry in listed.items() if not any(_is_cleared(entry, one, apart) for one in cases)}
    needed = 2 if left or case.base == "high" else {"low": 0, "medium": 1}[case.base]
    if len({one.who for one in approvals}) < needed:
        return f"{needed} people have to approve the case as it is, and these did: {approvals}"
    if needed > 1 and not any(one.is_senior for one in approvals):
        return "nobody who approved it is senior"
    if not all(left <= one.shown for one in approvals):
        return f"not all who approved it have seen {left}"
    return None


def _is_cleared(entry: Entry, case: Truth, apart: Collection[str]) -> bool:
    """Whether two people cleared it in this case, on the same evidence, one of them senior, none of those ``apart``."""
    given = [one for one in case.clearings if entry in one.shown and one.what == entry[0] and one.is_reviewer]
    valid = [one for one in given if one.who not in case.submitters and one.who not in apart]
    by_epoch = [[one for one in valid if one.epoch == epoch] for epoch in {one.epoch for one in valid}]
    return any(len({one.who for one in those}) > 1 and any(one.is_senior for one in those) for those in by_epoch)
