"""The items of the Onboarding table with their keys, as they are written and read: what is in them is JSON text there.

The table's page is in ``table.py``. No other module knows a key or that text.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Self

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.status import Status
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.dynamodb import Row, json_text, numbered
from lambdas.shared.runtime.json_text import parse
from lambdas.shared.runtime.people import Person

UNREADABLE = "UNREADABLE"
APPLICATION = "APPLICATION"
"""How the items with submissions begin."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a case stands, without personal data. ``awaits``: the attempt that the applicant is asked for.

    ``queue``: in which reviewers were asked last; nobody knows it of an item that cannot be read.
    ``customer_id``: of a monitoring case, the customer who was found on a list. ``submitter``: of an application, whose
    it is, as ``submitter_of`` names it; "" where an earlier version wrote it. ``restarted_as``: the execution that the
    last restart begins; ``execution_arn`` is None until that is started, whichever was there before.
    """

    application_id: str
    status: Status
    attempts: int
    submitted_at: str = ""
    updated_at: str = ""
    product: str = ""
    channel: str = ""
    content_sha256: str = ""
    execution_arn: str | None = None
    rating: str | None = None
    outcome: str | None = None
    reasons: tuple[str, ...] = ()
    awaits: int | None = None
    queue: str | None = None
    customer_id: str | None = None
    restarted_as: str | None = None
    submitter: str = ""

    @classmethod
    def of(cls, row: Row) -> Self:
        known = {name: row[name] for name in cls.__slots__ if name in row}
        if "restarted_as" in known and str(known.get("execution_arn")).rpartition(":")[2] != known["restarted_as"]:
            known["execution_arn"] = None
        reasons = tuple(parse(row.get("reasons", "[]")))
        return cls(**known | {"status": Status(row["status"]), "reasons": reasons})

    @classmethod
    def in_a_list(cls, row: Row) -> Self:
        """The same; of an item that cannot be read, its id and status with the reason UNREADABLE: the others count."""
        try:
            moment(row["submitted_at"])
            return cls.of(row)
        except (KeyError, TypeError, ValueError):
            return cls(row["application_id"], Status(row["status"]), 0, reasons=(UNREADABLE,))

    @property
    def execution(self) -> str:
        """The name of the execution that works on the application: its own, until another one is known to."""
        known = self.execution_arn.rpartition(":")[2] if self.execution_arn else self.application_id
        return self.restarted_as or known

    @property
    def awaited_attempt(self) -> int:
        """The attempt that what the applicant sends next is for."""
        if self.status is Status.AWAITING_DOCUMENTS and self.awaits is not None:
            return self.awaits
        return self.attempts


def submitter_of(by: Person) -> str:
    """By what the index of submitters finds the applications of whoever submitted them: a hash, and no name."""
    return hashlib.sha256((by.principal or by.name).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission of the application; ``at`` is a timestamp. ``by``: nobody, where pictures alone were sent anew."""

    application: Application
    at: str = ""
    by: Person | None = None

    @classmethod
    def now(cls, application: Application, by: Person | None) -> Self:
        """Raises InvalidName."""
        return cls(application, timestamp(), by and by.checked())

    @classmethod
    def of(cls, row: Row) -> Self:
        by = Person(row["submitted_by"], row.get("principal", "")) if "submitted_by" in row else None
        return cls(parse(row["body"]), row.get("at", ""), by)

    def row(self) -> Row:
        by = {"submitted_by": self.by.name, "principal": self.by.principal or None} if self.by else {}
        return {"body": json_text(self.application), "at": self.at, **by}


class RequestStatus(StrEnum):
    """How far a request for information is: asked, complete and being answered, answered; or closed unanswered."""

    ASKED = "asked"
    ANSWERING = "answering"
    DELIVERED = "delivered"
    CLOSED = "closed"


class ReviewStatus(StrEnum):
    """How far a review is: pending, decided, its decision given to the execution; or closed undecided."""

    PENDING = "pending"
    DECIDED = "decided"
    DELIVERED = "delivered"
    CLOSED = "closed"


DELIVERED, CLOSED = "delivered", "closed"
"""Of both."""


