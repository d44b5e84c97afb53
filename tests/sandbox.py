"""The environment of functions in the sandbox."""

from infrastructure import adapters
from lambdas.shared.providers.adapters import variable

SANDBOX = {
    "KYC_STAGE": "test",
    **{variable(port): known[adapters.SANDBOX].place for port, known in adapters.ADAPTERS.items()},
}
