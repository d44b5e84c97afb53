"""What can be wrong at the command line alone; the rest is in ``lambdas/shared/onboardings/errors.py``.

- BackOfficeError
  - ApiRefused: the API did not do it
  - InvalidPolicy: the risk policy cannot be used; ``problems`` names each field and its rule
"""

from collections.abc import Mapping
from typing import Any

from lambdas.shared.onboardings.errors import listed


class BackOfficeError(Exception):
    """Base of the errors that the back office alone raises on purpose."""


class ApiRefused(BackOfficeError):
    """The API did not do it: HTTP's ``status``, the problem's ``kind``, and ``problems``: each field with its rule."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.kind = status, str(problem.get("type", "")).removeprefix("urn:kyc:")
        self.problems = [f"{one.get('field')}: {one.get('rule')}" for one in problem.get("errors", [])]
        said = str(problem.get("detail") or f"the API answered {status}")
        if (request := problem.get("request_id")) and status in _FAULTS:
            said += f"; the request was {request}"
        super().__init__(listed(said, self.problems))


class InvalidPolicy(BackOfficeError):
    """The risk policy cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(listed("the policy cannot be used:", problems))
        self.problems = problems


_FAULTS = range(500, 600)
