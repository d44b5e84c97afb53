"""A bank's own workflows: one more check in identity, one in risk, and source of funds before the account is opened."""

import workflows
from workflows import identity, onboarding, risk, steps
from workflows.fragments import Fragment
from workflows.limits import Limits


def check_email(_: Limits) -> Fragment:
    return steps.check("Check e-mail", "check_email", inputs=identity.ATTEMPT, unavailable="EMAIL_CHECK_UNAVAILABLE")


def search_company_register(_: Limits) -> Fragment:
    return steps.check(
        "Search company register",
        "search_company_register",
        inputs=identity.ATTEMPT,
        unavailable="COMPANY_REGISTER_UNAVAILABLE",
    )


def source_of_funds(limits: Limits) -> Fragment:
    """Whoever wants a premium account says first where the money comes from."""
    check = steps.invoke(
        "Check source of funds",
        "check_source_of_funds",
        inputs=onboarding.ATTEMPT,
        keep=("verdict",),
        into="$.source_of_funds",
    )
    verdict = "$.source_of_funds.verdict"
    ask = onboarding.request_information("source of funds", parts=["due_diligence"], reasons=["FUNDS_NOT_SHOWN"])
    decline = onboarding.decline("source of funds", ["FUNDS_NOT_SHOWN"], rating="$.risk.rating")
    return check.then(
        steps.choose(
            "Source of funds shown?",
            (steps.equals(verdict, "pass"), None),
            (steps.both(steps.equals(verdict, "resubmit"), onboarding.submissions_left(limits)), ask),
            otherwise=decline,
        )
    )


WORKFLOWS = workflows.standard(
    identity_checks=identity.CHECKS | {"email": check_email},
    risk_checks=risk.CHECKS | {"company_register": search_company_register},
    before_account=source_of_funds,
)
