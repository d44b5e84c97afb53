"""A case: an application with all that is kept of it, as one query of its partition gives it.

A *monitoring case* is a case too: a customer was found on a list after onboarding. Its record begins with the alert
instead of a submission, and all that people decide in it is kept, counted and sealed as in any other.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from lambdas.shared.cases import record, vouched
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.items import APPLICATION, Meta, Picture, Request, Review, Submission, Upload
from lambdas.shared.cases.record import CHAIN, Head
from lambdas.shared.cases.status import META
from lambdas.shared.cases.vouched import Vouched
from lambdas.shared.runtime.dynamodb import Row, numbered
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person

EVIDENCE, UPLOAD, PICTURE, FROZEN = "EVIDENCE#", "UPLOAD#", "SCAN#", "PICTURES"
MESSAGE, FAILURE = "MESSAGE#", "FAILURE#"
_BASIS = (f"{APPLICATION}#", EVIDENCE, UPLOAD, f"{FROZEN}#")
"""What a reviewer's decision may rest on."""
OPENING_REFUSED = "opening_refused"
"""The step by whose entry it is recorded that an account was not opened: it says nothing of the applicant."""
ALERT = "alert"
"""The step by whose entry the record of a monitoring case begins."""


@dataclass(frozen=True)
class Case:
    """An application with all its items, by their names. What is made of them is made once, when it is asked for.

    ``vouched``: what is vouched for of what people said (``vouched.py``); nothing, where the function may not know.
    """

    items: dict[str, Row]
    vouched: Vouched = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row], vouched: Vouched | None = None) -> Self:
        """From all items of a partition. Raises ApplicationNotFound where there is no application among them."""
        items = {row["item"]: row for row in rows}
        if META not in items:
            raise ApplicationNotFound("no application has that id")
        return cls(items, vouched or {})

    @property
    def id(self) -> str:
        return str(self.items[META]["application_id"])

    @cached_property
    def meta(self) -> Meta:
        return Meta.of(self.items[META])

    @cached_property
    def head(self) -> Head:
        return Head.of(self.items.get(CHAIN))

    @cached_property
    def entries(self) -> list[record.Entry]:
        """The decision record, in order."""
        return record.entries(self.items.values())

    @cached_property
    def faults(self) -> list[str]:
        """What in the record is not as it was written, or as people said it."""
        return [*record.problems(self.entries, self.head), *vouched.problems(self.entries, self.vouched)]

    @property
    def is_whole(self) -> bool:
        """Whether the record is as it was written, and what people said is vouched for."""
        return not self.faults

    @cached_property
    def linked(self) -> list[KeptEvidence]:
        """What the steps found, in the record's order: entries alone, and none where the record is not whole."""
        kept = (entry for entry in self.entries if entry["item"].startswith(EVIDENCE))
        return list(map(KeptEvidence.of, kept)) if self.is_whole else []

    def last(self, step: str) -> KeptEvidence | None:
        """What this step found last, as far as the record is whole."""
        return next((one for one in reversed(self.linked) if one.step == step), None)

    @property
    def alert(self) -> KeptEvidence | None:
        """The entry by which a monitoring case began; None in any other, and where the record is not whole."""
        return next((one for one in self.linked[:1] if one.step == ALERT and one.number == 1), None)

    @property
    def is_monitoring(self) -> bool:
        """Whether it is a monitoring case: no application was ever submitted under its id."""
        return numbered(APPLICATION, 1) not in self.items

    @property
    def submitters(self) -> list[Person]:
        """Who submitted the application, or corrected it: as the record has it, and nobody where it is not whole.

        Of a monitoring case, who did so with the application of the customer, as far as that was known then.
        """
        if self.alert:
            return [Person(**one) for one in self.alert.details["submitters"]]
        kept = [entry for entry in self.entries if entry["item"].startswith(f"{APPLICATION}#") and self.is_whole]
        return [one for one in (Submission.of(entry).by for entry in kept) if one]

    def submission(self, attempt: int) -> Submission:
        """Raises ApplicationNotFound."""
        found = self.items.get(numbered(APPLICATION, attempt))
        if found is None:
            raise ApplicationNotFound(f"application {self.id} has no submission {attempt}")
        return Submission.of(found)

    @property
    def submissions(self) -> list[Submission]:
        """Every submission, in order. Personal data."""
        return [Submission.of(row) for row in self._named(f"{APPLICATION}#")]

    @property
    def application(self) -> Application:
        """As last submitted. Personal data."""
        return self.submission(self.meta.attempts).application

    def request(self, attempt: int) -> Request | None:
        """What the applicant is, or was, asked for in this attempt."""
        found = self.items.get(numbered(Request.PREFIX, attempt))
        return Request.of(found) if found else None

    @property
    def requests(self) -> list[Request]:
        """Every request for information, in order."""
        return [Request.of(row) for row in self._named(f"{Request.PREFIX}#")]

    @property
    def open_request(self) -> Request | None:
        """What the applicant is asked for now; None unless the applicant is waited for."""
        found = self.request(self.meta.awaits or 0) if self.meta.status is Request.WAITING else None
        return found if found and found.is_unanswered else None

    @property
    def review(self) -> Review | None:
        """The review of the attempt that the application is in."""
        found = self.items.get(numbered(Review.PREFIX, self.meta.attempts))
        return Review.of(found) if found else None

    @property
    def reviews(self) -> list[Review]:
        return [Review.of(row) for row in self._named(f"{Review.PREFIX}#")]

    @cached_property
    def evidence(self) -> list[KeptEvidence]:
        """What the steps found, in order of step and run."""
        return [KeptEvidence.of(row) for row in self._named(EVIDENCE)]

    def evidence_of(self, step: str) -> list[KeptEvidence]:
        return [one for one in self.evidence if one.step == step]

    def until(self, number: int) -> Self:
        """The case as it was when its record ended with this entry; a record that is not whole stays so."""
        items = {item: row for item, row in self.items.items() if row.get("number", 0) <= number}
        last = next((entry for entry in self.entries if entry["number"] == number), None)
        if self.is_whole and last:
            items[CHAIN] = self.items[CHAIN] | Head(number, str(last["hash"])).shown()
        return type(self)(items, {item: said for item, said in self.vouched.items() if item in items})

    def evidence_hash(self, *, without: Collection[str]) -> str:
        """SHA-256 in hex of all that a decision may rest on: the record's entries, but for those of these steps."""
        basis = [entry for entry in self.entries if entry["item"].startswith(_BASIS)]
        hashes = [str(entry["hash"]) for entry in basis if entry.get("step") not in (*without, OPENING_REFUSED)]
        return hashlib.sha256("\n".join(hashes).encode()).hexdigest()

    @property
    def pictures(self) -> list[Picture]:
        return [Picture.of(row) for row in self._named(PICTURE)]

    @property
    def uploads(self) -> list[Upload]:
        return [Upload.of(row) for row in self._named(UPLOAD)]

    @property
    def messages(self) -> list[Row]:
        """What was sent to the applicant: shown to staff as it was kept."""
        return self._named(MESSAGE)

    @property
    def failures(self) -> list[Row]:
        """``error``, ``said`` and ``at`` of each technical failure: shown to staff as they were kept."""
        return self._named(FAILURE)

    def _named(self, prefix: str) -> list[Row]:
        return [row for item, row in sorted(self.items.items()) if item.startswith(prefix)]
