"""kyc-identity: is the applicant who they say they are?

Input: ``application_id``, ``attempt``. Output: ``decision`` (verified, resubmit, review, failed), ``reasons``,
``pictures`` (those to ask for again).
"""

from typing import Any

from workflows import limits, steps
from workflows.asl import Catch, definition

NAME = "kyc-identity"
ATTEMPT = {"attempt": "$.attempt"}


def identity() -> dict[str, Any]:
    failed = steps.fail_as_caught("Identity verification failed")
    checks = steps.in_parallel(
        "Check identity",
        {
            "document": steps.check(
                "Check document", "check_document", inputs=ATTEMPT, unavailable="DOCUMENT_CHECK_UNAVAILABLE"
            ),
            "face": steps.check(
                "Compare faces",
                "compare_faces",
                inputs=ATTEMPT,
                keep=("verdict", "reasons", "similarity"),
                unavailable="FACE_CHECK_UNAVAILABLE",
            ),
            "address": check_address(),
            "duplicate": steps.check(
                "Find duplicate customer",
                "find_duplicate_customer",
                inputs=ATTEMPT,
                unavailable="DUPLICATE_CHECK_UNAVAILABLE",
            ),
        },
        into="$.checks",
        otherwise=failed,
    )
    decide = steps.invoke(
        "Decide identity",
        "decide_identity",
        inputs=ATTEMPT | {"checks": "$.checks"} | steps.DEFINITION,
        keep=("decision", "reasons", "pictures"),
        catch=[steps.catch_all(failed)],
    )
    return definition(
        steps.chain(checks, decide),
        comment="Verify identity: document, face, address and duplicates at once, then one decision",
        timeout_seconds=limits.LIMITS.checks_timeout,
    )


def check_address() -> Any:
    """The address bureau answers late: request, wait as long as it says, poll, and give up past the limit."""
    unavailable = steps.answer(
        "Address check unavailable", {"verdict": "unavailable", "reasons": ["ADDRESS_CHECK_UNAVAILABLE"]}
    )
    gave_up = Catch(error_equals=limits.GAVE_UP, next_step=unavailable)
    request = steps.invoke(
        "Request address check",
        "request_address_check",
        inputs=ATTEMPT,
        keep=("reference", "wait_seconds", "polls", "asked_at"),
        into="$.address",
        catch=[gave_up],
    )
    poll = steps.invoke(
        "Poll address check",
        "poll_address_check",
        inputs=ATTEMPT
        | {
            "reference": "$.address.reference",
            "polls": "States.MathAdd($.address.polls, 1)",
            "asked_at": "$.address.asked_at",
        },
        keep=("verdict", "reasons", "reference", "wait_seconds", "polls", "asked_at"),
        into="$.address",
        catch=[gave_up],
    )
    answered = steps.answer("Address checked", {"verdict": "$.address.verdict", "reasons": "$.address.reasons"})
    late = steps.answer("Address bureau late", {"verdict": "unavailable", "reasons": ["ADDRESS_BUREAU_LATE"]})
    wait = steps.poll_until("address bureau", ask_again=poll, state="$.address", answered=answered, late=late)
    return steps.chain(request, wait)
