"""What the errors of Textract, Rekognition and SES mean: for each operation that is used, every error it documents.

``answer`` asks. What is wrong with the picture or the session itself is UNUSABLE, no error: the rules then ask for
another one. All else is an error of ours, whose message is the operation and the code, never AWS's text.
Sources: the errors of each operation in botocore's service models, and AWS's "Common Errors".
"""

from collections.abc import Callable
from typing import Any

from botocore import exceptions, parsers
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import (
    InternalError,
    KycError,
    NotConfigured,
    ProviderRejected,
    ProviderUnavailable,
    StoreUnavailable,
    Throttled,
)

Meanings = dict[str, type[KycError] | None]
UNUSABLE = None
"""What was handed over cannot be used, and trying again or asking operators does not help."""

COMMON: Meanings = {
    "ThrottlingException": Throttled,
    "ProvisionedThroughputExceededException": Throttled,
    "InternalServerError": ProviderUnavailable,
    "InternalFailure": ProviderUnavailable,
    "ServiceUnavailable": ProviderUnavailable,
    "RequestAbortedException": ProviderUnavailable,
    "RequestTimeoutException": ProviderUnavailable,
    "RequestExpired": ProviderUnavailable,  # signed too long ago: the next attempt signs anew
    "ExpiredTokenException": ProviderUnavailable,  # the next process has fresh credentials
    "AccessDeniedException": NotConfigured,
    "NotAuthorized": NotConfigured,
    "OptInRequired": NotConfigured,
    "SubscriptionRequiredException": NotConfigured,
    "UnrecognizedClientException": NotConfigured,
    "InvalidSignatureException": NotConfigured,
    "IncompleteSignature": NotConfigured,
    "MalformedHttpRequestException": InternalError,
    "UnknownOperationException": InternalError,
    "ValidationError": ProviderRejected,
    "ValidationException": ProviderRejected,
    "InvalidParameterException": ProviderRejected,
}
_S3: Meanings = {"InvalidS3ObjectException": NotConfigured}
"""The upload was seen in the bucket, so what is missing is permission to read it or its key, or the region differs."""
_DOCUMENT: Meanings = {
    "BadDocumentException": UNUSABLE,
    "UnsupportedDocumentException": UNUSABLE,
    "DocumentTooLargeException": UNUSABLE,
}
_FACES: Meanings = {
    "InvalidImageFormatException": UNUSABLE,
    "ImageTooLargeException": UNUSABLE,
    "InvalidParameterException": UNUSABLE,  # CompareFaces says so where there is no face; only the picture varies
}
_SESSION: Meanings = {
    "SessionNotFoundException": UNUSABLE,
    "InvalidParameterException": UNUSABLE,  # the id, the one parameter, is none
}
_MAIL: Meanings = {
    "TooManyRequestsException": Throttled,
    "LimitExceededException": Throttled,
    "AccountSuspendedException": NotConfigured,
    "MailFromDomainNotVerifiedException": NotConfigured,
    "NotFoundException": NotConfigured,
    "SendingPausedException": NotConfigured,
    "BadRequestException": ProviderRejected,
    "MessageRejected": ProviderRejected,
}

OPERATIONS: dict[str, Meanings] = {
    "AnalyzeID": COMMON | _S3 | _DOCUMENT,
    "DetectDocumentText": COMMON | _S3 | _DOCUMENT,
    "DetectFaces": COMMON | _S3 | _FACES,
    "CompareFaces": COMMON | _S3 | _FACES,
    "GetFaceLivenessSessionResults": COMMON | _SESSION,
    "CreateFaceLivenessSession": COMMON,
    "SendEmail": COMMON | _MAIL,
}

NO_ANSWER: list[tuple[type[Exception], type[KycError]]] = [
    (exceptions.HTTPClientError, ProviderUnavailable),  # read time-outs, connections that were closed
    (exceptions.ConnectionError, ProviderUnavailable),  # connect time-outs, TLS, no such host
    (exceptions.IncompleteReadError, ProviderUnavailable),
    (parsers.ResponseParserError, ProviderUnavailable),
    (exceptions.CredentialRetrievalError, ProviderUnavailable),
    (exceptions.NoCredentialsError, NotConfigured),
    (exceptions.PartialCredentialsError, NotConfigured),
    (exceptions.BaseEndpointResolverError, NotConfigured),
    (Exception, InternalError),  # a request that botocore refuses to send
]
"""What it means that nothing came back, by botocore's exception; the first that fits."""


def answer(call: Callable[..., dict[str, Any]], **request: Any) -> dict[str, Any] | None:
    """What a client's operation answers to the request; None where what it names is unusable.

    Raises Throttled, ProviderUnavailable, ProviderRejected, NotConfigured, InternalError.
    """
    try:
        found = call(**request)
    except ClientError as error:
        meaning = OPERATIONS.get(error.operation_name, COMMON).get(aws.code(error), KycError)
        if meaning is UNUSABLE:
            return None
        raise _undocumented(error) if meaning is KycError else meaning(_said(error)) from None
    except (BotoCoreError, parsers.ResponseParserError) as error:
        raise _unanswered(error, call) from None
    if found.keys() <= {"ResponseMetadata"}:  # what botocore makes of a body that is no JSON
        raise ProviderUnavailable(f"{_name(call)}: an answer outside the contract")
    return found


def _said(error: ClientError) -> str:
    return f"{error.operation_name}: {aws.code(error)}"


def _undocumented(error: ClientError) -> KycError:
    """By the code's family and the HTTP status, where no table names it."""
    translated = aws.translated(error)
    return ProviderUnavailable(_said(error)) if isinstance(translated, StoreUnavailable) else translated


def _unanswered(error: Exception, call: Callable[..., object]) -> KycError:
    meaning = next(meaning for kind, meaning in NO_ANSWER if isinstance(error, kind))
    return meaning(f"{_name(call)}: {type(error).__name__}")


def _name(call: Callable[..., object]) -> str:
    return getattr(call, "__name__", "AWS")