def turn(event: Mapping[str, Any]) -> str:
    """When the execution entered the state that asks, and which of its tries this is: a later one sorts after."""
    return f"{event['entered_at']}#{event['retry_count']:03d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A question to a person whose answer an execution waits for, by its task token.

    ``number``: of the attempt; ``stage``: which of the reminders; ``asked_at`` and ``due_at`` are timestamps; ``turn``
    rises each time that the execution asks.
    """

    PREFIX: ClassVar[str]
    WAITING: ClassVar[Status]
    """The application's status meanwhile."""
    NUMBERED: ClassVar[str]
    """The attribute of META that has the number of what is waited for."""

    number: int
    status: RequestStatus | ReviewStatus
    stage: str = ""
    turn: str = ""
    task_token: str = ""
    asked_at: str = ""
    due_at: str | None = None
    reasons: tuple[str, ...] = ()

    @property
    def item(self) -> str:
        return numbered(self.PREFIX, self.number)

    @property
    def is_unanswered(self) -> bool:
        return self.status in (RequestStatus.ASKED, ReviewStatus.PENDING)

    @property
    def is_delivered(self) -> bool:
        return self.status == DELIVERED

    @property
    def as_read(self) -> Row:
        """The condition that nobody has answered or asked anew since it was read."""
        return {"status": self.status} | ({"task_token": self.task_token} if self.task_token else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Wait):
    """A request for information: the pictures and the parts of the application that the applicant is asked for.

    ``before``: the fingerprint of each part as it was then; ``question``: in a reviewer's words.
    """

    PREFIX: ClassVar[str] = "REQUEST"
    WAITING: ClassVar[Status] = Status.AWAITING_DOCUMENTS
    NUMBERED: ClassVar[str] = "awaits"

    status: RequestStatus = RequestStatus.ASKED
    pictures: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    question: str | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        lists: Row = {name: tuple(parse(row.get(name, "[]"))) for name in ("pictures", "parts", "reasons")}
        before = parse(row.get("before", "{}"))
        status = RequestStatus(row["status"])
        return cls(**_known(cls, row), status=status, **lists, before=before, question=row.get("question"))

    def row(self) -> Row:
        lists = {name: json_text(getattr(self, name)) for name in ("pictures", "parts", "reasons", "before")}
        return _wait_row(self) | lists | {"question": self.question}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Wait):
    """What reviewers have to decide: the item has the task token, and for lists the conditions of the record's entry.

    ``decision``, ``decided_at`` and ``evidence`` (the hash of what it was decided on) are there once it is decided.
    """

    PREFIX: ClassVar[str] = "REVIEW"
    WAITING: ClassVar[Status] = Status.AWAITING_REVIEW
    NUMBERED: ClassVar[str] = "attempts"

    status: ReviewStatus = ReviewStatus.PENDING
    review_id: str
    queue: str = ""
    rating: str | None = None
    decision: str | None = None
    decided_at: str | None = None
    evidence: str | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        more = {name: row[name] for name in _OF_A_REVIEW if name in row}
        reasons, status = tuple(parse(row.get("reasons", "[]"))), ReviewStatus(row["status"])
        return cls(**_known(cls, row), status=status, reasons=reasons, **more)

    def row(self) -> Row:
        return _wait_row(self) | {name: getattr(self, name) for name in _OF_A_REVIEW}


_OF_A_REVIEW = ("review_id", "queue", "rating", "decision", "decided_at", "evidence")
_OF_EACH_WAIT = ("stage", "turn", "task_token", "asked_at", "due_at")


def _known(kind: type[Wait], row: Row) -> Row:
    found = {name: row[name] for name in _OF_EACH_WAIT if name in row}
    return found | {"number": int(row["item"].removeprefix(f"{kind.PREFIX}#"))}


def _wait_row(wait: Wait) -> Row:
    row = {name: getattr(wait, name) for name in ("status", *_OF_EACH_WAIT)}
    return row | {"reasons": json_text(wait.reasons)}


@dataclass(frozen=True, slots=True)
class Picture:
    """Which picture of an attempt counts: one version of one object in the documents bucket."""

    attempt: int
    picture: str
    key: str
    version: str
    media_type: str
    liveness: float | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        known = {name: row[name] for name in ("attempt", "picture", "key", "version", "media_type")}
        return cls(**known, liveness=float(row["liveness"]) if "liveness" in row else None)


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that arrived, with what was found in it; ``reasons``: why it cannot be used."""

    attempt: int
    picture: str
    key: str
    version: str
    sequencer: str = ""
    sha256: str = ""
    bytes: int = 0
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    liveness: float | None = None
    brightness: float | None = None
    sharpness: float | None = None
    damaged: bool = False
    reasons: tuple[str, ...] = ()
    at: str = ""

    @classmethod
    def of(cls, row: Row) -> Self:
        known = {name: row[name] for name in cls.__slots__ if name in row}
        decimals = {name: float(row[name]) for name in _DECIMALS if name in row}
        return cls(**known | decimals | {"reasons": tuple(parse(row["reasons"]))})

    def row(self) -> Row:
        row = {name: getattr(self, name) for name in self.__slots__}
        decimals = {name: str(row[name]) for name in _DECIMALS if row[name] is not None}
        return row | decimals | {"reasons": json_text(self.reasons)}


_DECIMALS = ("liveness", "brightness", "sharpness")
"""Kept as text: the table's numbers are whole."""
