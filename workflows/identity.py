"""kyc-identity: is the applicant who they say they are?

Input: ``application_id``, ``attempt``, ``content_sha256``. Output: ``run``, ``decision`` (verified, resubmit, review,
failed), ``reasons``, ``pictures`` (those to ask for again).
"""

from collections.abc import Callable, Mapping

from workflows import fragments, steps
from workflows.asl import Definition
from workflows.fragments import Fragment, chain
from workflows.limits import GAVE_UP, Limits
from workflows.parallel import in_parallel
from workflows.steps import Caught

NAME = "kyc-identity"
ATTEMPT = {"attempt": "$.attempt", "content_sha256": "$.content_sha256"}
"""Which submission a check looks at, and its hash: what every check takes beside the application's id."""


def check_document(_: Limits) -> Fragment:
    return steps.check("Check document", "check_document", inputs=ATTEMPT, unavailable="DOCUMENT_CHECK_UNAVAILABLE")


def compare_faces(_: Limits) -> Fragment:
    return steps.check(
        "Compare faces",
        "compare_faces",
        inputs=ATTEMPT,
        keep=("verdict", "reasons", "similarity"),
        unavailable="FACE_CHECK_UNAVAILABLE",
    )


def check_address(limits: Limits) -> Fragment:
    """The address bureau answers late: request, wait as long as it says, poll, and give up past the limit."""
    unavailable = [Caught(GAVE_UP, "unavailable", into=None)]
    request = steps.invoke(
        "Request address check",
        "request_address_check",
        inputs=ATTEMPT,
        keep=("reference", "wait_seconds", "polls", "asked_at"),
        into="$.address",
        catch=unavailable,
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
        catch=unavailable,
    )
    return chain(
        request,
        steps.poll_until("address bureau", ask_again=poll, state="$.address", most_polls=limits.most_polls),
        steps.answer("Address checked", {"verdict": "$.address.verdict", "reasons": "$.address.reasons"}),
    ).when(
        late=_unavailable("Address bureau late", "ADDRESS_BUREAU_LATE"),
        unavailable=_unavailable("Address check unavailable", "ADDRESS_CHECK_UNAVAILABLE"),
    )


def find_duplicate_customer(_: Limits) -> Fragment:
    return steps.check(
        "Find duplicate customer",
        "find_duplicate_customer",
        inputs=ATTEMPT,
        unavailable="DUPLICATE_CHECK_UNAVAILABLE",
    )


Check = Callable[[Limits], Fragment]
"""Makes a branch of a Parallel, from the limits of the bank's process policy; ``steps.check`` is the usual one."""
Checks = Mapping[str, Check]
"""Checks by the name under which the deciding function gets their verdict."""
CHECKS: dict[str, Check] = {
    "document": check_document,
    "face": compare_faces,
    "address": check_address,
    "duplicate": find_duplicate_customer,
}


def identity(limits: Limits, checks: Checks = CHECKS) -> Definition:
    """The whole workflow. A bank adds checks: ``CHECKS | {"email": lambda limits: steps.check(…)}``."""
    decide = steps.invoke(
        "Decide identity",
        "decide_identity",
        inputs=ATTEMPT | {"checks": "$.checks"} | steps.DEFINITION,
        keep=("run", "decision", "reasons", "pictures"),
    )
    branches = {name: check(limits) for name, check in checks.items()}
    whole = in_parallel("Check identity", branches, into="$.checks").then(decide)
    return fragments.definition(
        whole.when(error=steps.fail_as_caught("Identity verification failed")),
        comment="Verify identity: document, face, address and duplicates at once, then one decision",
        timeout_seconds=limits.checks_timeout,
    )


def _unavailable(name: str, reason: str) -> Fragment:
    return steps.answer(name, {"verdict": "unavailable", "reasons": [reason]})
