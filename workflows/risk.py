"""kyc-risk: how risky would this customer be, and does a person have to look?

Input: ``application_id``, ``attempt``, ``content_sha256``, ``identity`` (verified or review), ``identity_run`` (of the
identity checks). Output: ``run``, ``rating`` (low, medium, high, prohibited), ``score``, ``review_required``,
``due_diligence`` (standard, required, given), ``reasons``, ``policy_version``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows import fragments, steps
from workflows.asl import Definition
from workflows.fragments import Fragment
from workflows.identity import ATTEMPT, Check
from workflows.limits import Limits
from workflows.parallel import Names, in_parallel
from workflows.steps import Caught

NAME = "kyc-risk"
RESULT = ("run", "rating", "score", "review_required", "due_diligence", "reasons", "policy_version")
KINDS = ("sanctions", "pep")
"""Of lists."""


def screen(_: Limits) -> Fragment:
    return search_lists("Screen watchlists", ATTEMPT | {"identity_run": "$.identity_run", "round": 0})


def search_lists(
    name: str, inputs: Mapping[str, Any], *, into: str | None = None, catch: Sequence[Caught] = ()
) -> Fragment:
    """Search every kind of watchlist by one call; ``into`` and ``catch`` as ``steps.check`` has them. Exits: of these.

    A stale or missing list never passes anyone: its kind is unavailable, and a person looks.
    """
    unavailable = {kind: f"{kind.upper()}_SCREENING_UNAVAILABLE" for kind in KINDS}
    return steps.check(name, "screen_watchlists", inputs=inputs, unavailable=unavailable, into=into, catch=catch)


def search_adverse_media(_: Limits) -> Fragment:
    return steps.check(
        "Search adverse media",
        "search_adverse_media",
        inputs=ATTEMPT,
        keep=("verdict", "reasons", "articles", "categories"),
        unavailable="ADVERSE_MEDIA_UNAVAILABLE",
    )


def assess_customer(_: Limits) -> Fragment:
    return steps.check("Assess customer", "assess_customer", inputs=ATTEMPT, unavailable="CUSTOMER_CHECK_UNAVAILABLE")


Checks = Mapping[Names, Check]
"""Checks by the name under which ``score_risk`` gets their verdict, or by the names of all that one branch answers."""
CHECKS: dict[Names, Check] = {
    KINDS: screen,
    "adverse_media": search_adverse_media,
    "customer": assess_customer,
}


def risk(limits: Limits, checks: Checks = CHECKS) -> Definition:
    """The whole workflow. A check that a bank adds to ``CHECKS`` needs an override of the risk policy."""
    score = steps.invoke(
        "Score risk",
        "score_risk",
        inputs=ATTEMPT
        | {"identity": "$.identity", "identity_run": "$.identity_run", "checks": "$.checks"}
        | steps.DEFINITION,
        keep=RESULT,
    )
    branches = {name: check(limits) for name, check in checks.items()}
    whole = in_parallel("Assess", branches, into="$.checks").then(score)
    return fragments.definition(
        whole.when(error=steps.fail_as_caught("Risk assessment failed")),
        comment="Assess risk: sanctions, politically exposed persons, adverse media and the customer, then one score",
        timeout_seconds=limits.checks_timeout,
    )
