"""What AWS answers, named once, and how long a client waits for it."""

import re
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import InternalError, StoreUnavailable

ROOT = Path(__file__).parents[4]


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "GetObject")


@pytest.mark.parametrize(
    ("code", "missing", "withheld", "unexpected"),
    [
        ("NoSuchKey", True, True, True),  # the last one: IfMatch, and the object was deleted meanwhile
        ("NoSuchBucket", True, True, False),
        ("404", True, True, False),
        ("AccessDenied", False, True, False),
        ("403", False, True, False),
        ("PreconditionFailed", False, False, True),
        ("ConditionalRequestConflict", False, False, True),
        ("SlowDown", False, False, False),
        ("", False, False, False),
    ],
)
def test_what_s3_answers(code: str, *, missing: bool, withheld: bool, unexpected: bool) -> None:
    found = error(code)
    assert aws.is_missing(found) is missing
    assert aws.is_missing_or_withheld(found) is withheld
    assert aws.is_not_as_expected(found) is unexpected


def test_a_call_that_is_wrong_is_not_tried_again() -> None:
    wrong = aws.translated(ParamValidationError(report="Invalid type for parameter ContentLength"))
    assert (type(wrong), "ContentLength" in str(wrong)) == (InternalError, False)
    assert type(aws.translated(EndpointConnectionError(endpoint_url="https://s3"))) is StoreUnavailable


def test_what_s3_answers_is_named_nowhere_else() -> None:
    folders = ("lambdas", "backoffice", "infrastructure")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    naming = {path for path in modules if re.search(r'"(NoSuchKey|PreconditionFailed)"', path.read_text("utf-8"))}
    assert naming == {Path(aws.__file__)}


def test_a_call_takes_no_longer_than_its_client_says() -> None:
    config = aws.client.__wrapped__("dynamodb", "eu-central-1").meta.config
    tries = config.retries["total_max_attempts"]
    pauses = sum(2**number for number in range(tries - 1))  # botocore: up to 2^n seconds before the next
    assert tries * (config.connect_timeout + config.read_timeout) + pauses == aws.LONGEST_CALL
    assert aws.client.__wrapped__("textract", "eu-central-1").meta.config.retries["total_max_attempts"] == 1
