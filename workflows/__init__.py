"""The workflows of a bank's customer onboarding, built in Python as Amazon States Language."""

from functools import partial

from workflows import account, alert, identity, monitoring, onboarding, risk
from workflows.asl import Definition
from workflows.build import Builder
from workflows.limits import LIMITS


def standard(
    *,
    identity_checks: identity.Checks = identity.CHECKS,
    risk_checks: risk.Checks = risk.CHECKS,
    before_account: onboarding.BeforeAccount | None = None,
) -> dict[str, Builder]:
    """All workflows of this library by name, with a bank's own checks and its own part before the account is opened."""
    return {
        onboarding.NAME: partial(onboarding.onboarding, before_account=before_account),
        identity.NAME: partial(identity.identity, checks=identity_checks),
        risk.NAME: partial(risk.risk, checks=risk_checks),
        account.NAME: account.account,
        monitoring.NAME: monitoring.monitoring,
        alert.NAME: alert.alert,
    }


WORKFLOWS = standard()


def definitions() -> dict[str, Definition]:
    """The definitions of this library's workflows by name, built afresh."""
    return {name: build(LIMITS) for name, build in WORKFLOWS.items()}
