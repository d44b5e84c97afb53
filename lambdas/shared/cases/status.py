"""The status of a case: which there are, which may follow which, and the only writes of it.

What is not in ``MOVES`` is refused by the write itself: its condition names the statuses from which it may move.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from lambdas.shared.cases import execution
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Table, Write, json_text

META = "META"
"""The item of the Onboarding table that has the status."""


class Status(StrEnum):
    """Where a case stands. An application ends as onboarded or declined; a monitoring case, in which a customer was
    found on a list, as cleared (somebody else is listed) or confirmed (the customer is).
    """

    RUNNING = "running"
    AWAITING_DOCUMENTS = "awaiting_documents"
    AWAITING_REVIEW = "awaiting_review"
    ONBOARDED = "onboarded"
    DECLINED = "declined"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether its execution works on it or waits for a person."""
        return self in OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a person: the applicant or a reviewer."""
        return self in (Status.AWAITING_DOCUMENTS, Status.AWAITING_REVIEW)

    @property
    def is_final(self) -> bool:
        """Whether it is decided, for good."""
        return self in FINAL


OPEN = (Status.RUNNING, Status.AWAITING_DOCUMENTS, Status.AWAITING_REVIEW)
FINAL = (Status.ONBOARDED, Status.DECLINED, Status.CLEARED, Status.CONFIRMED)
BEGIN = Status.RUNNING
"""The status of an application that was just submitted."""

MOVES: Mapping[Status, frozenset[Status]] = {
    # An open application may be decided from wherever it is: a wait that times out ends in a decline, and the answer
    # to a wait may reach the execution before the status says so.
    **dict.fromkeys(OPEN, frozenset(Status)),
    # A redrive resumes the execution in the state that failed, which may be any.
    Status.FAILED: frozenset(Status),
    # A decision stays; to write it again, as a repeated step does, changes nothing.
    **{final: frozenset({final}) for final in FINAL},
}
"""From each status, those that may follow."""


class Facts(TypedDict, total=False):
    """What is written together with a status; what is left out stays as it was."""

    reasons: Iterable[str]
    rating: str
    outcome: str
    awaits: int
    queue: str
    error: str
    restarted_as: str


def sources(to: Status) -> list[Status]:
    """The statuses from which an application may move to this one."""
    return [before for before, after in MOVES.items() if to in after]


def move(
    table: Table,
    application_id: str,
    to: Status,
    *,
    only_from: Status | None = None,
    only_if: Row | None = None,
    **facts: Unpack[Facts],
) -> bool:
    """Move the application to this status, now; False where ``MOVES`` forbids it, or META is not so."""
    return table.update(application_id, META, _row(to, facts), among=_among(to, only_from), only_if=only_if)


def write(
    table: Table,
    application_id: str,
    to: Status,
    *,
    only_from: Status | None = None,
    only_if: Row | None = None,
    **facts: Unpack[Facts],
) -> Write:
    """The same move as a write of a transaction, which fails where it is forbidden or META is not as ``only_if``."""
    among = _among(to, only_from)
    return {"Update": table.change(application_id, META, _row(to, facts), among=among, only_if=only_if)}


def looked_at(event: Mapping[str, Any]) -> Row:
    """META of a case whose last submission is the one that this event of its execution is about.

    A customer's case has no submission: its ``content_sha256`` is null.
    """
    content = event["content_sha256"]
    submission = {"attempts": event["attempt"]} | ({"content_sha256": content} if content else {})
    return submission | execution.named(event["run"])


def _among(to: Status, only_from: Status | None) -> dict[str, list[Status]]:
    return {"status": [one for one in sources(to) if only_from in (None, one)]}


def begin(table: Table, application_id: str, row: Row) -> Write:
    """The write of a transaction that creates META, in the first status; it fails where the application is there."""
    at = timestamp()
    first = {"status": BEGIN, "submitted_at": at, "updated_at": at, "attempts": 1}
    return {"Put": table.new(application_id, META, first | row)}


def _row(to: Status, facts: Facts) -> Row:
    row: Row = {"status": to, "updated_at": timestamp(), **facts}
    return row | ({"reasons": json_text(list(facts["reasons"]))} if "reasons" in facts else {})
