"""The environment of functions in the sandbox."""

from infrastructure import adapters

SANDBOX = {"KYC_STAGE": "test", **adapters.environment(adapters.SANDBOX)}
