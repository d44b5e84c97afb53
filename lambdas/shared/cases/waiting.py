"""Executions that wait for a person: their answer is kept first and delivered once.

Both who asks and who answers write what they have before they look for the other's, so that whoever comes last delivers
and none waits for ever.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request, RequestStatus, Review
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import aws

# The token is no longer the one that the execution waits for.
_TOKEN_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")


def start(states: Any, table: CaseTable, state_machine_arn: str, application_id: str) -> bool:
    """Start the execution named like the application, and say so in META; one that is there already is the one."""
    given = json.dumps({"application_id": application_id})
    try:
        started = states.start_execution(stateMachineArn=state_machine_arn, name=application_id, input=given)
        arn = started["executionArn"]
    except ClientError as error:
        if aws.code(error) != "ExecutionAlreadyExists":
            raise
        arn = f"{state_machine_arn.replace(':stateMachine:', ':execution:')}:{application_id}"
    return table.started(application_id, arn)


def deliver(
    states: Any, table: CaseTable, application_id: str, wait: Request | Review, answer: dict[str, str | bool]
) -> bool:
    """Give the execution the answer that it waits for; once delivered, not again. False where it waits no more."""
    if wait.is_delivered:
        return True
    # Before the answer, because the execution may set its next status at once.
    was_waiting = status.move(table, application_id, Status.RUNNING, only_from=wait.WAITING)
    try:
        states.send_task_success(taskToken=wait.task_token, output=json.dumps(answer))
    except tuple(getattr(states.exceptions, name) for name in _TOKEN_GONE):
        if was_waiting:
            status.move(table, application_id, wait.WAITING, only_from=Status.RUNNING)
            return False
    table.delivered(application_id, wait)
    return True


def resume_if_complete(states: Any, table: CaseTable, application_id: str, attempt: int) -> bool:
    """Continue an execution that waits for this attempt once all it was asked for is there; whether it does now."""
    case = table.case(application_id)
    request = case.request(attempt)
    if request is None or not _may_be_answered(request, case):
        return False
    application = case.application
    if case_pictures.missing(case, application, attempt) or unanswered(request, application):
        return False
    if case.meta.attempts >= attempt:
        table.answering(application_id, request)
    elif not table.begin_attempt(case, request, application):
        return False
    return deliver(states, table, application_id, request, {"received": True})


def _may_be_answered(request: Request, case: Case) -> bool:
    """Asked, or being answered by someone who died over it. Who asks sets the status last, and looks again then."""
    waits = request.status is RequestStatus.ASKED and case.meta.status is Request.WAITING
    return waits or request.status is RequestStatus.ANSWERING
