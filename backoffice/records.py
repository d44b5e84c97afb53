"""The decision records of a deployed bank, for auditors with AWS credentials."""

from typing import Self

from infrastructure.target import Target
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings import records


class Records(records.Records):
    """The records of one deployed KYC onboarding."""

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """Those of the onboarding that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
        return cls(table, SealBucket(where.client("s3"), outputs["SealsBucketName"]))
