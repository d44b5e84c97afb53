"""Acme Bank's onboarding: two more checks, a bureau of its own, and source of funds for premium accounts."""

from pathlib import Path

from infrastructure.adapters import SANDBOX, Adapter
from infrastructure.functions import CASE, Function
from infrastructure.project import KYC
from workflows import identity, risk, standard, steps
from workflows.fragments import Fragment
from workflows.limits import Limits
from workflows.onboarding import ATTEMPT, decline, request_information, submissions_left

HERE = Path(__file__).parent


def check_email(_: Limits) -> Fragment:
    return steps.check("Check e-mail", "check_email", inputs=identity.ATTEMPT, unavailable="EMAIL_CHECK_UNAVAILABLE")


def check_employer(_: Limits) -> Fragment:
    return steps.check("Check employer", "check_employer", inputs=identity.ATTEMPT, unavailable="EMPLOYER_UNAVAILABLE")


def source_of_funds(limits: Limits) -> Fragment:
    """A premium account is opened once the applicant has said where the money comes from."""
    find = steps.invoke(
        "Find source of funds", "find_source_of_funds", inputs=ATTEMPT, keep=("missing",), into="$.funds"
    )
    missing = steps.equals("$.funds.missing", value=True)
    ask = request_information("source of funds", parts=["due_diligence"], reasons=["SOURCE_OF_FUNDS"])
    refuse = decline("source of funds unknown", ["DUE_DILIGENCE_INCOMPLETE"], rating="$.risk.rating")
    return find.then(
        steps.choose(
            "Source of funds known?",
            (steps.both(missing, submissions_left(limits)), ask),
            (missing, refuse),
            otherwise=None,
        )
    )


PROJECT = KYC.extended(
    workflows=standard(
        identity_checks=identity.CHECKS | {"email": check_email},
        risk_checks=risk.CHECKS | {"employer": check_employer},
        before_account=source_of_funds,
    ),
    functions=[
        Function(name, 256, 15, CASE, module=f"acme_bank.{name}.handler")
        for name in ("check_email", "check_employer", "find_source_of_funds")
    ],
    adapters={"address_bureau": {SANDBOX: Adapter("acme_bank.bureau:AcmeSandboxBureau")}},
    packages=["acme_bank"],
    definitions=HERE / "definitions",
    settings=HERE / "kyc.toml",
)
