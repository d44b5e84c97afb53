"""The Onboarding table: one application is one partition, and its items are all that is known of it.

==================  =====================================================================================
item                what it holds
==================  =====================================================================================
META                status, times, rating, outcome: no personal data; in the indexes by status and by submitter
CHAIN               how many entries the decision record has, and the hash of the last (``record.py``)
CASE#…              in a partition of the register: that this case was submitted (``register.py``)
OPINION#…           in one of its partitions: what one person decides on the bank's own list (``reviews/supplement.py``)
REFUSED#…           in the same: that somebody's opinion was refused
APPLICATION#001…    each submission of the application, and by whom: personal data, an entry of the record
EVIDENCE#…          each check's result, findings, details and the versions that made it, an entry of the record
REVIEW#001…         the review of an attempt with its task token; its conditions are an entry of the record
REQUEST#001…        the pictures and parts that the applicant was asked for in an attempt, with the task token
UPLOAD#001#…        each picture that arrived, with what was found in it, an entry of the record
SCAN#001#…          which picture of an attempt counts: the last good one of its kind
PICTURES#001…       which versions all checks of an attempt look at, an entry of the record
LIVENESS#001#001…   each session that was opened for the selfie of an attempt
ALERTED#…           in a partition of a customer: the case in which this entry was reported (``monitoring/``)
MESSAGE#…           what was sent to the applicant, an entry of the record
OUTBOX#…            each event for other systems, published or not yet
WATCHDOG#…          what the watchdog has raised an alert for
REPORT              of a monitoring case: until when the match is to be reported (``monitoring/reporting.py``)
UNBLOCK             of one: whether core banking is still to lift its block (``monitoring/unblocking.py``)
FAILURE#000…        each technical failure, by redrive, an entry of the record; of a restarted one FAILURE#r2-000…
ALERT#000…          that the alert of this failure was raised
RESUMED#001…        that the execution went on after this redrive, of a restarted one RESUMED#r2-001…
OPERATION#…         in one too: what an operator asked for (``operations.py``)
LOOK#…              that somebody looked at personal data, an entry of the record (``onboardings/looks.py``)
CLAIM#001…          which reviewer works on a review, and until when (``onboardings/review_claims.py``)
SAGA, SAGA#…        who opens the account, or undoes it (``accounts/saga.py``)
COVERAGE#…          partitions with the record and the state of the monitoring (``monitoring/coverage.py``)
SANDBOX#…           how often a sandbox provider failed, as its test values ask
==================  =====================================================================================

An entry of the record is never changed. Details are JSON text, so that they are read back exactly as they were written.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from lambdas.shared.cases import execution, record, register, status, vouched
from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.case import EVIDENCE, FAILURE, MESSAGE, PICTURE, UPLOAD, Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.items import (
    APPLICATION,
    CLOSED,
    Meta,
    Picture,
    Request,
    RequestStatus,
    Review,
    ReviewStatus,
    Submission,
    Wait,
    submitter_of,
)
from lambdas.shared.cases.record import CHAIN, Head, WithEntry
from lambdas.shared.cases.status import META, Status
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, Table, Write, numbered
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict, Throttled
from lambdas.shared.runtime.people import Person

UNKNOWN = "unknown-uploads"
"""The partition of uploads that belong to no application."""


class CaseTable(Table):
    """The Onboarding table, in the terms of its items. A ``False`` says that a write's condition does not hold.

    ``decisions``: the table that vouches for what people said (``vouched.py``), where that is read or written.
    """

    def __init__(self, client: Any, name: str, decisions: str | None = None) -> None:
        super().__init__(client, name, "application_id")
        self.decisions: Table | None = Table(client, decisions, "application_id") if decisions else None

    # The application -----------------------------------------------------------------------------------------

    def case(self, application_id: str) -> Case:
        """All that is kept of the application, read at once. Raises ApplicationNotFound."""
        with suppress(ApplicationNotFound):
            return Case.of(*vouched.together(self, self.decisions, application_id))
        raise ApplicationNotFound(f"no application has the id {application_id}")

    def meta(self, application_id: str) -> Meta:
        """Raises ApplicationNotFound."""
        found = self.find_meta(application_id)
        if found is None:
            raise ApplicationNotFound(f"no application has the id {application_id}")
        return found

    def find_meta(self, application_id: str) -> Meta | None:
        found = self.get(application_id, META)
        return Meta.of(found) if found else None

    def with_status(self, wanted: Status) -> Iterator[Meta]:
        """The applications that had this status when the index was last written."""
        return map(Meta.in_a_list, self.query_index("by_status", "status", wanted))

    def page_with_status(self, wanted: Status, most: int, after: Row | None) -> tuple[list[Meta], Row | None]:
        """At most ``most`` of them, the latest first, after this key of the index; and the key that was reached."""
        rows, reached = self.index_page("by_status", ("status", wanted), most, after)
        return list(map(Meta.in_a_list, rows)), reached

    def page_of_submitter(self, by: Person, most: int, after: Row | None) -> tuple[list[Meta], Row | None]:
        """At most ``most`` of the applications that this person submitted first, as ``page_with_status`` has them."""
        rows, reached = self.index_page("by_submitter", ("submitter", submitter_of(by)), most, after)
        return list(map(Meta.in_a_list, rows)), reached

    def application(self, application_id: str, attempt: int | None = None) -> Application:
        """The application as submitted in that attempt, or last. Personal data. Raises ApplicationNotFound."""
        return self.submission(application_id, attempt or self.meta(application_id).attempts).application

    def submission(self, application_id: str, attempt: int) -> Submission:
        """What was submitted in that attempt, and by whom. Personal data. Raises ApplicationNotFound."""
        found = self.get(application_id, numbered(APPLICATION, attempt))
        if found is None:
            raise ApplicationNotFound(f"application {application_id} has no submission {attempt}")
        return Submission.of(found)

    def submit(self, application: Application, by: Person) -> bool:
        """Write META, the first submission and its entry in the register, or nothing; False where it is there.

        Who submits is in the submission, so in the record. Raises InvalidName, Conflict where it is there no more.
        """
        one = application["application_id"]
        meta = {
            "content_sha256": fingerprint(application),
            "product": application["product"],
            "channel": application["channel"],
            "submitter": submitter_of(by),
        }
        first, begin = numbered(APPLICATION, 1), status.begin(self, one, meta)
        if first in vouched.read(self.decisions, one) and self.find_meta(one) is None:
            raise Conflict(f"application {one} was submitted before, and is gone")
        kept = Submission.now(application, by).row()
        return register.entered(self, one, lambda *entry: self.append(one, first, kept, begin, *entry))

    def begin_attempt(self, case: Case, request: Request, application: Application, by: Person | None = None) -> bool:
        """Begin the next attempt with this application, which answers ``request``, in one transaction.

        False where the case is not as it was read any more: it waits for no documents, the request was replaced or is
        being answered, or the attempt or its content is another one.
        """
        meta, attempt = case.meta, case.meta.attempts + 1
        read = {"attempts": meta.attempts, "content_sha256": meta.content_sha256, "awaits": request.number}
        begun = {"attempts": attempt, "content_sha256": fingerprint(application)}
        asked = {"task_token": request.task_token, "status": RequestStatus.ASKED}
        writes = (
            self.change(case.id, META, begun, only_if=read | {"status": Status.AWAITING_DOCUMENTS}),
            self.change(case.id, request.item, {"status": RequestStatus.ANSWERING}, only_if=asked),
        )
        with suppress(Conflict):
            updates = ({"Update": one} for one in writes)
            return self.append(case.id, numbered(APPLICATION, attempt), Submission.now(application, by).row(), *updates)
        return False

    def started(self, application_id: str, execution_arn: str) -> bool:
        """Keep that the execution that works on the application is started; False where another one does by now."""
        named = execution.named(execution_arn.rpartition(":")[2])
        return self.update(application_id, META, {"execution_arn": execution_arn}, only_if=named)

    # The decision record -------------------------------------------------------------------------------------

    def append(self, application_id: str, item: str, row: Row, *writes: WithEntry, last: Head | None = None) -> bool:
        """Add an entry to the decision record, with ``writes`` or not at all; False where it is there already.

        ``last``: the record's head as it was read just now, where it was. Raises Conflict where a condition of
        ``writes`` does not hold, Throttled where others were always faster.
        """
        for _ in contended(f"the record of {application_id}"):
            before, last = last or self.head(application_id), None
            after, links = record.link(self, application_id, item, row, before)
            links += vouched.writes(self.decisions, application_id, item, row, after)
            refused = []
            with suppress(Throttled):  # another transaction was met: once more
                refused = self.attempt(*links, *(write(after) if callable(write) else write for write in writes))
                if not any(refused):
                    return True
            if self.get(application_id, item):
                return False
            if any(refused[2:]):
                raise Conflict(f"application {application_id}: {item} does not fit what is there")
        raise AssertionError("contended() ends with Throttled")

    def head(self, application_id: str) -> Head:
        """The head of the decision record, empty before the first entry."""
        return Head.of(self.get(application_id, CHAIN))

    def result(self, application_id: str, step: str, run: str) -> dict[str, Any] | None:
        """What this step answered in this run, in the form of its schema; None where it has not yet."""
        found = self.kept(application_id, step, run)
        return found.result if found else None

    def kept(self, application_id: str, step: str, run: str) -> KeptEvidence | None:
        """What this step found in this run."""
        found = self.get(application_id, f"{EVIDENCE}{step}#{run}")
        return KeptEvidence.of(found) if found else None

    def add_evidence(
        self, application_id: str, step: str, run: str, evidence: Evidence, started_at: str
    ) -> dict[str, Any]:
        """Keep what a step found and return its result: the one kept first, when two were quick."""
        if self.keep(application_id, step, run, evidence, started_at):
            return evidence.result
        return self.result(application_id, step, run) or evidence.result

    def keep(
        self,
        application_id: str,
        step: str,
        run: str,
        evidence: Evidence,
        started_at: str,
        last: Head | None = None,
    ) -> bool:
        """Keep what a step found, once; False where this run of it was kept before."""
        row = {"step": step, "run": run, "started_at": started_at, "at": timestamp(), **evidence.row()}
        return self.append(application_id, f"{EVIDENCE}{step}#{run}", row, *evidence.writes, last=last)

    def evidence(self, application_id: str, step: str) -> list[KeptEvidence]:
        """What this step, or the steps whose names begin so, found in every run, the latest last."""
        found = map(KeptEvidence.of, self.starting(application_id, f"{EVIDENCE}{step}"))
        return sorted(found, key=lambda one: one.at)

    def latest(self, application_id: str, step: str) -> KeptEvidence | None:
        return next(reversed(self.evidence(application_id, f"{step}#")), None)

    # Waits for people ----------------------------------------------------------------------------------------

    def decide(self, application_id: str, review: Review, decision: str, evidence: str) -> bool:
        """Keep what a pending review came to, and the hash of the evidence that it was decided on."""
        row = {"status": ReviewStatus.DECIDED, "decision": decision, "decided_at": timestamp(), "evidence": evidence}
        return self.update(application_id, review.item, row, only_if={"status": ReviewStatus.PENDING})

    def answering(self, application_id: str, request: Request) -> None:
        """Keep that all is there that was asked for, unless a reminder replaced the request meanwhile."""
        held = {"task_token": request.task_token}
        self.update(application_id, request.item, {"status": RequestStatus.ANSWERING}, only_if=held)

    def close(self, meta: Meta, wait: Wait) -> None:
        """Keep that nobody waits any more for the answer that never came, unless the case was restarted since."""
        if wait.is_unanswered:
            one = meta.application_id
            closed = self.change(one, wait.item, {"status": CLOSED}, only_if={"status": wait.status})
            self.transact({"Update": closed}, self.check(one, META, execution.named(meta.execution)))

    # Pictures ------------------------------------------------------------------------------------------------

    def pictures(self, application_id: str) -> list[Picture]:
        """Which picture of each attempt counts."""
        return [Picture.of(row) for row in self.starting(application_id, PICTURE)]

    def add_unknown_upload(self, key: str, version: str) -> None:
        """Keep an upload that belongs to no application."""
        self.insert(UNKNOWN, f"{UPLOAD}{version}", {"key": key[:1024], "version": version, "at": timestamp()})

    def liveness_sessions(self, application_id: str, attempt: int) -> list[str]:
        """The Face Liveness sessions that were opened for this attempt's selfie; an empty text while one is opened."""
        rows = self.starting(application_id, f"{numbered('LIVENESS', attempt)}#")
        return [row.get("session_id", "") for row in rows]

    def begin_liveness_session(self, application_id: str, attempt: int, number: int) -> bool:
        """Count the attempt's ``number``-th session, before it is opened; False where another call has done that."""
        return self.insert(application_id, numbered(numbered("LIVENESS", attempt), number), {"at": timestamp()})

    def add_liveness_session(self, application_id: str, attempt: int, number: int, session: str) -> None:
        self.update(application_id, numbered(numbered("LIVENESS", attempt), number), {"session_id": session})

    # Messages, failures and alerts ---------------------------------------------------------------------------

    def has_message(self, application_id: str, event_id: str) -> bool:
        return self.get(application_id, f"{MESSAGE}{event_id}") is not None

    def add_message(self, application_id: str, event_id: str, message: Mapping[str, Any]) -> None:
        """Keep what was sent to the applicant about this event, once."""
        self.append(application_id, f"{MESSAGE}{event_id}", {**message, "at": timestamp()})

    def has_failure(self, application_id: str, key: str) -> bool:
        return self.get(application_id, f"{FAILURE}{key}") is not None

    def add_failure(self, application_id: str, key: str, error: str, said: str) -> None:
        """Keep a technical failure, once."""
        self.append(application_id, f"{FAILURE}{key}", {"at": timestamp(), "error": error, "said": said})

    def is_marked(self, application_id: str, mark: str) -> bool:
        return self.get(application_id, mark) is not None

    def mark(self, application_id: str, mark: str) -> bool:
        """Keep that something was done (``ALERT#…``, ``RESUMED#…``, ``WATCHDOG#…``); False where it was kept before."""
        return self.insert(application_id, mark, {"at": timestamp()})

    def marking(self, application_id: str, mark: str) -> Write:
        """The same as a write of a transaction."""
        return {"Put": self.new(application_id, mark, {"at": timestamp()})}


def case_table() -> CaseTable:
    """The Onboarding table of this function."""
    return _opened()


@cache
def _opened() -> CaseTable:
    return CaseTable(aws.client("dynamodb"), os.environ["ONBOARDING_TABLE"], os.environ.get("DECISIONS_TABLE"))
