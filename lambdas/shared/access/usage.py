"""How much is taken of the callers of each role: the limits of API Gateway's usage plans.

All callers of a role share its plan, so that a program of one role that runs wild leaves the others their share. A
plan is found by its API key, which the authorizer names for the caller. The key is a name and no secret: API Gateway
takes it from the authorizer alone, whatever a client sends as ``x-api-key``.
"""

from collections.abc import Collection
from dataclasses import dataclass

from lambdas.shared.access.roles import Role


@dataclass(frozen=True, slots=True)
class Plan:
    """``rate``: requests a second, ``burst``: at once, ``daily``: in a day (UTC), each of all callers of the role."""

    name: str
    rate: int
    burst: int
    daily: int


PLANS = {
    # Branches and apps: 100 applications a second (as their route takes), each looked at twice; 10 hours' worth a day.
    Role.SUBMITTER: Plan("submitter", 300, 600, 10_000_000),
    # Of every fourth application the pictures are sent and looked at anew.
    Role.APPLICANT: Plan("applicant", 80, 160, 2_500_000),
    # Four hundred people each, a page of ten requests every 100 seconds; 8 hours a day.
    Role.SENIOR_REVIEWER: Plan("senior-reviewer", 40, 80, 1_000_000),
    Role.REVIEWER: Plan("reviewer", 40, 80, 1_000_000),
    # A program that exports 10 records a second (as their route takes), and looks at each case before.
    Role.AUDITOR: Plan("auditor", 20, 40, 500_000),
    # A few people, and a program that asks for queues and lists every second.
    Role.OPERATOR: Plan("operator", 10, 20, 200_000),
}
"""The strongest role first. Together they are less than the API's own rate, so that no role uses up another's."""
WITHOUT_ROLE = Plan("without-role", 5, 10, 50_000)
"""Of somebody who is signed in and reaches only what everybody reaches."""


def plan_of(roles: Collection[Role]) -> Plan:
    """The plan of the strongest of these roles."""
    return next((plan for role, plan in PLANS.items() if role in roles), WITHOUT_ROLE)


def key(stack: str, plan: Plan) -> str:
    """The API key that leads to this plan in this deployment; API Gateway wants 20 characters at least."""
    return f"{stack}-usage-plan-of-{plan.name}"
