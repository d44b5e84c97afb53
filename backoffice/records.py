"""The decision records as auditors take them: read with what was sealed of them, and never written."""

from dataclasses import dataclass
from typing import Self

from backoffice import audit, ids
from backoffice.errors import MissingRecord, UnknownApplication
from infrastructure.target import Target
from lambdas.shared.cases import facts
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.errors import ApplicationNotFound


@dataclass(frozen=True)
class Records:
    """The records of one deployed KYC onboarding."""

    table: CaseTable
    seals: SealBucket

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """Those of the onboarding that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"])
        return cls(table, SealBucket(where.client("s3"), outputs["SealsBucketName"]))

    def export(self, application_id: str) -> tuple[audit.Export, list[str]]:
        """The record with its proof from the last seal, and what META says that does not follow from it.

        Raises UnknownApplication, or MissingRecord where it was sealed once and is gone.
        """
        one, seal = ids.application_id(application_id), self.seals.latest(today())
        try:
            case = self.table.case(one)
        except ApplicationNotFound:
            if seal and one in seal.heads:
                raise MissingRecord(f"{one} is gone: the seal of {seal.day} has its record") from None
            raise UnknownApplication(f"no application has the id {one}. See them all: kyc list") from None
        return audit.export(case, seal), list(facts.problems(case))
