"""What can be wrong at the command line alone; the rest is in ``lambdas/shared/onboardings/errors.py``.

- BackOfficeError
  - InvalidPolicy: the risk policy cannot be used; ``problems`` names each field and its rule
"""

from lambdas.shared.onboardings.errors import listed


class BackOfficeError(Exception):
    """Base of the errors that the back office alone raises on purpose."""


class InvalidPolicy(BackOfficeError):
    """The risk policy cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(listed("the policy cannot be used:", problems))
        self.problems = problems
