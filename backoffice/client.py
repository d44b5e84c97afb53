"""The back office's own client: submit applications, follow them, decide them.

>>> onboarding = Onboarding.connect(target="local")
>>> application_id = onboarding.submit(application)
>>> onboarding.show(application_id)["status"]
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from backoffice import records
from backoffice.errors import (
    AlreadyDecided,
    DifferentApplication,
    InvalidApplication,
    NotWaiting,
    UnknownApplication,
)
from infrastructure.target import Target
from lambdas.shared import schemas
from lambdas.shared.clock import timestamp
from lambdas.shared.customers import Customers, customer_id
from lambdas.shared.errors import Throttled
from lambdas.shared.stores import Evidence, Row, numbered
from lambdas.shared.stores import Onboarding as Table

STATUSES = (*records.OPEN, "onboarded", "declined", "failed")
DECISIONS = ("approved", "declined")
_AWAITING = {"REVIEW": "awaiting_review", "DOCUMENTS": "awaiting_documents"}
_ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")
# The token is no longer the one that the execution waits for.
_TOKEN_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")


class Onboarding:
    """One deployed KYC onboarding. Every method is safe to repeat."""

    def __init__(self, states: Any, state_machine_arn: str, table: Table, customers: Customers) -> None:
        self._states, self._state_machine_arn = states, state_machine_arn
        self._table, self._customers = table, customers

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> "Onboarding":
        """The onboarding that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs, dynamodb = where.outputs(), where.client("dynamodb")
        return cls(
            where.client("stepfunctions"),
            outputs["OnboardingStateMachineArn"],
            Table(dynamodb, outputs["OnboardingTableName"]),
            Customers(dynamodb, outputs["CustomersTableName"]),
        )

    def submit(self, application: Row) -> str:
        """Store the application and start its onboarding; returns its id.

        The same application again is the same onboarding. Raises InvalidApplication, DifferentApplication.
        """
        application_id = validated(application)
        if not self._insert(application):
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
        application_id = validated(application)
        meta = self._meta(application_id)
        number, content = meta["attempts"], _fingerprint(application)
        if meta["content_sha256"] != content:
            if meta["status"] != "awaiting_documents":
                raise NotWaiting(f"{application_id} does not wait for documents: it is {meta['status']}")
            self._table.insert(application_id, numbered("APPLICATION", number + 1), _submission(application))
            # The count moves before the execution does, which reads it.
            again = {"attempts": number + 1, "content_sha256": content}
            self._table.update(application_id, "META", again, only_if={"attempts": number})
            number += 1
        self._deliver(application_id, numbered("DOCUMENTS", number - 1), {"received": True})
        return application_id

    def decide(self, application_id: str, decision: str, *, reason: str, reviewer: str) -> Row:
        """Decide the review that the application waits for: ``approved`` or ``declined``; returns the review.

        Raises UnknownApplication, NotWaiting, AlreadyDecided.
        """
        if decision not in DECISIONS or not reason.strip() or not reviewer.strip():
            raise ValueError("a decision is approved or declined, with a reason and a reviewer")
        meta = self._meta(application_id)
        item = numbered("REVIEW", meta["attempts"])
        review = self._table.get(application_id, item)
        if review is None:
            raise NotWaiting(f"{application_id} does not wait for a review: it is {meta['status']}")
        if review["status"] == "pending" and (ended := self._execution(meta)["status"]) != "RUNNING":
            raise NotWaiting(f"{application_id} waits for nothing any more: its execution is {ended}")
        decided = {"decision": decision, "reviewer": reviewer, "reason": reason, "decided_at": timestamp()}
        if self._table.update(application_id, item, {"status": "decided", **decided}, only_if={"status": "pending"}):
            review |= decided
        else:
            review = self._table.get(application_id, item) or review
            if review["decision"] != decision:
                raise AlreadyDecided(
                    f"{application_id} was {review['decision']} by {review['reviewer']} on {review['decided_at']}"
                )
        self._keep_decision(application_id, review)
        answer = {key: review[key] for key in ("decision", "reviewer", "review_id")}
        self._deliver(application_id, item, answer)
        return records.shown(review)

    def show(self, application_id: str) -> Row:
        """Everything about one application that staff may see. Raises UnknownApplication."""
        rows = {row["item"]: row for row in self._table.items(application_id)}
        if "META" not in rows:
            raise UnknownApplication(_unknown(application_id))
        account = self._customers.account(customer_id(application_id))
        return records.complete(rows, account, self._execution(rows["META"]))

    def list(self, status: str | None = None) -> list[Row]:
        """Every application, or those with this status, the latest first."""
        # Which applications failed without being able to say so is known only after looking.
        looked_for = STATUSES if status in (None, "failed") else (status,)
        rows = [row for one in looked_for for row in self._with_status(one)]
        failed = self._failed_executions() if any(row["status"] in records.OPEN for row in rows) else set()
        found = [records.summary(row, ended_badly=row["application_id"] in failed) for row in rows]
        shown = [row for row in found if status in (None, row["status"])]
        return sorted(shown, key=lambda row: str(row["submitted_at"]), reverse=True)

    def _meta(self, application_id: str) -> Row:
        found = self._table.get(application_id, "META")
        if found is None:
            raise UnknownApplication(_unknown(application_id))
        return found

    def _insert(self, application: Row) -> bool:
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
        }
        rows = {"META": meta, numbered("APPLICATION", 1): _submission(application)}
        try:
            return self._table.transact(
                *({"Put": self._table.new(application_id, item, row)} for item, row in rows.items())
            )
        except Throttled:
            return False  # whoever else writes these two items submits the same application

    def _start(self, application_id: str) -> None:
        """Start the execution named like the application; one that is there already is the one."""
        try:
            arn = self._states.start_execution(
                stateMachineArn=self._state_machine_arn,
                name=application_id,
                input=json.dumps({"application_id": application_id}),
            )["executionArn"]
        except self._states.exceptions.ExecutionAlreadyExists:
            arn = f"{self._state_machine_arn.replace(':stateMachine:', ':execution:')}:{application_id}"
        self._table.update(application_id, "META", {"execution_arn": arn})

    def _deliver(self, application_id: str, item: str, answer: Row) -> None:
        """Give the execution the answer that it waits for; once delivered, not again."""
        asked = self._table.get(application_id, item)
        if asked is None or asked["status"] == "delivered":
            return
        waiting = {"status": _AWAITING[item.partition("#")[0]]}
        # Before the answer, because the execution may set its next status at once.
        running = {"status": "running", "updated_at": timestamp()}
        was_waiting = self._table.update(application_id, "META", running, only_if=waiting)
        gone = tuple(getattr(self._states.exceptions, name) for name in _TOKEN_GONE)
        try:
            self._states.send_task_success(taskToken=asked["task_token"], output=json.dumps(answer))
        except gone as error:
            if was_waiting:
                self._table.update(application_id, "META", waiting)
                raise NotWaiting(
                    f"{application_id} no longer waits for this answer, or a reminder goes out just now. "
                    f"Look again (kyc show {application_id}), then repeat the command"
                ) from error
        self._table.update(application_id, item, {"status": "delivered"})

    def _keep_decision(self, application_id: str, review: Row) -> None:
        result: Row = {"verdict": "pass" if review["decision"] == "approved" else "fail", "reasons": []}
        details = {key: review[key] for key in ("reviewer", "reason")}
        self._table.add_evidence(
            application_id,
            "review",
            f"{review['review_id']}#{review['decided_at']}",
            Evidence(result | {"decision": review["decision"]}, details=details),
            review["asked_at"],
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


def _fingerprint(application: Row) -> str:
    return hashlib.sha256(json.dumps(application, sort_keys=True).encode()).hexdigest()


def _submission(application: Row) -> Row:
    return {"body": json.dumps(application, ensure_ascii=False), "at": timestamp()}


def _unknown(application_id: str) -> str:
    return f"no application has the id {application_id}. See them all: kyc list"
