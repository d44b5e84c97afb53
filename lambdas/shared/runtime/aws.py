"""AWS clients with time limits and retries, and the translation of AWS's errors into this project's."""

from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from lambdas.shared.runtime.errors import THROTTLING, InternalError, KycError, StoreUnavailable, Throttled

_CONNECT, _READ, _TRIES = 2, 8, 3
"""The time limits of one try in seconds, and how many tries a call has at most."""
LONGEST_CALL = _TRIES * (_CONNECT + _READ) + sum(2**pause for pause in range(_TRIES - 1))
"""Seconds that a call takes at most: its tries, with the longest pause before each but the first."""
_TRIES_OF = {"rekognition": 1, "textract": 1}
"""How often a client tries, where not so often. One step calls these services several times, and its function has
45 seconds, so only the workflow tries again."""

_MAKING = Lock()
"""Held while a client is made: botocore's clients may be used by several threads at once, its sessions may not."""
_MISSING = {"NoSuchKey", "NoSuchBucket", "404"}
_WITHHELD = {"AccessDenied", "403"}
_NOT_AS_EXPECTED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}
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
def client(service: str, region: str | None = None, *, addresses: bool = False) -> Any:
    """The client of ``service`` (botocore's name), one for the process. botocore has no types, hence ``Any``.

    ``region``: another one than the function's own. ``addresses``: of S3, to sign addresses for uploads with all their
    headers, and without a checksum of a body that nobody knows yet. The client is botocore's own, since importing boto3
    adds 70 ms to a cold start; all are of one session, since each reads 1.2 MB of endpoints anew, which takes 40 ms.
    """
    retries = {"mode": "standard", "total_max_attempts": _TRIES_OF.get(service, _TRIES)}
    signing: dict[str, Any] = {}
    if addresses:  # of the bucket's own region: S3's general address sends browsers on, which a page's policy refuses
        signing = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}
        signing["request_checksum_calculation"] = "when_required"
    config = Config(connect_timeout=_CONNECT, read_timeout=_READ, retries=retries, **signing)
    with _MAKING:
        return _session().create_client(service, region, config=config)


@cache
def _session() -> Any:
    return botocore.session.get_session()


def machine_of(arn: str) -> str:
    """The ARN of the state machine of which this is the ARN, of an alias or of a version."""
    return ":".join(arn.split(":")[:_PARTS_OF_A_MACHINE])


_PARTS_OF_A_MACHINE = 7


def execution_of(state_machine_arn: str, name: str) -> str:
    """The ARN of the execution of this name; it may have been started by an alias or a version."""
    return f"{machine_of(state_machine_arn).replace(':stateMachine:', ':execution:')}:{name}"


def code(error: ClientError) -> str:
    """The error code that AWS answered with."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """Whether S3 says that there is no such object."""
    return code(error) in _MISSING


def is_missing_or_withheld(error: ClientError) -> bool:
    """Whether S3 has no such object, or does not say: who may not list a bucket is denied what is not there."""
    return is_missing(error) or code(error) in _WITHHELD


def is_not_as_expected(error: ClientError) -> bool:
    """Whether S3 wrote nothing because the object is not as ``IfMatch`` or ``IfNoneMatch`` expects it."""
    return code(error) in _NOT_AS_EXPECTED


def translated(error: ClientError | BotoCoreError) -> KycError:
    """The error of this project that says whether a retry may help: Throttled, StoreUnavailable or InternalError.

    AWS's message is left out, since it may quote data.
    """
    if isinstance(error, ParamValidationError):
        return InternalError("a call of AWS was not as its service takes it")
    if not isinstance(error, ClientError):
        return StoreUnavailable(f"AWS did not answer: {type(error).__name__}")
    said = f"{error.operation_name}: {code(error)}"
    if code(error) in THROTTLING:
        return Throttled(said)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code(error) in _UNAVAILABLE or status >= _SERVER_ERROR:
        return StoreUnavailable(said)
    return InternalError(said)
