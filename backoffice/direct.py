"""The bank's onboardings straight in their stores, for operators with AWS credentials.

>>> onboarding = DirectOnboarding.connect(target="aws")
>>> application_id = onboarding.submit(application, "eva.muster")
>>> onboarding.show(application_id)["status"]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from backoffice import uploads
from backoffice import watchdog as watchdogs
from backoffice.bank import Json
from backoffice.queues import Queues
from backoffice.records import Records
from backoffice.supplement import Supplement
from backoffice.watchlists import Watchlists
from infrastructure.target import Target
from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.cases import operations
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings import presentation, timeline
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.onboardings import Onboardings
from lambdas.shared.runtime.people import Person


class DirectOnboarding(Onboardings):
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
        """As ``uploads.upload``."""
        return uploads.upload(self, application_id, paths)

    def upload_session_picture(self, application_id: str, session_id: str) -> None:
        """Upload the selfie of a finished session, where Face Liveness is in another region; within three minutes.

        Raises UnknownApplication, NotWaiting, RequestRefused, BackOfficeError.
        """
        picture = self._documents.session_picture(session_id)
        [address] = self.upload_addresses(application_id, {"selfie": ("image/jpeg", len(picture))}).values()
        uploads.send(address, picture)


@dataclass(frozen=True)
class Direct:
    """The bank as one person uses it with AWS credentials, by the name that this person gives.

    What is done so says so in the record: in its own entry, in that of a look at personal data, or in the operators'
    record.
    """

    where: Target
    by: str
    senior: bool = False

    def submit(self, application: Mapping[str, Any]) -> str:
        return self._onboarding.submit(application, self.by)

    def resubmit(self, application: Mapping[str, Any]) -> str:
        return self._onboarding.resubmit(application, self.by)

    def list(self, status: str | None = None) -> Sequence[Json]:
        return self._onboarding.list(status)

    def waiting(self, queue: str | None = None) -> Sequence[Json]:
        return self._onboarding.waiting(queue)

    def show(self, application_id: str, *, details: bool = False) -> Json:
        found: Json = self._onboarding.show(application_id)
        if details:
            look(self._table, application_id, self._person, "read_application")
        else:
            found = presentation.without_personal_data(found)
        return found

    def timeline(self, application_id: str) -> Sequence[Json]:
        return [*timeline.lines(self._records.export(application_id)[0]["entries"])]

    def documents_asked(self, application_id: str) -> Json:
        return self._onboarding.documents_asked(application_id)

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]]) -> Json:
        return self._onboarding.upload_addresses(application_id, files)

    def decide(self, application_id: str, decision: str, **given: Any) -> Json:
        return self._onboarding.decide(application_id, decision, reviewer=self.by, senior=self.senior, **given)

    def clear_hit(self, application_id: str, entry_id: str, **given: Any) -> Json:
        return self._onboarding.clear_hit(application_id, entry_id, reviewer=self.by, senior=self.senior, **given)

    def decision_record(self, application_id: str) -> Json:
        record, problems = self._records.looked_at(application_id, self._person)
        return {"record": record, "problems": problems}

    def watchlists(self) -> Json:
        """As through the API, and the bank's own list."""
        own = Supplement(self._table, self.where.principal())
        return self._watchlists.show() | {"supplement": own.show()}

    def refresh(self, accept: Sequence[str] = ()) -> Json:
        """As through the API: that lists may be smaller takes two people."""
        self._watchlists.check(accept)
        if not accept:
            self._keep("refresh")
            return {"report": self._watchlists.refresh(self.by), "asked_by": [self.by]}
        asked_by = self._agreed(operations.accepting(accept))
        report = self._watchlists.refresh(self.by, accept) if len(asked_by) == operations.NEEDED else None
        return {"report": report, "asked_by": asked_by}

    def queues(self) -> Sequence[Json]:
        return self._queues.show()

    def redrive(self, name: str) -> Json:
        """As through the API: it takes two people."""
        asked_by = self._agreed(operations.redriving(self._queues.check(name)))
        sent = self._queues.redrive(name) if len(asked_by) == operations.NEEDED else None
        return {"sent": sent, "asked_by": asked_by}

    def watchdog(self) -> Json:
        """Waits for the report, which the API does not."""
        self._keep("watchdog")
        return watchdogs.watch(self.by, **self._place)

    def _agreed(self, what: str) -> Sequence[str]:
        return sorted(one.name for one in operations.agreed(self._table, self._person, what))

    def _keep(self, what: str) -> None:
        operations.keep(self._table, self._person, what)

    @property
    def _place(self) -> dict[str, Any]:
        return {
            "target": self.where.name,
            "stack": self.where.stack,
            "region": self.where.region,
            "profile": self.where.profile,
        }

    @property
    def _person(self) -> Person:
        return Person(self.by, self.where.principal()).checked()

    @property
    def _table(self) -> CaseTable:
        return self._records.table

    @cached_property
    def _onboarding(self) -> DirectOnboarding:
        return DirectOnboarding.connect(**self._place)

    @cached_property
    def _records(self) -> Records:
        return Records.connect(**self._place)

    @cached_property
    def _watchlists(self) -> Watchlists:
        return Watchlists.connect(**self._place)

    @cached_property
    def _queues(self) -> Queues:
        return Queues.connect(**self._place)
