"""Every error a function raises. A class name is the error name that Retry and Catch match.

- KycError
  - TransientError: trying again later may help; the workflow retries it
    - Throttled: a service asked to be called less often
    - ProviderUnavailable: a provider did not answer, or answered that it cannot now
    - StoreUnavailable: DynamoDB or S3 did not answer
  - PermanentError: trying again gives the same; the workflow catches it
    - InvalidInput: the function was called with something its schema refuses
    - InvalidResult: the function made something its schema refuses
    - ApplicationNotFound: no application has that id
    - ProviderRejected: a provider refused the request itself
    - Conflict: the record was changed by someone else, or says otherwise
    - ActivationLate: core banking has not activated the account within the time limit
    - OpeningRefused: no decision that holds says that the account may be opened
    - ScreeningOutdated: other lists are in force than those that were searched, or it is too long ago
    - UndoUnfinished: what an earlier try left has to be undone before another may begin; the workflow does that
    - StaleWatchlist: the watchlist is missing, unreadable or older than the policy allows
    - NotConfigured: a setting is missing, or not allowed here
    - InternalError: a defect; the message names its place, never its data
  - OnboardingFailed: ends an execution as FAILED once its failure is recorded

Messages end in Step Functions' history, so they carry ids, codes and counts, never personal data.
"""


class KycError(Exception):
    """Base of all errors of this project. ``problems``: each ``field: rule`` that somebody's input breaks."""

    def __init__(self, message: str = "", problems: list[str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class TransientError(KycError):
    """Trying again later may help."""


class Throttled(TransientError):
    """A service asked to be called less often."""


class ProviderUnavailable(TransientError):
    """A provider did not answer in time, or answered that it cannot now."""


class StoreUnavailable(TransientError):
    """DynamoDB or S3 did not answer in time."""


class PermanentError(KycError):
    """Trying again gives the same."""


class InvalidInput(PermanentError):
    """The function was called with something its schema refuses."""


class InvalidResult(PermanentError):
    """The function made something its schema refuses."""


class ApplicationNotFound(PermanentError):
    """No application has that id."""


class ProviderRejected(PermanentError):
    """A provider refused the request itself."""


class Conflict(PermanentError):
    """The record was changed by someone else, or says otherwise."""


class ActivationLate(PermanentError):
    """Core banking has not activated the account within the time limit."""


class UndoUnfinished(PermanentError):
    """What an earlier try left has to be undone before another may begin."""


class OpeningRefused(PermanentError):
    """No decision that holds says that the account may be opened: recorded, with an alert."""


class ScreeningOutdated(PermanentError):
    """Other lists are in force than those that were searched, or it is too long ago: the workflow screens again."""


class StaleWatchlist(PermanentError):
    """The watchlist is missing, unreadable or older than the policy allows."""


class NotConfigured(PermanentError):
    """A setting is missing, or not allowed here."""


class InternalError(PermanentError):
    """A defect; the message names its place, never its data."""


class OnboardingFailed(KycError):
    """Ends an execution as FAILED once its failure is recorded; a redrive starts over."""


THROTTLING = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
"""AWS's error codes for calls that come too often."""
