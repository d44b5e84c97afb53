"""AWS clients with time limits and retries, and AWS's errors as ours."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.errors import InternalError, KycError, StoreUnavailable, Throttled

_CONFIG = Config(connect_timeout=2, read_timeout=8, retries={"mode": "standard", "max_attempts": 3})

_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_SERVER_ERROR = 500
_UNAVAILABLE = {
    "InternalError",
    "InternalServerError",
    "InternalFailure",
    "RequestTimeout",
    "ServiceUnavailable",
    "TransactionInProgressException",
    "503",
}


@cache
def client(service: str) -> Any:
    """A client of this process for ``service``; botocore's own, because importing boto3 costs a cold start 70 ms."""
    return botocore.session.get_session().create_client(service, config=_CONFIG)


def code(error: ClientError) -> str:
    """The error code that AWS answered with."""
    return str(error.response.get("Error", {}).get("Code", ""))


def translated(error: ClientError | BotoCoreError) -> KycError:
    """The error of ours that says whether trying again may help. AWS's message is left out: it may quote data."""
    if not isinstance(error, ClientError):
        return StoreUnavailable(f"AWS did not answer: {type(error).__name__}")
    said = f"{error.operation_name}: {code(error)}"
    if code(error) in _THROTTLED:
        return Throttled(said)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code(error) in _UNAVAILABLE or status >= _SERVER_ERROR:
        return StoreUnavailable(said)
    return InternalError(said)
