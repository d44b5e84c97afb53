"""What functions may do with the Decisions table, which vouches for what people said (lambdas/shared/cases/vouched.py).

Nothing in it is changed or deleted by anyone.
"""

from infrastructure.permissions import READ_ONBOARDING, Grant, allow, arn, ref
from lambdas.shared.cases import operations
from lambdas.shared.reviews import supplement

_DECISIONS = {"DECISIONS_TABLE": ref("DecisionsTable")}
READ_DECISIONS = Grant((allow("dynamodb:Query", arn("DecisionsTable")),), _DECISIONS, "dynamodb")
CHECK_DECISIONS = Grant((allow("dynamodb:ConditionCheckItem", arn("DecisionsTable")),), _DECISIONS, "dynamodb")
VOUCH = Grant((allow("dynamodb:PutItem", arn("DecisionsTable")),), _DECISIONS, "dynamodb")
# The bank's own watchlist and what operators asked for, and nothing of any case.
READ_REGISTERS = Grant(
    (
        allow(
            "dynamodb:Query",
            [arn("OnboardingTable"), arn("DecisionsTable")],
            {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [supplement.PARTITION, operations.PARTITION]}},
        ),
    ),
    {**READ_ONBOARDING.environment, **_DECISIONS},
    "dynamodb",
)
