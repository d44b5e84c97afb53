"""The back office's own client: submit applications, follow them, decide them.

>>> onboarding = Onboarding.connect(target="local")
>>> application_id = onboarding.submit(application)
>>> onboarding.show(application_id)["status"]
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backoffice import audit, ids, records, uploads
from backoffice.errors import (
    BackOfficeError,
    DifferentApplication,
    InvalidApplication,
    MissingReason,
    NotWaiting,
    UnknownApplication,
)
from infrastructure.target import Target
from lambdas.shared.accounts.customers import Customers, customer_id
from lambdas.shared.cases import waiting
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.table import FINAL, OPEN, numbered
from lambdas.shared.cases.table import CaseTable as Table
from lambdas.shared.documents.pictures import Place
from lambdas.shared.providers.face_matcher.rekognition import create_liveness_session
from lambdas.shared.reviews import decisions
from lambdas.shared.reviews.rules import Opinion
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists import cleared

STATUSES = (*OPEN, "onboarded", "declined", "failed")
_ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")


@dataclass(frozen=True)
class Documents:
    """The documents bucket, the ARN of its key, and the clients of the services that fill it."""

    bucket: str
    key: str
    s3: Any
    rekognition: Any | None


class Onboarding:
    """One deployed KYC onboarding. Every method is safe to repeat."""

    def __init__(
        self,
        states: Any,
        outputs: Mapping[str, str],
        table: Table,
        customers: Customers,
        documents: Documents,
        principal: Callable[[], str] = str,
    ) -> None:
        self._states, self._stage = states, outputs["Stage"]
        self._state_machine_arn = outputs["OnboardingStateMachineArn"]
        self._table, self._customers, self._documents = table, customers, documents
        self._principal = principal

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> "Onboarding":
        """The onboarding that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs, dynamodb = where.outputs(), where.client("dynamodb")
        return cls(
            where.client("stepfunctions"),
            outputs,
            Table(dynamodb, outputs["OnboardingTableName"]),
            Customers(dynamodb, outputs["CustomersTableName"]),
            Documents(
                outputs["DocumentsBucketName"],
                outputs["DataKeyArn"],
                where.client("s3"),
                None if where.local else where.client("rekognition"),
            ),
            str if where.local else lambda: str(where.client("sts").get_caller_identity()["Arn"]),
        )

    def submit(self, application: Row, submitted_by: str | None = None) -> str:
        """Store the application and start its onboarding; returns its id.

        ``submitted_by``: the person, who then has no say in a review of it.

        The same application again is the same onboarding. Raises InvalidApplication, DifferentApplication.
        """
        application_id = self._validated(application)
        if not self._insert(application, submitted_by):
            stored = self._meta(application_id)
            if stored["content_sha256"] != _fingerprint(application):
                raise DifferentApplication(
                    f"{application_id} was submitted before with other content. "
                    f"Give a new application a new application_id; new documents go in with: kyc resubmit FILE"
                )
            if "execution_arn" in stored:
                return application_id
        self._start(application_id)
        return application_id

    def resubmit(self, application: Row) -> str:
        """Give a corrected application to an onboarding that waits for documents; returns its id.

        Raises InvalidApplication, UnknownApplication, NotWaiting.
        """
        application_id = self._validated(application)
        meta, content = self._meta(application_id), _fingerprint(application)
        changed, asked = meta["content_sha256"] != content, numbered("DOCUMENTS", meta.get("awaits", 0))
        if changed and meta["status"] != "awaiting_documents":
            raise NotWaiting(f"{application_id} does not wait for documents: it is {meta['status']}")
        if missing := unanswered(self._table.get(application_id, asked) or {}, application):
            raise InvalidApplication([f"{part}: was asked for" for part in missing])
        if changed:
            again = _submission(application)
            waiting.advance(self._table, application_id, meta["attempts"] + 1, again, content_sha256=content)
        if "awaits" in meta:
            self._deliver(application_id, asked, {"received": True})
        return application_id

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]]) -> dict[str, Row]:
        """Where the bank's app sends the pictures: for each, ``method``, ``url`` and ``headers``, valid for 15 minutes.

        ``files``: media type and size in bytes of ``document_front``, ``document_back`` and ``selfie``, as far as they
        are to be sent; both are in the signature. The onboarding continues by itself once all it waits for is there.
        Raises UnknownApplication, NotWaiting, UnusableFile.
        """
        meta = self._meta(application_id)
        if meta["status"] in FINAL:
            raise NotWaiting(f"{application_id} needs no pictures any more: it is {meta['status']}")
        return {
            picture: uploads.address(
                self._documents.s3,
                self._documents.bucket,
                Place(application_id, _awaited_attempt(meta), picture),
                media_type,
                size,
            )
            for picture, (media_type, size) in files.items()
        }

    def upload(self, application_id: str, paths: Mapping[str, Path]) -> list[str]:
        """Send pictures from files, as the bank's app does; returns which. Raises as ``upload_addresses``."""
        found = uploads.files(paths)
        sizes = {picture: (media_type, len(content)) for picture, (media_type, content) in found.items()}
        for picture, address in self.upload_addresses(application_id, sizes).items():
            uploads.send(address, found[picture][1])
        return list(found)

    def liveness_session(self, application_id: str) -> str:
        """The id of a new Face Liveness session for the selfie that is needed next: one video within three minutes.

        The bank's app streams the session with Amplify's FaceLivenessDetector; the selfie then arrives by itself.
        Raises UnknownApplication, NotWaiting, BackOfficeError.
        """
        meta = self._meta(application_id)
        if meta["status"] in FINAL:
            raise NotWaiting(f"{application_id} needs no selfie any more: it is {meta['status']}")
        if self._documents.rekognition is None:
            raise BackOfficeError("Face Liveness is a service of AWS; here the sandbox's face.liveness answers for it")
        attempt = _awaited_attempt(meta)
        session = create_liveness_session(
            self._documents.rekognition,
            application_id=application_id,
            attempt=attempt,
            number=len(self._table.starting(application_id, numbered("LIVENESS", attempt))) + 1,
            bucket=self._documents.bucket,
            kms_key_id=self._documents.key,
        )
        item = f"{numbered('LIVENESS', attempt)}#{session}"
        self._table.insert(application_id, item, {"session_id": session, "at": timestamp()})
        return session

    def decide(  # noqa: PLR0913 - what an opinion consists of, each by name
        self,
        application_id: str,
        decision: str,
        *,
        reason: str,
        reviewer: str,
        evidence: str,
        note: str = "",
        senior: bool = False,
        parts: Sequence[str] = (),
    ) -> Row:
        """Give an opinion on the case that waits for a review: ``approved``, ``declined``, or ``more`` of ``parts``.

        ``reason``: a code of the review policy; ``evidence``: the first digits, eight at least, of the hash that
        ``show`` gives with the review; ``senior``: the reviewer is. Returns the review, ``pending`` where another
        person's opinion is needed. Raises UnknownApplication, NotWaiting, and what ``decisions.give`` raises.
        """
        meta = self._meta(application_id)
        ended = self._execution(meta)["status"]
        if meta["status"] == "awaiting_review" and ended != "RUNNING":
            raise NotWaiting(f"{application_id} waits for nothing any more: its execution is {ended}")
        opinion = Opinion(reviewer, decision, reason, evidence, note, senior, tuple(parts), self._principal())
        decisions.give(self._states, self._table, application_id, opinion)
        shown: Row = self.show(application_id)["review"]
        return shown

    def clear_hit(self, application_id: str, entry_id: str, *, reason: str, reviewer: str) -> Row:
        """Remember that the list entry, which the screening found, is somebody else; returns what is remembered.

        It holds for this person and this entry until either changes, in other applications too. The case's own review
        is decided with ``decide``. Raises UnknownApplication, UnknownHit, MissingReason.
        """
        if not reason.strip() or not reviewer.strip():
            raise MissingReason("a hit is cleared with a reason and by a person: give --reason and --reviewer in words")
        self._meta(application_id)
        rows = self._table.starting(application_id, "EVIDENCE#screen_")
        person, hit = records.hit(rows, entry_id)
        row = {
            "reviewer": reviewer,
            "reason": reason,
            "cleared_at": timestamp(),
            "application_id": application_id,
        }
        cleared.clear(self._customers, person, hit, row)
        return {"entry_id": entry_id, "list_name": hit["list_name"], "name_matched": hit["name_matched"], **row}

    def show(self, application_id: str) -> Row:
        """Everything about one application that staff may see. Raises UnknownApplication."""
        # The execution first: the items that it wrote before it ended are there then.
        execution = self._execution(self._meta(application_id))
        rows = {row["item"]: row for row in self._table.items(application_id)}
        account = self._customers.account(customer_id(application_id))
        return records.complete(rows, account, execution)

    def audit(self, application_id: str) -> Row:
        """The decision record as ``backoffice.audit`` exports it. Raises UnknownApplication."""
        rows = self._table.items(ids.application_id(application_id))
        if not any(row["item"] == "META" for row in rows):
            raise UnknownApplication(_unknown(application_id))
        return audit.export(application_id, rows)

    def list(self, status: str | None = None) -> list[Row]:
        """Every application, or those with this status, the latest first."""
        # Which applications failed without being able to say so is known only after looking.
        looked_for = STATUSES if status in (None, "failed") else (status,)
        rows = [row for one in looked_for for row in self._with_status(one)]
        failed = self._failed_executions() if any(row["status"] in OPEN for row in rows) else set()
        found = [records.summary(row, ended_badly=row["application_id"] in failed) for row in rows]
        shown = [row for row in found if status in (None, row["status"])]
        return sorted(shown, key=lambda row: str(row["submitted_at"]), reverse=True)

    def waiting(self, queue: str) -> Iterator[Row]:
        """The cases that wait for review in this queue, the latest first. Raises BackOfficeError for another queue."""
        policies = policy("review")
        known = [*(one["name"] for one in policies["queues"]), policies["escalation_queue"]]
        if queue not in known:
            raise BackOfficeError(f"there is no queue {queue}; there are: {', '.join(known)}")
        cases = (
            (row, self._table.starting(row["application_id"], "REVIEW#")[-1]) for row in self.list("awaiting_review")
        )
        return (row for row, review in cases if review["queue"] == queue)

    def rated(self) -> Iterator[Row]:
        """The last rating of each decided application: ``application_id``, ``outcome``, ``result`` and ``details``."""
        for meta in (row for status in FINAL for row in self._with_status(status)):
            rows = map(records.step, self._table.starting(meta["application_id"], "EVIDENCE#score_risk#"))
            if last := max(rows, key=lambda step: str(step["at"]), default=None):
                told = {"application_id": meta["application_id"], "outcome": meta["status"]}
                yield told | {part: last[part] for part in ("result", "details")}

    def _validated(self, application: Row) -> str:
        """The application's id. Raises InvalidApplication."""
        application_id = validated(application)
        if self._stage == "production" and "sandbox" in application:
            raise InvalidApplication(["sandbox: test values count in the sandbox only, and this is production"])
        return application_id

    def _meta(self, application_id: str) -> Row:
        found = self._table.get(ids.application_id(application_id), "META")
        if found is None:
            raise UnknownApplication(_unknown(application_id))
        return found

    def _insert(self, application: Row, submitted_by: str | None) -> bool:
        """Write META and the first submission, both or neither; False when they are there."""
        application_id, at = application["application_id"], timestamp()
        meta = {
            "status": "running",
            "submitted_at": at,
            "updated_at": at,
            "attempts": 1,
            "content_sha256": _fingerprint(application),
            "product": application["product"],
            "channel": application["channel"],
            "submitted_by": submitted_by,
        }
        first = {"Put": self._table.new(application_id, "META", meta)}
        return self._table.append(application_id, numbered("APPLICATION", 1), _submission(application), first)

    def _start(self, application_id: str) -> None:
        waiting.start(self._states, self._table, self._state_machine_arn, application_id)

    def _deliver(self, application_id: str, item: str, answer: Row) -> None:
        if not waiting.deliver(self._states, self._table, application_id, item, answer):
            raise NotWaiting(
                f"{application_id} no longer waits for this answer, or a reminder goes out just now. "
                f"Look again (kyc show {application_id}), then repeat the command"
            )

    def _execution(self, meta: Row) -> Row:
        if "execution_arn" not in meta:
            return {"status": "NOT_STARTED"}
        try:
            found: Row = self._states.describe_execution(executionArn=meta["execution_arn"])
        except self._states.exceptions.ExecutionDoesNotExist:
            return {"status": "EXPIRED"}  # Step Functions keeps ended executions for 90 days
        return found

    def _with_status(self, status: str) -> Iterator[Row]:
        return self._table.query_index("by_status", "status", status)

    def _failed_executions(self) -> set[str]:
        """Names of the executions that ended without being able to say so themselves."""
        pages = self._states.get_paginator("list_executions")
        return {
            execution["name"]
            for status in _ENDED_BADLY
            for page in pages.paginate(stateMachineArn=self._state_machine_arn, statusFilter=status)
            for execution in page["executions"]
        }


def validated(application: Any) -> str:
    """The application's id. Raises InvalidApplication."""
    if problems := schemas.problems(application, schemas.validator("application")):
        raise InvalidApplication(problems)
    return str(application["application_id"])


def _awaited_attempt(meta: Row) -> int:
    """The attempt that the next pictures are for."""
    return int(meta["awaits"] if meta["status"] == "awaiting_documents" else meta["attempts"])


def _fingerprint(application: Row) -> str:
    return hashlib.sha256(json.dumps(application, sort_keys=True).encode()).hexdigest()


def _submission(application: Row) -> Row:
    return {"body": json.dumps(application, ensure_ascii=False), "at": timestamp()}


def _unknown(application_id: str) -> str:
    return f"no application has the id {application_id}. See them all: kyc list"
