"""What ``@function`` does around a function's logic."""

import io
import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.shared.runtime import errors
from lambdas.shared.runtime import function as module
from lambdas.shared.runtime.function import Event, function

GOOD = {"application_id": "demo-1", "run": "r", "attempt": 1, "content_sha256": "0" * 64}
PERSONAL = "Anna Eriksson"


@pytest.fixture
def logged_to(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the function logs in this test."""
    stream = io.StringIO()
    monkeypatch.setattr(module, "logger", Logger(service=request.node.name, stream=stream))
    return stream


def handler_of(logic: Any) -> Any:
    """``logic`` as the handler of check_document, whose schema it then has."""
    logic.__module__ = "lambdas.check_document.handler"
    return function(logic)


def raising(error: Exception) -> Any:
    def logic(_: Event) -> Event:
        raise error

    return handler_of(logic)


def aws_error(code: str, status: int = 400) -> ClientError:
    said = {"Error": {"Code": code, "Message": PERSONAL}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "GetItem")


def test_a_result_that_keeps_the_schema_is_returned() -> None:
    result = {"verdict": "pass", "reasons": []}
    assert handler_of(lambda _: result)(GOOD, None) == result


def test_input_is_held_to_the_schema_by_field() -> None:
    with pytest.raises(errors.InvalidInput, match=r"check_document: attempt: is required") as caught:
        handler_of(lambda _: {})({name: GOOD[name] for name in GOOD if name != "attempt"}, None)
    assert PERSONAL not in str(caught.value)


def test_unknown_input_is_refused_without_being_quoted() -> None:
    with pytest.raises(errors.InvalidInput, match="does not know name") as caught:
        handler_of(lambda _: {})(GOOD | {"name": PERSONAL}, None)
    assert PERSONAL not in str(caught.value)


def test_a_result_that_breaks_the_schema_is_refused() -> None:
    with pytest.raises(errors.InvalidResult, match="verdict: must be one of"):
        handler_of(lambda _: {"verdict": PERSONAL, "reasons": []})(GOOD, None)


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (aws_error("ProvisionedThroughputExceededException"), errors.Throttled),
        (aws_error("InternalServerError"), errors.StoreUnavailable),
        (aws_error("Unheard", status=503), errors.StoreUnavailable),
        (aws_error("AccessDeniedException"), errors.InternalError),
        (ReadTimeoutError(endpoint_url="x"), errors.StoreUnavailable),
        (KeyError(PERSONAL), errors.InternalError),
        (errors.Conflict("said so"), errors.Conflict),
    ],
)
def test_errors_get_the_names_that_the_workflows_match(error: Exception, becomes: type[Exception]) -> None:
    with pytest.raises(becomes) as caught:
        raising(error)(GOOD, None)
    assert type(caught.value) is becomes
    assert PERSONAL not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_defect_names_its_place() -> None:
    with pytest.raises(errors.InternalError, match=r"KeyError in test_function\.py, line \d+"):
        raising(KeyError("x"))(GOOD, None)


def test_logs_and_metrics_carry_codes_only(capsys: pytest.CaptureFixture[str], logged_to: io.StringIO) -> None:
    result = {"verdict": "review", "reasons": ["NAME_DIFFERS"]}
    handler_of(lambda _: result)(GOOD, None)
    lines = [json.loads(line) for line in (logged_to.getvalue() + capsys.readouterr().out).splitlines()]
    (logged,) = [line for line in lines if line.get("message") == "done"]
    assert logged["correlation_id"] == "demo-1"
    assert (logged["application_id"], logged["verdict"], logged["reasons"]) == ("demo-1", "review", ["NAME_DIFFERS"])
    measured = [
        metric["Name"] for line in lines if "_aws" in line for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    ]
    assert sorted(measured) == ["Verdicts"]


def test_a_call_is_correlated_by_its_own_id_whatever_the_call_before_it_was_about(
    logged_to: io.StringIO,
) -> None:

    def logic(_: Event) -> Event:
        return {"looked_at": 0, "left": 0, "stuck": 0, "note": "", "alerted": True, "findings": []}

    handler_of(lambda _: {"verdict": "pass", "reasons": []})(GOOD, None)
    logic.__module__ = "lambdas.watch_onboardings.handler"
    function(logic)({"run": "nightly", "asked_by": "schedule"}, None)
    one, other = [json.loads(line) for line in logged_to.getvalue().splitlines()]
    assert (one["correlation_id"], one["function"]) == ("demo-1", "check_document")
    assert (other["correlation_id"], other["function"]) == ("nightly", "watch_onboardings")
    assert "application_id" not in other


def test_a_message_is_correlated_by_the_application_that_it_is_about(logged_to: io.StringIO) -> None:

    def logic(_: Event) -> None:
        module.logger.info("taken")

    logic.__module__ = "lambdas.deliver_webhook.handler"
    at = "2026-11-24T09:22:06.000Z"
    event = {"event_id": "demo-1-ReviewRequested", "type": "ReviewRequested", "at": at, "application_id": "demo-1"}
    record = {"messageId": "m-1", "body": json.dumps(event), "eventSource": "aws:sqs"}
    assert module.consumer(logic)({"Records": [record]}, None) == {"batchItemFailures": []}
    assert json.loads(logged_to.getvalue())["correlation_id"] == "demo-1"
