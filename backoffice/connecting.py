"""How ``kyc`` reaches the bank: through the API as whoever is signed in; with ``--direct`` straight in its stores."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

import typer

from backoffice import sign_in
from backoffice.bank import Bank
from backoffice.client import Onboarding
from backoffice.direct import Direct
from backoffice.errors import BackOfficeError
from backoffice.options import USER, person
from backoffice.sign_in import NobodySignedIn
from backoffice.terminal import say
from infrastructure import local_cloud
from infrastructure.errors import DeploymentError
from infrastructure.identity import PRINCIPALS
from infrastructure.target import Target
from lambdas.shared.access.roles import Role
from lambdas.shared.runtime.people import STAFF_PRINCIPALS

_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class Way:
    """Which way it is: ``direct``, or by the API, whose address the stack says where ``api`` is empty."""

    direct: bool
    api: str

    def keep(self, context: typer.Context) -> None:
        """For the commands of this call."""
        context.meta[__name__] = self

    @classmethod
    def of(cls, context: typer.Context) -> "Way":
        found: Way = context.meta[__name__]
        return found


def bank(context: typer.Context, role: Role, by: str | None = None, *, senior: bool = False) -> Bank:
    """The bank as this call reaches it; ``role``: what the API asks for; ``by`` and ``senior``: who acts directly.

    Raises DeploymentError, NotSignedIn, BackOfficeError, and BadParameter where the API is told who acts.
    """
    if Way.of(context).direct:
        return _direct(_target(context), by or person(os.environ.get("KYC_REVIEWER") or USER), senior=senior)
    if by is not None or senior:
        raise typer.BadParameter(
            "--by, --reviewer and --senior go with --direct alone: who acts is whoever is signed in (kyc login)"
        )
    return Onboarding.connect(address(context), _token(context, role))


def _direct(where: Target, by: str, *, senior: bool) -> Direct:
    """With AWS credentials; the stack says whose are whose. Raises DeploymentError."""
    if known := where.outputs().get(PRINCIPALS):
        os.environ[STAFF_PRINCIPALS] = known
    return Direct(where, by, senior)


def address(context: typer.Context) -> str:
    """Of the API. Raises DeploymentError, BackOfficeError."""
    where, given = _target(context), Way.of(context).api
    if not given:
        try:
            return where.outputs()["ApiUrl"]
        except DeploymentError as error:
            if where.local:
                raise
            raise DeploymentError(
                f"{error}\nWithout AWS credentials, say where the API is: --api or KYC_API."
            ) from None
    parts = urlsplit(given)
    if parts.scheme != "https" and parts.hostname != local_cloud.HOST:
        raise BackOfficeError("the API's address begins with https://, so that nobody on the way reads the token")
    return given


def _token(context: typer.Context, role: Role) -> str:
    """The kept one; on the local cloud, where nobody is signed in, one for the role, which is said."""
    target, stack = context.obj["target"], context.obj["stack"]
    try:
        return sign_in.kept(target, stack).token
    except NobodySignedIn:
        if target != "local":
            raise
    from infrastructure import local_issuer  # noqa: PLC0415 - loads the project, which no other command needs

    made = local_issuer.issue(role.value, [role], _SECONDS)
    say(f'Nobody is signed in: on the local cloud you act as "{role}". As somebody else: kyc login')
    return made


def _target(context: typer.Context) -> Target:
    given = context.obj
    return Target(given["target"], given["stack"], given["region"], given["profile"])
