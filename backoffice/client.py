"""The back office's own client: submit applications, follow them, decide them.

>>> onboarding = Onboarding.connect(target="local")
>>> application_id = onboarding.submit(application)
>>> onboarding.show(application_id)["status"]
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from backoffice import ids, presentation, uploads
from backoffice.documents import Documents
from backoffice.errors import (
    BackOfficeError,
    DifferentApplication,
    InvalidApplication,
    MissingReason,
    NotWaiting,
    UnknownApplication,
)
from backoffice.presentation import ENDED_BADLY, Shown
from infrastructure.target import Target
from lambdas.shared.accounts.customers import CustomerTable, customer_id
from lambdas.shared.cases import waiting
from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.status import FINAL, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import decisions
from lambdas.shared.reviews.rules import Decision
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists import cleared

STATUSES = tuple(Status)


class Onboarding:
    """One deployed KYC onboarding. Every method is safe to repeat."""

    def __init__(
        self,
        states: Any,
        outputs: Mapping[str, str],
        table: CaseTable,
        customers: CustomerTable,
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
        liveness = outputs.get("LivenessRegion") or where.region_name()
        return cls(
            where.client("stepfunctions"),
            outputs,
            CaseTable(dynamodb, outputs["OnboardingTableName"]),
            CustomerTable(dynamodb, outputs["CustomersTableName"]),
            Documents(
                outputs["DocumentsBucketName"],
                outputs["DataKeyArn"],
                where.client("s3"),
                None if where.local else replace(where, region=liveness).client("rekognition"),
                is_elsewhere=liveness != where.region_name(),
            ),
            str if where.local else lambda: str(where.client("sts").get_caller_identity()["Arn"]),
        )

    def submit(self, application: Mapping[str, Any], submitted_by: str | None = None) -> str:
        """Store the application and start its onboarding; returns its id.

        ``submitted_by``: the person, who then has no say in a review of it.

        The same application again is the same onboarding. Raises InvalidApplication, DifferentApplication.
        """
        checked = self._validated(application)
        application_id = checked["application_id"]
        if not self._table.submit(checked, submitted_by):
            stored = self._meta(application_id)
            if stored.content_sha256 != fingerprint(checked):
                raise DifferentApplication(
                    f"{application_id} was submitted before with other content. "
                    f"Give a new application a new application_id; new documents go in with: kyc resubmit FILE"
                )
            if stored.execution_arn:
                return application_id
        self._start(application_id)
        return application_id

    def resubmit(self, application: Mapping[str, Any]) -> str:
        """Give a corrected application to an onboarding that waits for documents; returns its id.

        Raises InvalidApplication, UnknownApplication, NotWaiting.
        """
        checked = self._validated(application)
        case = self._case(checked["application_id"])
        meta, changed = case.meta, case.meta.content_sha256 != fingerprint(checked)
        if changed and meta.status is not Status.AWAITING_DOCUMENTS:
            raise NotWaiting(f"{case.id} does not wait for documents: it is {meta.status}")
        request = case.request(meta.awaits or 0)
        if missing := unanswered(request, checked):
            raise InvalidApplication([f"{part}: was asked for" for part in missing])
        begun = not changed or (request and self._table.begin_attempt(case, request, checked))
        if begun and (not request or waiting.deliver(self._states, self._table, case.id, request, {"received": True})):
            return case.id
        raise NotWaiting(
            f"{case.id} no longer waits for this answer, or a reminder goes out just now. "
            f"Look again (kyc show {case.id}), then repeat the command"
        )

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]]) -> dict[str, Shown]:
        """Where the bank's app sends the pictures: for each, ``method``, ``url`` and ``headers``, valid for 15 minutes.

        ``files``: media type and size in bytes of ``document_front``, ``document_back`` and ``selfie``, as far as they
        are to be sent; both are in the signature. The onboarding continues by itself once all it waits for is there.
        Raises UnknownApplication, NotWaiting, UnusableFile.
        """
        meta = self._undecided(application_id, "pictures")
        return self._documents.addresses(application_id, meta.awaited_attempt, files)

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
        meta = self._undecided(application_id, "selfie")
        attempt = meta.awaited_attempt
        number = len(self._table.liveness_sessions(application_id, attempt)) + 1
        session = self._documents.liveness_session(application_id, attempt, number)
        self._table.add_liveness_session(application_id, attempt, session)
        return session

    def upload_session_picture(self, application_id: str, session_id: str) -> None:
        """Upload the selfie of a finished session, where Face Liveness is in another region; within three minutes.

        Raises UnknownApplication, NotWaiting, BackOfficeError.
        """
        picture = self._documents.session_picture(session_id)
        [address] = self.upload_addresses(application_id, {"selfie": ("image/jpeg", len(picture))}).values()
        uploads.send(address, picture)

    def decide(  # noqa: PLR0913 - what a decision consists of, each by name
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
    ) -> Shown:
        """Decide the case under review: ``approved``, ``declined``, or ``request_information`` on ``parts``.

        ``reason``: a code of the review policy; ``evidence``: the first digits, eight at least, of the hash that
        ``show`` gives with the review; ``senior``: the reviewer is. Returns the review, ``pending`` where another
        person has to decide too. Raises UnknownApplication, NotWaiting, and what ``decisions.give`` raises.
        """
        case = self._case(application_id)
        execution = self._execution_status(case.meta)
        if case.meta.status is Status.AWAITING_REVIEW and execution != "RUNNING":
            raise NotWaiting(f"{application_id} waits for nothing any more: its execution is {execution}")
        chosen = decisions.choice(decision)
        made = Decision(reviewer, chosen, reason, evidence, note, senior, tuple(parts), self._principal())
        return presentation.review(decisions.give(self._states, self._table, case, made))

    def clear_hit(self, application_id: str, entry_id: str, *, reason: str, reviewer: str) -> Shown:
        """Remember that the list entry, which the screening found, is somebody else; returns what is remembered.

        It holds for this person and this entry until either changes, in other applications too. The case's own review
        is decided with ``decide``. Raises UnknownApplication, UnknownHit, MissingReason.
        """
        if not reason.strip() or not reviewer.strip():
            raise MissingReason("a hit is cleared with a reason and by a person: give --reason and --reviewer in words")
        self._meta(application_id)
        person, hit = presentation.hit(self._table.evidence(application_id, "screen_"), entry_id)
        row = {
            "reviewer": reviewer,
            "reason": reason,
            "cleared_at": timestamp(),
            "application_id": application_id,
        }
        cleared.clear(self._customers, person, hit, row)
        return {"entry_id": entry_id, "list_name": hit["list_name"], "name_matched": hit["name_matched"], **row}

    def show(self, application_id: str) -> Shown:
        """Everything about one application that staff may see. Raises UnknownApplication."""
        # The execution first: the items that it wrote before it ended are there then.
        execution = self._execution_status(self._meta(application_id))
        account = self._customers.account(customer_id(application_id))
        return presentation.complete(self._case(application_id), account, execution)

    def list(self, status: str | None = None) -> list[Shown]:
        """Every application, or those with this status, the latest first."""
        # Which applications failed without being able to say so is known only after looking.
        looked_for = STATUSES if status in (None, Status.FAILED) else (Status(status),)
        metas = [meta for one in looked_for for meta in self._table.with_status(one)]
        failed = self._failed_executions() if any(meta.status.is_open for meta in metas) else set()
        found = [presentation.summary(meta, ended_badly=meta.application_id in failed) for meta in metas]
        shown = [row for row in found if status in (None, row["status"])]
        return sorted(shown, key=lambda row: str(row["submitted_at"]), reverse=True)

    def waiting(self, queue: str) -> Iterator[Shown]:
        """The cases that wait for review in this queue, the latest first. Raises BackOfficeError for another queue."""
        policies = policy("review")
        known = [*(one["name"] for one in policies["queues"]), policies["escalation_queue"]]
        if queue not in known:
            raise BackOfficeError(f"there is no queue {queue}; there are: {', '.join(known)}")
        cases = ((row, self._case(row["application_id"])) for row in self.list(Status.AWAITING_REVIEW))
        return (row for row, case in cases if case.reviews and case.reviews[-1].queue == queue)

    def rated(self) -> Iterator[Shown]:
        """The last rating of each decided application: ``application_id``, ``outcome``, ``result`` and ``details``."""
        for meta in (meta for status in FINAL for meta in self._table.with_status(status)):
            if last := self._table.latest(meta.application_id, "score_risk"):
                yield {
                    "application_id": meta.application_id,
                    "outcome": meta.status,
                    "result": last.result,
                    "details": last.details,
                }

    def _validated(self, application: Mapping[str, Any]) -> Application:
        """The application, which keeps its schema. Raises InvalidApplication."""
        checked = validated(application)
        if self._stage == "production" and "sandbox" in checked:
            raise InvalidApplication(["sandbox: test values count in the sandbox only, and this is production"])
        return checked

    def _meta(self, application_id: str) -> Meta:
        wanted = ids.application_id(application_id)
        try:
            return self._table.meta(wanted)
        except ApplicationNotFound:
            raise UnknownApplication(_unknown(application_id)) from None

    def _case(self, application_id: str) -> Case:
        wanted = ids.application_id(application_id)
        try:
            return self._table.case(wanted)
        except ApplicationNotFound:
            raise UnknownApplication(_unknown(application_id)) from None

    def _undecided(self, application_id: str, what: str) -> Meta:
        meta = self._meta(application_id)
        if meta.status.is_final:
            raise NotWaiting(f"{application_id} needs no {what} any more: it is {meta.status}")
        return meta

    def _start(self, application_id: str) -> None:
        waiting.start(self._states, self._table, self._state_machine_arn, application_id)

    def _execution_status(self, meta: Meta) -> str:
        """Of the application's execution, as Step Functions says it; NOT_STARTED, or EXPIRED after 90 days."""
        if not meta.execution_arn:
            return "NOT_STARTED"
        try:
            return str(self._states.describe_execution(executionArn=meta.execution_arn)["status"])
        except self._states.exceptions.ExecutionDoesNotExist:
            return "EXPIRED"

    def _failed_executions(self) -> set[str]:
        """Names of the executions that ended without being able to say so themselves."""
        pages = self._states.get_paginator("list_executions")
        return {
            execution["name"]
            for status in ENDED_BADLY
            for page in pages.paginate(stateMachineArn=self._state_machine_arn, statusFilter=status)
            for execution in page["executions"]
        }


def validated(application: Any) -> Application:
    """The application, which keeps its schema. Raises InvalidApplication."""
    if problems := schemas.problems(application, schemas.validator("application")):
        raise InvalidApplication(problems)
    return cast("Application", application)


def _unknown(application_id: str) -> str:
    return f"no application has the id {application_id}. See them all: kyc list"
