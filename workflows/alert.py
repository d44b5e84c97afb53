"""kyc-monitoring-alert: a customer was found on a list after onboarding; people decide, and a match is blocked.

Input: ``application_id``, the id of the monitoring case. Output: ``outcome`` (cleared or confirmed). What the decisions
amount to is asked first and after every answer, so that a redrive goes on where it was. Nobody's silence clears anyone:
the question comes again, in the queue of the senior reviewers, until the execution's time is over, and then it failed.
"""

from workflows import fragments, steps
from workflows.asl import Definition
from workflows.fragments import Fragment
from workflows.limits import Limits
from workflows.onboarding import UNRATED, record_failure

NAME = "kyc-monitoring-alert"


def alert(limits: Limits) -> Definition:
    """The whole workflow."""
    cleared = steps.answer("Clear", {"outcome": "cleared"}, into="$.decision").then(_end("Cleared"))
    confirmed = steps.answer("Confirm", {"outcome": "confirmed"}, into="$.decision").then(_end("Confirmed"))
    process = settle_alert().when(cleared=cleared, review=ask_reviewers(limits), block=block_account())
    process = process.when(confirmed=confirmed)
    process = process.when(answered=process)
    process = process.when(error=record_failure().then(process))  # a redriven execution starts over
    return fragments.definition(
        process,
        comment="A customer was found on a list: ask people, then clear the alert, or confirm it and block the account",
        timeout_seconds=limits.alert_timeout,
    )


def settle_alert() -> Fragment:
    """What the decisions amount to. Exits: cleared, block, confirmed (nothing is blocked), review, error."""
    settle = steps.invoke(
        "Settle alert",
        "settle_alert",
        comment="The decisions count, whoever answered the wait: two people's, one of them senior",
        inputs=steps.DEFINITION,
        keep=("decision", "block", "reasons"),
        into="$.alert",
    )
    is_confirmed = steps.equals("$.alert.decision", "confirmed")
    return settle.then(
        steps.choose(
            "Alert settled?",
            (steps.equals("$.alert.decision", "cleared"), "cleared"),
            (steps.both(is_confirmed, steps.equals("$.alert.block", value=True)), "block"),
            (is_confirmed, "confirmed"),
            otherwise="review",
        )
    )


def ask_reviewers(limits: Limits) -> Fragment:
    """Ask reviewers, remind them, escalate, and go on asking. Exits: answered, error."""
    last, seconds = list(limits.reviewer_stages.items())[-1]
    again = _ask("Request review again", {last: seconds})
    again = again.when(unanswered=again)
    return _ask("Request review", dict(limits.reviewer_stages)).when(unanswered=again).leaving_by("answered")


def block_account() -> Fragment:
    """Have core banking block the account. Exits: confirmed, error."""
    return steps.invoke("Block account", "block_account", inputs=steps.DEFINITION, into=None).leaving_by("confirmed")


def _ask(name: str, stages: dict[str, int]) -> Fragment:
    return steps.ask(
        name,
        "request_review",
        inputs={
            "attempt": 1,
            "content_sha256": None,
            "identity_reasons": [],
            "risk_reasons": "$.alert.reasons",
            "rating": UNRATED,
            "due_diligence": "standard",
        },
        keep=("review_id",),
        into="$.review",
        stages=stages,
    )


def _end(name: str) -> Fragment:
    return steps.succeed(name, output="$.decision")
