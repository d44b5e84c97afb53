"""Executions that wait for a person: their answer is kept first and delivered once.

Both who asks and who answers write what they have before they look for the other's, so that whoever comes last delivers
and none waits for ever.
"""

import json
from contextlib import suppress
from enum import Enum, auto
from typing import Any, Unpack

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases import status
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import DELIVERED, Request, RequestStatus, Review, ReviewStatus
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, Write
from lambdas.shared.runtime.errors import StoreUnavailable, Throttled

# The token is no longer the one that the execution waits for.
_TOKEN_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")
_TRIES = 3


class Sent(Enum):
    """What became of an answer: taken by the execution, or by none, since nothing waits with that token."""

    TAKEN = auto()
    NOT_WAITED_FOR = auto()


def start(states: Any, table: CaseTable, state_machine_arn: str, application_id: str, execution: str = "") -> bool:
    """Start the execution that META names, and say so in META; one that is there already is the one.

    ``execution``: its name, where it is not the first, which is named like the application. False where another one
    works on the application by now.
    """
    given, name = json.dumps({"application_id": application_id}), execution or application_id
    try:
        started = states.start_execution(stateMachineArn=state_machine_arn, name=name, input=given)
        arn = started["executionArn"]
    except ClientError as error:
        if aws.code(error) != "ExecutionAlreadyExists":
            raise
        arn = aws.execution_of(state_machine_arn, name)
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
    held = table.check(application_id, wait.item, {"task_token": wait.task_token})
    was_replaced, was_running = _together(table, held, _running(table, application_id, wait))
    if was_replaced:
        return False
    if _send(states, wait.task_token, json.dumps(answer)) is Sent.NOT_WAITED_FOR and not was_running:
        _wait_on(table, application_id, wait)
        return False
    _delivered(table, application_id, wait)
    return True


def ask(
    table: CaseTable, application_id: str, wait: Request | Review, about: Row, **facts: Unpack[status.Facts]
) -> bool:
    """Keep the question, and that the case waits for its answer, together; whether it is the one that is asked now.

    ``about``: as ``asking`` says. A call that is repeated, late or overtaken changes nothing.
    """
    refused = _together(table, *asking(table, application_id, wait, about, **facts))
    return not any(refused) or is_asked(table, application_id, wait)


def asking(
    table: CaseTable, application_id: str, wait: Request | Review, about: Row, **facts: Unpack[status.Facts]
) -> tuple[Write, Write]:
    """The writes that ask. They fail where the execution asked in this turn or a later one, or META is not ``about``.

    ``about``: the submission that is looked at (``status.looked_at``).
    """
    kept = {"Update": table.change(application_id, wait.item, wait.row(), rising="turn")}
    return kept, status.write(table, application_id, wait.WAITING, only_if=about, **facts)


def is_asked(table: CaseTable, application_id: str, wait: Request | Review) -> bool:
    """Whether the execution waits with this token, or did last."""
    there = table.get(application_id, wait.item)
    return there is not None and there.get("task_token") == wait.task_token


def _together(table: CaseTable, *writes: Write) -> list[bool]:
    """Do all writes or none; for each, whether its condition refused them."""
    for _ in contended("a case that waits"):
        with suppress(Throttled):  # another transaction was met: once more
            return table.attempt(*writes)
    raise AssertionError("contended() ends with Throttled")


def _running(table: CaseTable, application_id: str, wait: Request | Review) -> Write:
    """The write by which the case waits for this no longer."""
    number = {wait.NUMBERED: wait.number}
    return status.write(table, application_id, Status.RUNNING, only_from=wait.WAITING, only_if=number)


def _wait_on(table: CaseTable, application_id: str, wait: Request | Review) -> None:
    """Let the case wait again, unless it is asked anew or others have delivered the answer by now."""
    undelivered = [one for one in type(wait.status) if one != DELIVERED]
    held = table.check(application_id, wait.item, {"task_token": wait.task_token}, among={"status": undelivered})
    number = {wait.NUMBERED: wait.number}
    back = status.write(table, application_id, wait.WAITING, only_from=Status.RUNNING, only_if=number)
    _together(table, held, back)


def _delivered(table: CaseTable, application_id: str, wait: Request | Review) -> None:
    """Keep that the execution has its answer, unless it waits with another token by now.

    Whoever sent the same answer, a moment later, may have found its token gone and the case waiting: it goes on.
    """
    held = {"task_token": wait.task_token}
    kept = table.change(application_id, wait.item, {"status": DELIVERED}, only_if=held)
    if any(_together(table, {"Update": kept}, _running(table, application_id, wait))):
        table.update(application_id, wait.item, {"status": DELIVERED}, only_if=held)


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
