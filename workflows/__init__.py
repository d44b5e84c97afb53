"""The workflows of a bank's customer onboarding, built in Python as Amazon States Language."""

from typing import Any

from workflows import account, identity, onboarding, risk

WORKFLOWS = {
    onboarding.NAME: onboarding.onboarding,
    identity.NAME: identity.identity,
    risk.NAME: risk.risk,
    account.NAME: account.account,
}


def definitions() -> dict[str, dict[str, Any]]:
    """Every workflow by its name, built afresh, as a dict of the Amazon States Language."""
    return {name: build() for name, build in WORKFLOWS.items()}
