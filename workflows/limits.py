"""Retry, Catch and time limits, each named once; the bank's own come from ``definitions/process_policy.json``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from lambdas.shared.runtime import errors
from workflows.asl import Retry
from workflows.contracts import Contracts

MINUTE, HOUR, DAY = 60, 3600, 86_400
FUNCTION_TIMEOUT = 60
"""Seconds of a task: above every function's own limit, so that the function's error is the one seen."""
COMPENSATIONS = 3
"""What kyc-account undoes where it fails: account, IBAN, customer."""


@dataclass(frozen=True)
class Limits:
    """What the bank allows, in seconds and times; ``*_stages``: how long each stage of a wait lasts, by its name.

    ``bureau_late``, ``activation_late``: when the address bureau and core banking are given up. ``*_timeout``: when
    Step Functions ends an execution; ``problems`` says what each has to exceed.
    """

    most_attempts: int
    most_submissions: int
    applicant_stages: Mapping[str, int]
    reviewer_stages: Mapping[str, int]
    most_polls: int
    bureau_late: int
    activation_late: int
    checks_timeout: int
    account_timeout: int
    onboarding_timeout: int
    alert_timeout: int
    batches_at_once: int
    most_failed_percent: int
    most_rounds: int
    monitoring_timeout: int

    @classmethod
    def read(cls, contracts: Contracts) -> Self:
        """Those of this project's ``process_policy.json``; the bureau's is in ``identity_policy.json``."""
        policy = contracts.policy("process")
        attempts, hours, monitoring = policy["attempts"], policy["time_limits"], policy["monitoring"]
        return cls(
            most_attempts=attempts["documents"],
            most_submissions=attempts["submissions"],
            applicant_stages=_stages(policy["applicant_stages"]),
            reviewer_stages=_stages(policy["reviewer_stages"]),
            most_polls=policy["most_polls"],
            bureau_late=contracts.policy("identity")["address"]["late_after_hours"] * HOUR,
            activation_late=policy["activation"]["late_after_hours"] * HOUR,
            checks_timeout=hours["checks_hours"] * HOUR,
            account_timeout=hours["account_hours"] * HOUR,
            onboarding_timeout=hours["onboarding_hours"] * HOUR,
            alert_timeout=hours["alert_hours"] * HOUR,
            batches_at_once=monitoring["at_once"],
            most_failed_percent=monitoring["most_failed_percent"],
            most_rounds=monitoring["rounds"],
            monitoring_timeout=monitoring["run_hours"] * HOUR,
        )

    def problems(self) -> list[str]:
        """Each time limit of the process policy that could end an execution which is still within its waits."""
        undo = COMPENSATIONS * longest(undo_retries())
        waits = sum(self.applicant_stages.values()) + sum(self.reviewer_stages.values())
        needed = {
            "checks_hours": (self.checks_timeout, self.bureau_late, "the address bureau's late_after_hours"),
            "account_hours": (
                self.account_timeout,
                2 * (self.activation_late + undo),
                "an activation and every compensation, twice, since what an earlier try left is undone first",
            ),
            "onboarding_hours": (
                self.onboarding_timeout,
                self.most_submissions * (waits + 2 * self.checks_timeout) + self.account_timeout,
                "all waits and checks of all submissions, and the account",
            ),
            "alert_hours": (
                self.alert_timeout,
                2 * sum(self.reviewer_stages.values()),
                "the waits for reviewers, twice, since one who was not answered asks again",
            ),
        }
        return [
            f"process_policy.json: time_limits.{name} is {given // HOUR}, and must be above {least / HOUR:.0f}: {what}"
            for name, (given, least, what) in needed.items()
            if given <= least
        ]


def _stages(listed: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {one["stage"]: one["hours"] * HOUR for one in listed}


LIMITS = Limits.read(Contracts())
"""This library's own."""


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


def retry(
    error_equals: list[str],
    *,
    every: int,
    attempts: int,
    backoff: float = 2.0,
    at_most: int = MINUTE,
    jitter: str = "FULL",
) -> Retry:
    """Retry ``attempts`` times, first after ``every`` seconds, then longer; full jitter halves that on average."""
    return Retry(
        error_equals=error_equals,
        interval_seconds=every,
        max_attempts=attempts,
        backoff_rate=backoff,
        max_delay_seconds=at_most,
        jitter_strategy=jitter,
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
    """For a compensation: whatever the error is, for about a day, because giving up leaves something behind.

    Without jitter, which would make half a day of it.
    """
    return [retry(["States.ALL"], every=5, attempts=30, at_most=HOUR, jitter="NONE")]


def child_retries() -> list[Retry]:
    """For starting a child workflow: only what says that it was not started."""
    return [
        retry(
            ["StepFunctions.ExecutionLimitExceededException", "StepFunctions.ThrottlingException"],
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


def longest(retries: Sequence[Retry]) -> float:
    """The seconds that a function's call takes at most, with all that these retries allow."""
    seconds: float = FUNCTION_TIMEOUT
    for each in retries:
        rule = each.to_dict()
        delays = (rule["IntervalSeconds"] * rule["BackoffRate"] ** n for n in range(rule["MaxAttempts"]))
        seconds += sum(min(delay, rule["MaxDelaySeconds"]) + FUNCTION_TIMEOUT for delay in delays)
    return seconds
