"""The stage that this deployment is for: production asks the real providers, every other one the sandbox."""

import os

LOCAL, PRODUCTION = "local", "production"


def stage() -> str:
    """``local``, ``test`` or ``production``; production where nothing says so."""
    return os.environ.get("KYC_STAGE", PRODUCTION)


def sandboxed() -> bool:
    """Whether test values in applications count."""
    return stage() != PRODUCTION
