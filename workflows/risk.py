"""kyc-risk: how risky would this customer be, and does a person have to look?

Input: ``application_id``, ``attempt``, ``content_sha256``, ``identity`` (verified or review), ``identity_run`` (of the
identity checks). Output: ``run``, ``rating`` (low, medium, high, prohibited), ``score``, ``review_required``,
``due_diligence`` (standard, required, given), ``reasons``, ``policy_version``.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lambdas.shared.runtime.errors import StaleWatchlist
from workflows import fragments, steps
from workflows.asl import Definition
from workflows.fragments import Fragment
from workflows.identity import ATTEMPT, Check, Checks
from workflows.limits import Limits

NAME = "kyc-risk"
RESULT = ("run", "rating", "score", "review_required", "due_diligence", "reasons", "policy_version")
KINDS = ("sanctions", "pep")
"""Of lists."""
SCREENING_RESULT = ("verdict", "reasons", "hits", "top_score", "list_version")


def screen(_: Limits, *, name: str, kind: str) -> Fragment:
    return search_lists(name, kind, ATTEMPT | {"kind": kind, "identity_run": "$.identity_run", "round": 0})


def search_lists(name: str, kind: str, inputs: Mapping[str, Any]) -> Fragment:
    """Search one kind of watchlist. A stale or missing list never passes anyone: a person looks. No exits."""
    return steps.check(
        name,
        "screen_watchlists",
        inputs=inputs,
        keep=SCREENING_RESULT,
        unavailable=f"{kind.upper()}_SCREENING_UNAVAILABLE",
        also_unavailable={StaleWatchlist: "STALE_WATCHLIST"},
    )


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


CHECKS: dict[str, Check] = {
    "sanctions": partial(screen, name="Screen sanctions", kind="sanctions"),
    "pep": partial(screen, name="Screen politically exposed persons", kind="pep"),
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
    whole = steps.in_parallel("Assess", branches, into="$.checks").then(score)
    return fragments.definition(
        whole.when(error=steps.fail_as_caught("Risk assessment failed")),
        comment="Assess risk: sanctions, politically exposed persons, adverse media and the customer, then one score",
        timeout_seconds=limits.checks_timeout,
    )
