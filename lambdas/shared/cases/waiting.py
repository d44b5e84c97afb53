"""Executions that wait for a person: their answer is kept first and delivered once.

Both who asks and who answers write what they have before they look for the other's, so that whoever comes last delivers
and none waits for ever.
"""

import json
from enum import Enum, auto
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Request, RequestStatus, Review, ReviewStatus
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import StoreUnavailable

# The token is no longer the one that the execution waits for.
_TOKEN_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")
_TRIES = 3


class Sent(Enum):
    """What became of an answer: taken by the execution, or by none, since nothing waits with that token."""

    TAKEN = auto()
    NOT_WAITED_FOR = auto()


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
    """Give the execution the answer that it waits for; once delivered, not again. False where it waits no more.

    Where Step Functions' own answer is lost, the execution may have gone on: the token is sent again, and one that is
    gone then was taken. Where no try is answered, the last error is raised; the status is ``running``, and calling this
    again ends as delivered.
    """
    if wait.is_delivered:
        return True
    # Before the answer, because the execution may set its next status at once.
    was_waiting = status.move(table, application_id, Status.RUNNING, only_from=wait.WAITING)
    if _send(states, wait.task_token, json.dumps(answer)) is Sent.NOT_WAITED_FOR and was_waiting:
        status.move(table, application_id, wait.WAITING, only_from=Status.RUNNING)
        return False
    table.delivered(application_id, wait)
    return True


def _send(states: Any, token: str, output: str) -> Sent:
    """Send the answer, again where the answer to that is lost. Raises what the last try raised."""
    gone = tuple(getattr(states.exceptions, name) for name in _TOKEN_GONE)
    for number in range(1, _TRIES + 1):
        try:
            states.send_task_success(taskToken=token, output=output)
        except gone as error:
            return Sent.NOT_WAITED_FOR if number == 1 and not _was_repeated(error) else Sent.TAKEN
        except (OSError, BotoCoreError, ClientError) as error:
            if number == _TRIES or not _is_unknown(error):
                raise
        else:
            return Sent.TAKEN
    raise AssertionError("the last try returns or raises")


def _was_repeated(error: Exception) -> bool:
    """Whether botocore itself had sent the request before, and had no answer to that."""
    said = getattr(error, "response", {}).get("ResponseMetadata", {})
    return bool(said.get("RetryAttempts"))


def _is_unknown(error: Exception) -> bool:
    """Whether the request may have been carried out all the same: no answer came, or one of a server's failure."""
    return not isinstance(error, ClientError) or isinstance(aws.translated(error), StoreUnavailable)


def undelivered(case: Case) -> Request | Review | None:
    """The wait whose answer was kept, and perhaps never sent: who sends it sets the status first, and may die then."""
    request = case.request(case.meta.awaits or 0)
    if case.review and case.review.status is ReviewStatus.DECIDED:
        return case.review
    return request if request and request.status is RequestStatus.ANSWERING else None


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
