"""What every function has around its logic: schemas, logs, metrics and error names.

``@function`` makes a Lambda handler of a function ``dict -> dict`` that a workflow calls; ``@consumer`` one of a
function that takes the messages of a queue. Its name is its folder's. Logs and metrics carry ids, codes and counts;
never the event, never an exception's text from outside this project.
"""

import traceback
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.runtime import aws, schemas
from lambdas.shared.runtime.errors import InternalError, InvalidInput, InvalidResult, KycError, OnboardingFailed
from lambdas.shared.runtime.json_text import json_object
from lambdas.shared.runtime.metrics import Metric, count

Event = dict[str, Any]
"""A function's input or result, or a queue's message: JSON whose form is in ``definitions/schemas``."""
Logic = Callable[[Event], Event]
_Given = TypeVar("_Given")
_Result = TypeVar("_Result")

logger = Logger(service="kyc")
_LOGGED = ("verdict", "decision", "rating", "outcome", "reasons", "hits", "score")


def function(logic: Logic) -> Callable[[Event, Any], Event]:
    """A Lambda handler around ``logic``. Raises only the errors of ``lambdas.shared.errors``."""
    name = folder(logic)
    takes, gives = schemas.validator(name, "input"), schemas.validator(name, "result")

    def handler(event: Event, _context: Any) -> Event:
        begin_log(name)
        _refuse(event, takes, InvalidInput, name)
        ids = {key: event[key] for key in ("application_id", "run") if key in event}
        logger.append_keys(correlation_id=event.get("application_id") or event.get("run"), **ids)
        try:
            result = translated(logic, event)
            _refuse(result, gives, InvalidResult, name)
        except KycError as error:
            log_failure(name, error)
            raise
        log_result(name, result)
        return result

    return handler


def consumer(logic: Callable[..., None]) -> Callable[[Event, Any], Any]:
    """A Lambda handler of an SQS queue's messages around ``logic``, which takes the JSON of one.

    A logic with a second parameter is given the message's record, as Powertools has it.

    A message whose logic raises is delivered again, the others of its batch are not; after the queue's last delivery it
    goes to the dead letters.
    """
    # Only functions with a queue pay for this import.
    from aws_lambda_powertools.utilities.batch import (  # noqa: PLC0415
        BatchProcessor,
        EventType,
        process_partial_response,
    )

    name = folder(logic)
    takes = schemas.validator(name, "input")
    takes_record = len(signature(logic).parameters) > 1

    def take(record: Any) -> None:
        begin_log(name)
        logger.append_keys(message_id=record.message_id)
        try:
            message = json_object(record.body)
            if message is None:
                raise InvalidInput(f"{name}: the message is no JSON object")
            _refuse(message, takes, InvalidInput, name)
            logger.set_correlation_id(message.get("application_id") or record.message_id)
            translated(lambda one: logic(one, record) if takes_record else logic(one), message)
        except KycError as error:
            log_failure(name, error)
            raise

    def handler(event: Event, context: Any) -> Any:
        # A batch of which every message fails is no crash: its messages are reported one by one, as in any other.
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        return process_partial_response(event=event, record_handler=take, processor=processor, context=context)

    return handler


def folder(logic: Callable[..., Any]) -> str:
    """The function that this is part of: the name of its module's folder."""
    return logic.__module__.split(".")[-2]


def begin_log(name: str) -> None:
    """From here on the log is about another call: what the one before it said of itself is gone.

    The ``correlation_id``, to be set next, is the application's id; where a call is about many of them or none, the
    name of the run, and of the API the id of the request.
    """
    logger.clear_state()
    logger.append_keys(function=name)


def _refuse(value: Event, schema: Any, error: type[KycError], name: str) -> None:
    if found := schemas.problems(value, schema):
        raise error(f"{name}: {'; '.join(found)}")


def translated(logic: Callable[[_Given], _Result], event: _Given) -> _Result:
    """What ``logic`` makes of the event; whatever it raises is raised as an error of this project."""
    try:
        return logic(event)
    except KycError:
        raise
    except (ClientError, BotoCoreError) as error:
        raise aws.translated(error) from None
    except Exception as error:
        raise InternalError(_where(error)) from None


def _where(error: Exception) -> str:
    """An unexpected error's class and place in our code; its text may quote an applicant's data."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


def log_result(name: str, result: Event, **about: Any) -> None:
    """Log what this function found, without data, and count its verdict where it has one; ``about``: logged beside."""
    logger.info("done", **about, **{key: result[key] for key in _LOGGED if key in result})
    if "verdict" in result:
        count(Metric.VERDICTS, function=name, verdict=result["verdict"])


def log_failure(name: str, error: KycError) -> None:
    """Log and count an error that this function raises, or that a part of its result stands for."""
    log = logger.info if isinstance(error, OnboardingFailed) else logger.error
    log("failed", error=type(error).__name__, said=str(error))
    count(Metric.FAILURES, function=name, error=type(error).__name__)
