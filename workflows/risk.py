"""kyc-risk: how risky would this customer be, and does a person have to look?

Input: ``application_id``, ``identity`` (verified or review).
Output: ``rating`` (low, medium, high, prohibited), ``score``, ``review_required``, ``due_diligence`` (standard,
required, given), ``reasons``, ``policy_version``.
"""

from typing import Any

from lambdas.shared.runtime.errors import StaleWatchlist
from workflows import limits, steps
from workflows.asl import definition

NAME = "kyc-risk"
RESULT = ("rating", "score", "review_required", "due_diligence", "reasons", "policy_version")
SCREENING_RESULT = ("verdict", "reasons", "hits", "top_score", "list_version")


def risk() -> dict[str, Any]:
    failed = steps.fail_as_caught("Risk assessment failed")
    checks = steps.in_parallel(
        "Assess",
        {
            "sanctions": screen("Screen sanctions", "sanctions"),
            "pep": screen("Screen politically exposed persons", "pep"),
            "adverse_media": steps.check(
                "Search adverse media",
                "search_adverse_media",
                keep=("verdict", "reasons", "articles", "categories"),
                unavailable="ADVERSE_MEDIA_UNAVAILABLE",
            ),
            "customer": steps.check(
                "Assess customer",
                "assess_customer",
                unavailable="CUSTOMER_CHECK_UNAVAILABLE",
            ),
        },
        into="$.checks",
        otherwise=failed,
    )
    score = steps.invoke(
        "Score risk",
        "score_risk",
        inputs={"identity": "$.identity", "checks": "$.checks"} | steps.DEFINITION,
        keep=RESULT,
        catch=[steps.catch_all(failed)],
    )
    return definition(
        steps.chain(checks, score),
        comment="Assess risk: sanctions, politically exposed persons, adverse media and the customer, then one score",
        timeout_seconds=limits.LIMITS.checks_timeout,
    )


def screen(name: str, kind: str) -> Any:
    """Search one kind of watchlist. A stale or missing list never passes anyone: a person looks."""
    return steps.check(
        name,
        "screen_watchlists",
        inputs={"kind": kind},
        keep=SCREENING_RESULT,
        unavailable=f"{kind.upper()}_SCREENING_UNAVAILABLE",
        also_unavailable={StaleWatchlist: "STALE_WATCHLIST"},
    )
