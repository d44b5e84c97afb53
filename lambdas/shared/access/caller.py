"""Who calls: the verified subject of a token with its roles, as the authorizer tells the function behind the gateway.

The gateway passes on texts alone: ``{"subject": "eva", "roles": "reviewer senior_reviewer", "application": "",
"expires": "1764172800"}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from lambdas.shared.access.roles import Role
from lambdas.shared.runtime import clock
from lambdas.shared.runtime.errors import PermanentError


class NotSignedIn(PermanentError):
    """The gateway says nothing, or nothing whole, of who calls."""

    status = 401


class TokenEnded(NotSignedIn):
    """Sign in again: your token has ended."""


@dataclass(frozen=True, slots=True)
class Caller:
    """``application_id``: the one application that an applicant's token is for; None for everybody else.

    ``expires``: until when the token counts, in seconds since 1970; the gateway may keep the caller for longer.
    """

    subject: str
    roles: frozenset[Role]
    application_id: str | None = None
    expires: int | None = None

    def context(self) -> dict[str, str]:
        """What the authorizer answers beside its policy."""
        return {
            "subject": self.subject,
            "roles": " ".join(sorted(self.roles)),
            "application": self.application_id or "",
            "expires": "" if self.expires is None else str(self.expires),
        }

    def check(self) -> None:
        """Raises TokenEnded."""
        if self.expires is not None and self.expires <= clock.now().timestamp():
            raise TokenEnded("the gateway has kept the caller for longer than the token counts")

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """The caller of an API Gateway REST proxy event, for ``check``. Raises NotSignedIn, as on a public route."""
        context = (event.get("requestContext") or {}).get("authorizer") or {}
        given = [context.get("subject"), context.get("roles"), context.get("application"), context.get("expires", "")]
        subject, roles, application, expires = (part if isinstance(part, str) else None for part in given)
        if not subject or roles is None or application is None or expires is None:
            raise NotSignedIn("sign in: the request has no verified caller")
        try:
            return cls(subject, frozenset(map(Role, roles.split())), application or None, int(expires or 0) or None)
        except ValueError:
            raise NotSignedIn("sign in: the request's caller is not one that the authorizer made") from None
