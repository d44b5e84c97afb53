"""The watchlists of a deployed bank, for operators with AWS credentials."""

from typing import Self

from infrastructure.target import Target
from lambdas.shared.onboardings import watchlists


class Watchlists(watchlists.Watchlists):
    """The watchlists of one deployed onboarding."""

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """Those that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        return cls(where.client("s3"), where.client("lambda"), where.outputs(), where.principal)
