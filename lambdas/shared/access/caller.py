"""Who calls: the verified subject of a token with its roles, as the authorizer tells the function behind the gateway.

The gateway passes on texts alone: ``{"subject": "eva", "roles": "reviewer senior_reviewer", "application": ""}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from lambdas.shared.access.roles import Role
from lambdas.shared.runtime.errors import PermanentError


class NotSignedIn(PermanentError):
    """The gateway says nothing, or nothing whole, of who calls."""

    status = 401


@dataclass(frozen=True, slots=True)
class Caller:
    """``application_id``: the one application that an applicant's token is for; None for everybody else."""

    subject: str
    roles: frozenset[Role]
    application_id: str | None = None

    def context(self) -> dict[str, str]:
        """What the authorizer answers beside its policy."""
        return {
            "subject": self.subject,
            "roles": " ".join(sorted(self.roles)),
            "application": self.application_id or "",
        }

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """The caller of an API Gateway REST proxy event. Raises NotSignedIn, as on a public route."""
        context = (event.get("requestContext") or {}).get("authorizer") or {}
        subject, roles, application = (context.get(name) for name in ("subject", "roles", "application"))
        if not (isinstance(subject, str) and subject and isinstance(roles, str) and isinstance(application, str)):
            raise NotSignedIn("sign in: the request has no verified caller")
        try:
            return cls(subject, frozenset(map(Role, roles.split())), application or None)
        except ValueError:
            raise NotSignedIn("sign in: the request's caller has a role that is not known") from None
