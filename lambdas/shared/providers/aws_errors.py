"""What the errors of Textract, Rekognition and SES mean: a table of every error that each operation documents.

``answer`` makes a call and translates its error. A picture or session that AWS cannot use is UNUSABLE, which is no
error: the applicant is asked for another one. Everything else is an error of this project, whose message is the
operation and the error code, never AWS's text, which may quote data.
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

Structure = dict[str, Any]
"""A structure of AWS's API, in a request or an answer, as its reference describes it: botocore has no types."""
Meanings = dict[str, type[KycError] | None]
UNUSABLE = None
"""The picture or session in the request cannot be used; neither a retry nor an operator can help."""

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
"""The upload is known to be in the bucket: the permission to read it or its key is missing, or the region differs."""
_DOCUMENT: Meanings = {
    "BadDocumentException": UNUSABLE,
    "UnsupportedDocumentException": UNUSABLE,
    "DocumentTooLargeException": UNUSABLE,
}
_FACES: Meanings = {
    "InvalidImageFormatException": UNUSABLE,
    "ImageTooLargeException": UNUSABLE,
    "InvalidParameterException": UNUSABLE,  # CompareFaces answers so where there is no face; only the picture varies
}
_SESSION: Meanings = {
    "SessionNotFoundException": UNUSABLE,
    "InvalidParameterException": UNUSABLE,  # the one parameter is the session's id
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
"""What botocore's exceptions mean where AWS did not answer; the first that fits counts."""


def answer(call: Callable[..., Structure], **request: Any) -> Structure | None:
    """The answer of a client's operation, such as ``client.analyze_id``; None where the picture or session is UNUSABLE.

    ``request``: the operation's parameters, as its API reference names them.

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
    if found.keys() <= {"ResponseMetadata"}:  # botocore returns this for a body that is not JSON
        raise ProviderUnavailable(f"{_name(call)}: an answer outside the contract")
    return found


def _said(error: ClientError) -> str:
    return f"{error.operation_name}: {aws.code(error)}"


def _undocumented(error: ClientError) -> KycError:
    """The error of ours for a code that no table has, by its HTTP status."""
    translated = aws.translated(error)
    return ProviderUnavailable(_said(error)) if isinstance(translated, StoreUnavailable) else translated


def _unanswered(error: Exception, call: Callable[..., object]) -> KycError:
    meaning = next(meaning for kind, meaning in NO_ANSWER if isinstance(error, kind))
    return meaning(f"{_name(call)}: {type(error).__name__}")


def _name(call: Callable[..., object]) -> str:
    return getattr(call, "__name__", "AWS")
