"""Two approvals where enhanced due diligence is due: two persons, one of them senior (REQ-06).

The first approval is kept in an item of its own, written once and before anything else: of two reviewers at the same
moment one is first. The second one decides the review as a single one would. A decline needs nobody else.
"""

from backoffice.errors import FourEyes
from lambdas.shared.stores import Onboarding, Row


def needed(review: Row) -> bool:
    return int(review.get("approvals_needed", 1)) > 1


def first_approval(table: Onboarding, application_id: str, review_item: str, approval: Row) -> tuple[Row, bool]:
    """The approval that is kept as the first one of this review, and whether it is this one."""
    item = review_item.replace("REVIEW", "APPROVAL")
    if table.insert(application_id, item, approval):
        return approval, True
    kept = table.get(application_id, item) or approval
    return {name: kept[name] for name in approval}, False


def check(application_id: str, first: Row, second: Row) -> None:
    """Raises FourEyes where the two are one person, or neither is senior."""
    told = f"{application_id} was approved by {first['reviewer']} on {first['decided_at']}"
    if _person(first) == _person(second):
        raise FourEyes(f"{told}; the second decision is another reviewer's")
    if not (first["senior"] or second["senior"]):
        raise FourEyes(f"{told}; one of the two reviewers must be senior: say so with --senior")


def _person(decided: Row) -> str:
    return str(decided["reviewer"]).strip().casefold()
