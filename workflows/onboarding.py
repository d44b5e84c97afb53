"""kyc-onboarding: from an application to a customer with an account, or to a decision that says why not.

Input: ``application_id``. Output: ``outcome`` (onboarded or declined), ``reasons``, ``rating``.
An approval is settled first: what the account rests on is written into the record, and what opens it wants it there.
A business outcome ends as SUCCEEDED. A technical failure is recorded, raises an alert, and ends as FAILED; a redrive
of the execution then starts over at the first step, and every step is safe to repeat.

The parts are for a bank's own workflows too. They agree on exits: ``request`` (what to ask the applicant for is at
``$.request``), ``decided`` (the outcome is at ``$.decision``), and ``error`` (what failed is at ``$.failure``).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflows import account, fragments, identity, risk, steps
from workflows.asl import Definition
from workflows.fragments import Fragment
from workflows.limits import Limits

NAME = "kyc-onboarding"
UNRATED = "unrated"
BY_REVIEWER = "DECLINED_BY_REVIEWER"
ATTEMPT = {"attempt": "$.application.attempt", "content_sha256": "$.application.content_sha256"}
"""Which submission a function or child looks at, and its hash."""
DECISION = ("outcome", "reasons", "rating")
"""What is decided of an application, and the output of the workflow."""
BeforeAccount = Callable[[Limits], Fragment]
"""Makes a part that runs once a case is approved. Where it ends, the account is opened; it may leave by ``request``
(the case is looked at anew with the answer), by ``decided`` (``decline``), and by ``error``."""


def onboarding(limits: Limits, before_account: BeforeAccount | None = None) -> Definition:
    """The whole workflow."""
    settle = settle_decision()
    approved = before_account(limits).then(settle) if before_account else settle
    account_opened = open_account(limits).when(outdated=settle)
    assessed = assess_risk(limits)
    process = (
        validate_application()
        .when(valid=verify_identity(limits))
        .when(verified=assessed)
        .when(review=review(limits))
        .when(approved=approved)
        .when(settled=account_opened)
        .when(request=collect_documents(limits))
        .when(decided=record_outcome(), unsettled=assessed)
    )
    process = process.when(received=process)  # what the applicant sent is looked at from the beginning
    process = process.when(error=record_failure().then(process))  # a redriven execution starts over
    return fragments.definition(
        process,
        comment="Onboard a customer: validate, verify identity, assess risk, ask a person if needed, open the account",
        timeout_seconds=limits.onboarding_timeout,
    )


def validate_application() -> Fragment:
    """Is the application complete and plausible? Exits: valid, request (pictures are missing), decided, error.

    What reviewers had declined before the case was restarted is declined at once.
    """
    validate = steps.invoke(
        "Validate application",
        "validate_application",
        inputs=steps.DEFINITION,
        keep=("verdict", "reasons", "rating", "attempt", "content_sha256", "documents", "missing"),
        into="$.application",
    )
    ask_for_missing = request_information(
        "what is missing",
        pictures="$.application.missing",
        reasons=["DOCUMENTS_MISSING"],
        attempt="$.application.attempt",
    )
    valid, declined = (steps.equals("$.application.verdict", verdict) for verdict in ("pass", "declined"))
    documents = "$.application.documents"
    return validate.then(
        steps.choose(
            "Application valid?",
            (steps.both(valid, steps.equals(documents, "complete")), "valid"),
            (steps.both(valid, steps.equals(documents, "missing")), ask_for_missing),
            (declined, decline("by reviewer before", [BY_REVIEWER], rating="$.application.rating")),
            otherwise=decline("application invalid", "$.application.reasons"),
        )
    )


def verify_identity(limits: Limits) -> Fragment:
    """Run kyc-identity. Exits: verified (a review may still be due), request (new pictures), decided, error."""
    verify = steps.run_workflow(
        "Verify identity",
        identity.NAME,
        inputs=ATTEMPT,
        keep=("run", "decision", "reasons", "pictures"),
        into="$.identity",
        timeout_seconds=limits.checks_timeout,
    )
    decision = "$.identity.decision"
    ask_again = request_information("new pictures", pictures="$.identity.pictures", reasons="$.identity.reasons")
    return verify.then(
        steps.choose(
            "Identity verified?",
            (steps.equals(decision, "verified"), "verified"),
            (steps.equals(decision, "review"), "verified"),
            (steps.both(steps.equals(decision, "resubmit"), attempts_left(limits)), ask_again),
            otherwise=decline("identity not verified", "$.identity.reasons"),
        )
    )


def assess_risk(limits: Limits) -> Fragment:
    """Run kyc-risk. Exits: approved (by the rules alone), review, request (due diligence), decided, error."""
    assess = steps.run_workflow(
        "Assess risk",
        risk.NAME,
        inputs=ATTEMPT | {"identity": "$.identity.decision", "identity_run": "$.identity.run"},
        keep=risk.RESULT,
        into="$.risk",
        timeout_seconds=limits.checks_timeout,
    )
    prohibited = steps.equals("$.risk.rating", "prohibited")
    required = steps.equals("$.risk.due_diligence", "required")
    ask_for_due_diligence = request_information(
        "source of funds and wealth", parts=["due_diligence"], reasons=["ENHANCED_DUE_DILIGENCE"]
    )
    return assess.then(
        steps.choose(
            "Who decides?",
            (prohibited, decline("prohibited risk", "$.risk.reasons", rating="$.risk.rating")),
            (steps.equals("$.risk.review_required", value=False), "approved"),
            (steps.both(required, submissions_left(limits)), ask_for_due_diligence),
            (required, decline("due diligence incomplete", ["DUE_DILIGENCE_INCOMPLETE"], rating="$.risk.rating")),
            otherwise="review",
            comment="The rules alone accept only where no check and no rating asks for a person",
        )
    )


def review(limits: Limits) -> Fragment:
    """Ask reviewers until they settle the case. Exits: approved, request (a reviewer asks), decided, error."""
    reasons = {"identity_reasons": "$.identity.reasons", "risk_reasons": "$.risk.reasons"}
    request_review = steps.ask(
        "Request review",
        "request_review",
        inputs=ATTEMPT | reasons | {"rating": "$.risk.rating", "due_diligence": "$.risk.due_diligence"},
        keep=("review_id",),
        into="$.review",
        stages=limits.reviewer_stages,
    )
    settle_review = steps.invoke(
        "Settle review",
        "settle_review",
        comment="The decisions count, whoever answered the wait; two people's where the rules say so",
        inputs=ATTEMPT,
        keep=("decision", "pictures", "parts"),
        into="$.review",
    )
    ask_for_more = request_information(
        "what the reviewer needs", pictures="$.review.pictures", parts="$.review.parts", reasons=["REVIEWER_ASKS"]
    )
    decision = "$.review.decision"
    settled = steps.choose(
        "Review settled?",
        (steps.equals(decision, "approved"), "approved"),
        (steps.equals(decision, "another_decision"), "again"),
        (steps.equals(decision, "look_again"), "again"),
        (steps.both(steps.equals(decision, "request_information"), submissions_left(limits)), ask_for_more),
        otherwise=decline("by reviewer", [BY_REVIEWER], rating="$.risk.rating"),
    )
    no_review = decline("no review in time", ["NO_REVIEW_IN_TIME"], rating="$.risk.rating")
    reviewed = request_review.then(settle_review).then(settled).when(unanswered=no_review)
    return reviewed.when(again=reviewed)


def settle_decision() -> Fragment:
    """Write down what the account is opened on; lists that changed since are searched first.

    Exits: settled, unsettled (what the lists have now, nobody has approved, or they cannot be searched), error.
    """
    inputs = ATTEMPT | {"identity_run": "$.identity.run", "round": "$.settled.round"}
    screen = risk.search_lists("Screen again", inputs, into="$.screening", catch=(steps.ANY_ERROR,))
    first, then = _settle("Settle decision", "screen"), _settle("Settle decision after screening", "unsettled")
    return first.when(screen=screen.then(then))


def _settle(name: str, otherwise: str) -> Fragment:
    inputs = ATTEMPT | {"identity_run": "$.identity.run", "risk_run": "$.risk.run"} | steps.DEFINITION
    settle = steps.invoke(name, "settle_decision", inputs=inputs, keep=("decision", "round"), into="$.settled")
    is_settled = steps.equals("$.settled.decision", "settled")
    return settle.then(steps.choose(f"{name}: settled?", (is_settled, "settled"), otherwise=otherwise))


def open_account(limits: Limits) -> Fragment:
    """Run kyc-account and record whoever has an account as onboarded. Exits: outdated (the screening), error."""
    run = steps.run_workflow(
        "Open account",
        account.NAME,
        inputs=ATTEMPT | {"settled_in": "$$.Execution.Name"} | account.BEGIN,
        keep=("opened",),
        into="$.account",
        timeout_seconds=limits.account_timeout,
    )
    decision = {"outcome": "onboarded", "reasons": [], "rating": "$.risk.rating"}
    opened = steps.choose("Account opened?", (steps.equals("$.account.opened", value=True), None), otherwise="outdated")
    return run.then(opened).then(_record("Onboard", decision))


def request_information(
    name: str,
    *,
    reasons: Sequence[str] | str,
    pictures: Sequence[str] | str = (),
    parts: Sequence[str] | str = (),
    attempt: str = "States.MathAdd($.application.attempt, 1)",
) -> Fragment:
    """Say what the applicant is asked for and why, each as codes or as a path to them. Exit: request.

    ``pictures`` and ``parts`` (of the application, such as ``due_diligence``) are those that
    ``definitions/schemas/request_documents.json`` knows. The answer is the application's next attempt, so ask only
    where ``submissions_left``.
    """
    request = {
        "attempt": attempt,
        "pictures": _codes(pictures),
        **({"parts": _codes(parts)} if parts else {}),
        "reasons": _codes(reasons),
    }
    return steps.answer(f"Ask for {name}", request, into="$.request").leaving_by("request")


def collect_documents(limits: Limits) -> Fragment:
    """Ask the applicant for what ``$.request`` says, remind, and wait. Exits: received, decided (silent), error.

    The case has the status ``awaiting_documents`` meanwhile; the applicant's app reads there what is asked for.
    """
    asked = steps.ask(
        "Request documents",
        "request_documents",
        inputs=ATTEMPT | {"request": "$.request"},
        keep=("received",),
        into="$.documents",
        stages=limits.applicant_stages,
    )
    return asked.leaving_by("received").when(unanswered=decline("applicant silent", ["APPLICANT_SILENT"]))


def decline(name: str, reasons: Sequence[str] | str, *, rating: str = UNRATED) -> Fragment:
    """Decide that there is no account, for these codes (or those at this path). Exit: decided."""
    decision = {"outcome": "declined", "reasons": _codes(reasons), "rating": rating}
    return steps.answer(f"Decline: {name}", decision, into="$.decision").leaving_by("decided")


def record_outcome() -> Fragment:
    """Record what was decided and end the execution as succeeded. Exit: error."""
    return _record("Record outcome", {name: f"$.decision.{name}" for name in DECISION})


def _record(name: str, decision: Mapping[str, Any]) -> Fragment:
    return steps.invoke(
        name,
        "record_outcome",
        comment="Record the decision, tell other systems, and end as succeeded",
        inputs=ATTEMPT | dict(decision),
        keep=DECISION,
    )


def record_failure() -> Fragment:
    """Record a technical failure and end the execution as FAILED. No exits; it goes on only after a redrive.

    Its first run ends with the error OnboardingFailed on purpose: a redrive resumes at the state that failed, and from
    a Fail state it could only fail again. When it sees that the execution was redriven, it goes on.
    """
    return steps.invoke(
        "Record failure",
        "record_failure",
        comment="Record the failure, raise the alert and end as FAILED; after a redrive, start over",
        inputs={
            "error": f"{steps.FAILURE}.Error",
            "cause": f"{steps.FAILURE}.Cause",
            "redrive_count": "$$.Execution.RedriveCount",
        },
        into=None,
        catch=(),
    )


def attempts_left(limits: Limits) -> Any:
    """A rule for ``steps.choose``: the applicant may send documents again."""
    return steps.below("$.application.attempt", limits.most_attempts)


def submissions_left(limits: Limits) -> Any:
    """A rule for ``steps.choose``: the applicant may be asked again, for whatever it is."""
    return steps.below("$.application.attempt", limits.most_submissions)


def _codes(given: Sequence[str] | str) -> list[str] | str:
    return given if isinstance(given, str) else list(given)
