"""kyc-onboarding: from an application to a customer with an account, or to a decision that says why not.

Input: ``application_id``. Output: ``outcome`` (onboarded or declined), ``reasons``, ``rating``.
A business outcome ends as SUCCEEDED. A technical failure is recorded, raises an alert, and ends as FAILED; a redrive
of the execution then starts over at the first step, and every step is safe to repeat.
"""

from typing import Any

from workflows import account, identity, limits, risk, steps
from workflows.asl import ChoiceRule, Succeed, Task, definition

NAME = "kyc-onboarding"
UNRATED = "unrated"


def onboarding() -> dict[str, Any]:
    record_failure = _record_failure()
    on_error = [steps.catch_all(record_failure)]
    record_outcome = _record_outcome(on_error)

    def decline(name: str, reasons: str | list[str], *, rating: str = UNRATED) -> Any:
        decision = {"outcome": "declined", "reasons": reasons, "rating": rating}
        return steps.chain(steps.answer(f"Decline: {name}", decision, into="$.decision"), record_outcome)

    # The steps -------------------------------------------------------------------------------------------

    validate = steps.invoke(
        "Validate application",
        "validate_application",
        inputs=steps.DEFINITION,
        keep=("verdict", "reasons", "attempt", "documents", "missing"),
        into="$.application",
        catch=on_error,
    )
    verify_identity = steps.run_workflow(
        "Verify identity",
        identity.NAME,
        inputs={"attempt": "$.application.attempt"},
        keep=("decision", "reasons", "pictures"),
        into="$.identity",
        timeout_seconds=limits.LIMITS.checks_timeout,
        catch=on_error,
    )
    ask_for_missing = steps.answer(
        "Ask for what is missing",
        {
            "attempt": "$.application.attempt",
            "pictures": "$.application.missing",
            "reasons": ["DOCUMENTS_MISSING"],
        },
        into="$.request",
    )
    ask_again = steps.answer(
        "Ask for new pictures",
        {
            "attempt": "States.MathAdd($.application.attempt, 1)",
            "pictures": "$.identity.pictures",
            "reasons": "$.identity.reasons",
        },
        into="$.request",
    )
    ask_for_due_diligence = steps.answer(
        "Ask for source of funds and wealth",
        {
            "attempt": "States.MathAdd($.application.attempt, 1)",
            "pictures": [],
            "parts": ["due_diligence"],
            "reasons": ["ENHANCED_DUE_DILIGENCE"],
        },
        into="$.request",
    )
    request_documents = steps.ask(
        "Request documents",
        "request_documents",
        inputs={"request": "$.request"},
        keep=("received",),
        into="$.documents",
        stages=limits.LIMITS.applicant_stages,
        unanswered=decline("applicant silent", ["APPLICANT_SILENT"]),
        catch=on_error,
    )
    assess_risk = steps.run_workflow(
        "Assess risk",
        risk.NAME,
        inputs={"identity": "$.identity.decision"},
        keep=risk.RESULT,
        into="$.risk",
        timeout_seconds=limits.LIMITS.checks_timeout,
        catch=on_error,
    )
    request_review = steps.ask(
        "Request review",
        "request_review",
        inputs={
            "identity_reasons": "$.identity.reasons",
            "risk_reasons": "$.risk.reasons",
            "rating": "$.risk.rating",
            "due_diligence": "$.risk.due_diligence",
        },
        keep=("review_id",),
        into="$.review",
        stages=limits.LIMITS.reviewer_stages,
        unanswered=decline("no review in time", ["NO_REVIEW_IN_TIME"], rating="$.risk.rating"),
        catch=on_error,
    )
    settle_review = steps.invoke(
        "Settle review",
        "settle_review",
        comment="The opinions decide, whoever answered the wait; two people's where the rules say so",
        keep=("decision", "pictures", "parts"),
        into="$.review",
        catch=on_error,
    )
    ask_for_more = steps.answer(
        "Ask for what the reviewer needs",
        {
            "attempt": "States.MathAdd($.application.attempt, 1)",
            "pictures": "$.review.pictures",
            "parts": "$.review.parts",
            "reasons": ["REVIEWER_ASKS"],
        },
        into="$.request",
    )
    open_account = steps.run_workflow(
        "Open account",
        account.NAME,
        keep=("customer_id", "account_id", "welcome"),
        into="$.account",
        timeout_seconds=limits.LIMITS.account_timeout,
        catch=on_error,
    )
    onboard = steps.answer(
        "Onboard", {"outcome": "onboarded", "reasons": [], "rating": "$.risk.rating"}, into="$.decision"
    )

    # What follows what -----------------------------------------------------------------------------------

    valid = _is("$.application.verdict", "pass")
    application_valid = steps.choose(
        "Application valid?",
        (ChoiceRule.And([valid, _is("$.application.documents", "complete")]), verify_identity),
        (ChoiceRule.And([valid, _is("$.application.documents", "missing")]), ask_for_missing),
        otherwise=decline("application invalid", "$.application.reasons"),
    )
    identity_verified = steps.choose(
        "Identity verified?",
        (_is("$.identity.decision", "verified"), assess_risk),
        (_is("$.identity.decision", "review"), assess_risk),
        (ChoiceRule.And([_is("$.identity.decision", "resubmit"), _attempts_left()]), ask_again),
        otherwise=decline("identity not verified", "$.identity.reasons"),
    )
    due_diligence_required = _is("$.risk.due_diligence", "required")
    who_decides = steps.choose(
        "Who decides?",
        (
            _is("$.risk.rating", "prohibited"),
            decline("prohibited risk", "$.risk.reasons", rating="$.risk.rating"),
        ),
        (ChoiceRule.BooleanEquals("$.risk.review_required", False), open_account),
        (ChoiceRule.And([due_diligence_required, _submissions_left()]), ask_for_due_diligence),
        (
            due_diligence_required,
            decline("due diligence incomplete", ["DUE_DILIGENCE_INCOMPLETE"], rating="$.risk.rating"),
        ),
        otherwise=request_review,
        comment="The rules alone accept only where no check and no rating asks for a person",
    )
    review_settled = steps.choose(
        "Review settled?",
        (_is("$.review.decision", "approved"), open_account),
        (_is("$.review.decision", "another_opinion"), request_review),
        (_is("$.review.decision", "look_again"), request_review),
        (ChoiceRule.And([_is("$.review.decision", "more"), _submissions_left()]), ask_for_more),
        otherwise=decline("by reviewer", ["DECLINED_BY_REVIEWER"], rating="$.risk.rating"),
    )

    steps.chain(validate, application_valid)
    steps.chain(verify_identity, identity_verified)
    steps.chain(ask_for_missing, request_documents)
    steps.chain(ask_again, request_documents, validate)
    steps.chain(assess_risk, who_decides)
    steps.chain(ask_for_due_diligence, request_documents)
    steps.chain(request_review, settle_review, review_settled)
    steps.chain(ask_for_more, request_documents)
    steps.chain(open_account, onboard, record_outcome)
    steps.chain(record_failure, validate)
    return definition(
        validate,
        comment="Onboard a customer: validate, verify identity, assess risk, ask a person if needed, open the account",
        timeout_seconds=limits.LIMITS.onboarding_timeout,
    )


def _record_outcome(on_error: list[Any]) -> Any:
    record = steps.invoke(
        "Record outcome",
        "record_outcome",
        comment="Record the decision and tell other systems",
        inputs={
            "outcome": "$.decision.outcome",
            "reasons": "$.decision.reasons",
            "rating": "$.decision.rating",
        },
        into=None,
        catch=on_error,
    )
    return steps.chain(record, Succeed("Decided", output_path="$.decision"))


def _record_failure() -> Task:
    # Its first run ends with the error OnboardingFailed on purpose: a redrive resumes at the state that failed, and
    # from a Fail state it could only fail again. When it sees that the execution was redriven, it goes on.
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
    )


def _is(path: str, value: str) -> Any:
    return ChoiceRule.StringEquals(path, value)


def _attempts_left() -> Any:
    return ChoiceRule.NumericLessThan("$.application.attempt", limits.LIMITS.most_attempts)


def _submissions_left() -> Any:
    return ChoiceRule.NumericLessThan("$.application.attempt", limits.LIMITS.most_submissions)
