"""The back office's own client: submit applications, follow them, decide them.

>>> onboarding = Onboarding.connect(target="local")
>>> application_id = onboarding.submit(application, "eva.muster")
>>> onboarding.show(application_id)["status"]
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

from backoffice import uploads
from infrastructure.target import Target
from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.onboardings import Onboardings


class Onboarding(Onboardings):
    """One deployed KYC onboarding, by the caller's own AWS credentials. Every method is safe to repeat."""

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """The onboarding that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs, dynamodb = where.outputs(), where.client("dynamodb")
        liveness = outputs.get("LivenessRegion") or where.region_name()
        return cls(
            where.client("stepfunctions"),
            outputs,
            CaseTable(dynamodb, outputs["OnboardingTableName"], outputs["DecisionsTableName"]),
            CustomerTable(dynamodb, outputs["CustomersTableName"]),
            Documents(
                outputs["DocumentsBucketName"],
                outputs["DataKeyArn"],
                where.client("s3"),
                None if where.local else replace(where, region=liveness).client("rekognition"),
                is_elsewhere=liveness != where.region_name(),
            ),
            cache(where.principal),
        )

    def upload(self, application_id: str, paths: Mapping[str, Path]) -> list[str]:
        """Send pictures from files, as the bank's app does; returns which.

        Raises as ``upload_addresses``, and BackOfficeError.
        """
        found = uploads.files(paths)
        sizes = {picture: (media_type, len(content)) for picture, (media_type, content) in found.items()}
        for picture, address in self.upload_addresses(application_id, sizes).items():
            uploads.send(address, found[picture][1])
        return list(found)

    def upload_session_picture(self, application_id: str, session_id: str) -> None:
        """Upload the selfie of a finished session, where Face Liveness is in another region; within three minutes.

        Raises UnknownApplication, NotWaiting, RequestRefused, BackOfficeError.
        """
        picture = self._documents.session_picture(session_id)
        [address] = self.upload_addresses(application_id, {"selfie": ("image/jpeg", len(picture))}).values()
        uploads.send(address, picture)
