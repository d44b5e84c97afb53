"""The bank's onboardings straight in their stores, for operators with AWS credentials.

>>> onboarding = DirectOnboarding.connect(target="aws")
>>> application_id = onboarding.submit(application, "eva.muster")
>>> onboarding.show(application_id)["status"]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Self

from backoffice import uploads
from backoffice.bank import Json
from backoffice.errors import BackOfficeError
from backoffice.queues import Queues
from backoffice.records import Records
from backoffice.watchlists import Watchlists
from infrastructure.target import Target
from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.cases import operations, watchdog
from lambdas.shared.cases.operations import Asked
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring.goals import What
from lambdas.shared.onboardings import presentation, review_claims, timeline
from lambdas.shared.onboardings.alerts import Alerts
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.monitoring import Monitoring
from lambdas.shared.onboardings.onboardings import Onboardings
from lambdas.shared.onboardings.reports import begin
from lambdas.shared.onboardings.restarts import Restarts
from lambdas.shared.onboardings.supplement import Supplement
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
                None if where.local else partial(replace(where, region=liveness).client, "rekognition"),
                is_elsewhere=liveness != where.region_name(),
            ),
            cache(where.principal),
        )

    def upload(self, application_id: str, paths: Mapping[str, Path]) -> list[str]:
        """As ``uploads.upload``."""
        return uploads.upload(self, application_id, paths)


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

    def claim_next(self, queue: str | None = None) -> Json | None:
        if queue is not None:
            review_claims.check_queue(queue)
        found = review_claims.claim_next(self._table, self._person, senior=self.senior, queue=queue)
        return review_claims.just_claimed(found, self._person.principal) if found else None

    def give_back(self, application_id: str) -> None:
        review_claims.give_back(self._table, self._table.case(application_id), self._person)

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

    def liveness_session(self, application_id: str) -> str:
        return self._onboarding.liveness_session(application_id)

    def take_session_picture(self, application_id: str, session_id: str) -> None:
        self._onboarding.take_session_picture(application_id, session_id)

    def explanation(self, application_id: str) -> Json:
        found = self._onboarding.explanation(application_id)
        look(self._table, application_id, self._person, "read_explanation")
        return found

    def decide(self, application_id: str, decision: str, **given: Any) -> Json:
        return self._onboarding.decide(application_id, decision, reviewer=self.by, senior=self.senior, **given)

    def clear_hit(self, application_id: str, entry_id: str, **given: Any) -> Json:
        return self._onboarding.clear_hit(application_id, entry_id, reviewer=self.by, senior=self.senior, **given)

    def reported(self, case_id: str, reference: str) -> Json:
        return self._alerts.reported(case_id, reference, self.by)

    def unblock(self, case_id: str, **given: Any) -> Json:
        return self._alerts.unblock(case_id, reviewer=self.by, senior=self.senior, **given)

    def decision_record(self, application_id: str) -> Json:
        record, problems = self._records.looked_at(application_id, self._person)
        return {"record": record, "problems": problems}

    def watchlists(self) -> Json:
        return self._watchlists.show()

    def supplement(self) -> Json:
        return self._supplement.show()

    def add_party(self, party: Json, *, reason: str, note: str = "") -> Json:
        return self._supplement.add(party, self.by, reason, note=note, senior=self.senior)

    def remove_party(self, party_id: str, *, reason: str, evidence: str, note: str = "") -> Json:
        return self._supplement.remove(party_id, evidence, self.by, reason, note=note, senior=self.senior)

    def coverage(self, day: date) -> Json:
        return self._monitoring.coverage(day)

    def monitoring_runs(self) -> Sequence[Json]:
        return self._monitoring.runs()

    def run_monitoring(self, what: str) -> str:
        self._keep(f"monitoring {what}")
        return self._monitoring.begin(What(what), self.by)

    def monitoring_run(self, run: str) -> Json:
        return self._monitoring.run(run)

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
        """On the local cloud, as through the API: it takes two people. Raises BackOfficeError on AWS."""
        name = self._queues.check(name)
        if not self.where.local:
            raise BackOfficeError(
                "the API alone sends dead letters back, since nobody's AWS credentials reach messages: "
                f"without --direct, kyc queues redrive {name}"
            )
        asked_by = self._agreed(operations.redriving(name))
        sent = self._queues.redrive(name) if len(asked_by) == operations.NEEDED else None
        return {"sent": sent, "asked_by": asked_by}

    def restart(self, application_id: str, reason: str) -> Json:
        """As through the API: it takes two people."""
        restarts = Restarts(self.where.client("stepfunctions"), self._table, self._outputs)
        execution, asked_by = restarts.ask(application_id, Asked(self._person, reason))
        return {"execution": execution, "asked_by": sorted(one.name for one in asked_by)}

    def watchdog(self) -> str:
        self._keep("watchdog")
        function = self._outputs["WatchOnboardingsFunctionArn"]
        return begin(self.where.client("lambda"), function, {"asked_by": self._person.name})

    def watchdog_report(self, run: str) -> Json | None:
        found = watchdog.kept(self._table, self._person.name, run)
        return {"report": found[0], "error": found[1] or None} if found else None

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
    def _outputs(self) -> Mapping[str, str]:
        return self.where.outputs()

    @cached_property
    def _alerts(self) -> Alerts:
        function = self._outputs["UnblockAccountFunctionArn"]
        return Alerts(self._table, self.where.client("lambda"), function, cache(self.where.principal))

    @cached_property
    def _monitoring(self) -> Monitoring:
        machine = self._outputs["MonitoringStateMachineArn"]
        return Monitoring(self._table, self._records.seals, self.where.client("stepfunctions"), machine)

    @cached_property
    def _supplement(self) -> Supplement:
        return Supplement(self._table, self._watchlists, cache(self.where.principal))

    @cached_property
    def _watchlists(self) -> Watchlists:
        return Watchlists.connect(**self._place)

    @cached_property
    def _queues(self) -> Queues:
        return Queues.connect(**self._place)
