"""Executions that wait for a person: their answer is kept first and delivered once.

Both who asks and who answers write what they have before they look for the other's, so that whoever comes last delivers
and none waits for ever.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.table import CaseTable, numbered
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row

_STATUS = {"REVIEW": "awaiting_review", "DOCUMENTS": "awaiting_documents"}
# The token is no longer the one that the execution waits for.
_TOKEN_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")


def start(states: Any, table: CaseTable, state_machine_arn: str, application_id: str) -> bool:
    """Start the execution named like the application, and say so in META; one that is there already is the one."""
    told = json.dumps({"application_id": application_id})
    try:
        started = states.start_execution(stateMachineArn=state_machine_arn, name=application_id, input=told)
        arn = started["executionArn"]
    except ClientError as error:
        if aws.code(error) != "ExecutionAlreadyExists":
            raise
        arn = f"{state_machine_arn.replace(':stateMachine:', ':execution:')}:{application_id}"
    return table.update(application_id, "META", {"execution_arn": arn})


def deliver(states: Any, table: CaseTable, application_id: str, item: str, answer: Row) -> bool:
    """Give the execution the answer that it waits for; once delivered, not again. False where it waits no more."""
    asked = table.get(application_id, item)
    if asked is None or asked["status"] == "delivered":
        return True
    waiting = {"status": _STATUS[item.partition("#")[0]]}
    # Before the answer, because the execution may set its next status at once.
    running = {"status": "running", "updated_at": timestamp()}
    was_waiting = table.update(application_id, "META", running, only_if=waiting)
    try:
        states.send_task_success(taskToken=asked["task_token"], output=json.dumps(answer))
    except tuple(getattr(states.exceptions, name) for name in _TOKEN_GONE):
        if was_waiting:
            table.update(application_id, "META", waiting, only_if={"status": "running"})
            return False
    table.update(application_id, item, {"status": "delivered"}, only_if={"task_token": asked["task_token"]})
    return True


def resume_if_complete(states: Any, table: CaseTable, application_id: str, attempt: int) -> bool:
    """Continue an execution that waits for this attempt once all it was asked for is there; whether it does now."""
    item = numbered("DOCUMENTS", attempt)
    asked = table.get(application_id, item)
    if asked is None or not _may_be_answered(asked, table.meta(application_id)):
        return False
    application = table.application(application_id)
    if case_pictures.missing(table, application, attempt) or unanswered(asked, application):
        return False
    table.update(application_id, item, {"status": "answering"}, only_if={"task_token": asked["task_token"]})
    advance(table, application_id, attempt)
    return deliver(states, table, application_id, item, {"received": True})


def _may_be_answered(asked: Row, meta: Row) -> bool:
    """Asked, or being answered by someone who died over it. Who asks sets the status last, and looks again then."""
    waits = asked["status"] == "asked" and meta["status"] == _STATUS["DOCUMENTS"]
    return bool(waits or asked["status"] == "answering")


def advance(table: CaseTable, application_id: str, attempt: int, submission: Row | None = None, **more: Any) -> None:
    """Begin this attempt: with ``submission``, or with the application as it was; begun already, nothing changes."""
    if submission is None:
        body = json.dumps(table.application(application_id), ensure_ascii=False)
        submission = {"body": body, "at": timestamp()}
    table.append(application_id, numbered("APPLICATION", attempt), submission)
    # The count moves before the execution does, which reads it.
    table.update(application_id, "META", {"attempts": attempt, **more}, only_if={"attempts": attempt - 1})
