"""Retry, catch and time limits, each named once and used by name."""

from lambdas.shared.runtime import errors
from workflows.asl import Retry

MINUTE, HOUR, DAY = 60, 3600, 86_400

# Time limits, in seconds.
FUNCTION_TIMEOUT = 60  # above every function's own limit, so that the function's error is the one seen
CHECKS_TIMEOUT = 3 * DAY  # one identity verification or risk assessment, its slow bureau included
# A day for the activation and one for each compensation that is retried, twice where an earlier try was left undone.
ACCOUNT_TIMEOUT = 8 * DAY
ONBOARDING_TIMEOUT = 180 * DAY  # above all waits of all attempts together

# Waits for people: how long each stage lasts before the next begins.
APPLICANT_STAGES = {"request": 7 * DAY, "reminder": 7 * DAY, "last reminder": 14 * DAY}
# A review is due after the second stage: a reminder at half of the time, one at its end, then seniors decide.
REVIEWER_STAGES = {"request": 2 * DAY, "reminder": 2 * DAY, "last reminder": DAY, "escalation": 4 * DAY}

# Polls of a service that answers late; the service says how long to wait between two.
MOST_POLLS = 60


def names(*classes: type[Exception]) -> list[str]:
    """The error names under which Step Functions sees these exceptions."""
    return [error.__name__ for error in classes]


TRANSIENT = names(errors.ProviderUnavailable, errors.StoreUnavailable)
THROTTLED = names(errors.Throttled)
# What a check reports once its retries are used up: the check is unavailable, and a person looks.
GAVE_UP = [*TRANSIENT, *THROTTLED, "States.Timeout"]

# Errors of the Lambda service itself, as its integration's documentation names them.
_LAMBDA_SERVICE = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
]
# The function process ended before it answered; every function is idempotent, so it may run again.
_LAMBDA_CRASHED = ["Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError", "Runtime.Unknown"]


def retry(error_equals: list[str], *, every: int, attempts: int, backoff: float = 2.0, at_most: int = MINUTE) -> Retry:
    """Retry ``attempts`` times, first after ``every`` seconds, then longer, with full jitter."""
    return Retry(
        error_equals=error_equals,
        interval_seconds=every,
        max_attempts=attempts,
        backoff_rate=backoff,
        max_delay_seconds=at_most,
        jitter_strategy="FULL",
    )


def function_retries() -> list[Retry]:
    """For a call of a function: the service's errors, throttling apart, crashes, then our transient errors."""
    return [
        retry(_LAMBDA_SERVICE, every=1, attempts=6),
        retry(["Lambda.TooManyRequestsException", *THROTTLED], every=5, attempts=8, at_most=5 * MINUTE),
        retry(_LAMBDA_CRASHED, every=2, attempts=5),
        retry(TRANSIENT, every=2, attempts=4),
    ]


def undo_retries() -> list[Retry]:
    """For a compensation: whatever the error is, for about a day, because giving up leaves something behind."""
    return [retry(["States.ALL"], every=5, attempts=30, at_most=HOUR)]


def child_retries() -> list[Retry]:
    """For starting a child workflow: only what says that it was not started."""
    return [
        retry(
            ["StepFunctions.ExecutionLimitExceeded", "StepFunctions.ThrottlingException"],
            every=5,
            attempts=8,
            at_most=5 * MINUTE,
        ),
        retry(
            ["StepFunctions.SdkClientException", "StepFunctions.AWSStepFunctionsException"],
            every=1,
            attempts=3,
        ),
    ]
