"""The bank behind the API: its stores and services, and what one caller does with them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.accounts.customers import CustomerTable, customer_table
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.onboardings import ids
from lambdas.shared.onboardings.alerts import Alerts
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.errors import UnknownApplication
from lambdas.shared.onboardings.monitoring import Monitoring
from lambdas.shared.onboardings.onboardings import Onboardings
from lambdas.shared.onboardings.queues import Queue, Queues
from lambdas.shared.onboardings.restarts import Restarts
from lambdas.shared.onboardings.supplement import Supplement
from lambdas.shared.onboardings.watchlists import Watchlists
from lambdas.shared.onboardings.workflow import Workflow
from lambdas.shared.providers.face_matcher.rekognition import LIVENESS_REGION
from lambdas.shared.runtime import aws, people
from lambdas.shared.runtime.dynamodb import Table
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.json_text import own
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.stage import LOCAL, stage

STAFF = frozenset({Role.REVIEWER, Role.SENIOR_REVIEWER, Role.AUDITOR})
"""Who reads every case, and what was found in it."""


@dataclass(frozen=True, slots=True)
class Bank:
    """``requests``: the table of keys under which requests were made; ``places``: this function's environment."""

    table: CaseTable
    customers: CustomerTable
    requests: Table
    documents: Documents
    states: Any
    functions: Any
    s3: Any
    sqs: Any
    places: Mapping[str, str]

    def onboardings(self, caller: Caller) -> Onboardings:
        """The onboardings as this caller uses them."""
        outputs = {"Stage": self.places["KYC_STAGE"], **self._machines}
        return Onboardings(
            self.states, outputs, self.table, self.customers, self.documents, lambda: person(caller).principal
        )

    def watchlists(self, caller: Caller) -> Watchlists:
        outputs = {
            "Stage": self.places["KYC_STAGE"],
            "ArtifactsBucketName": self.places["ARTIFACTS_BUCKET"],
            "RefreshWatchlistsFunctionArn": self.places["REFRESH_FUNCTION"],
        }
        return Watchlists(self.s3, self.functions, outputs, lambda: person(caller).principal)

    def supplement(self, caller: Caller) -> Supplement:
        return Supplement(self.table, self.watchlists(caller), lambda: person(caller).principal)

    def alerts(self, caller: Caller) -> Alerts:
        function = self.places["UNBLOCK_FUNCTION"]
        return Alerts(self.table, self.functions, function, lambda: person(caller).principal)

    def workflow(self, case: Case) -> Workflow:
        return Workflow(self.states, self.s3, self.places["ARTIFACTS_BUCKET"], case.evidence)

    @property
    def restarts(self) -> Restarts:
        return Restarts(self.states, self.table, self._machines)

    @property
    def _machines(self) -> Mapping[str, str]:
        return {
            "OnboardingStateMachineArn": self.places["ONBOARDING_STATE_MACHINE"],
            "MonitoringAlertStateMachineArn": self.places["ALERT_STATE_MACHINE"],
        }

    @property
    def monitoring(self) -> Monitoring:
        return Monitoring(self.table, self.seals, self.states, self.places["MONITORING_STATE_MACHINE"])

    @property
    def queues(self) -> Queues:
        places = own(self.places["QUEUES"])
        return Queues(self.sqs, {name: Queue(**place) for name, place in places.items()})

    @property
    def seals(self) -> SealBucket:
        return SealBucket(self.s3, self.places["SEALS_BUCKET"])

    def case(self, caller: Caller, application_id: str) -> Case:
        """The case, where this caller may know of it. Raises UnknownApplication, as where there is none."""
        one = ids.application_id(application_id)
        try:
            case = self.table.case(one)
        except ApplicationNotFound:
            case = None
        if case is None or not may_know(caller, case):
            raise UnknownApplication("no application has that id")
        return case


def person(caller: Caller) -> Person:
    """The caller as records keep it: the subject, which a token has proven.

    Some issuers' subjects are no names, such as ``auth0|12345``: then the name is made of it.
    """
    is_name = people.is_name(caller.subject)
    name = caller.subject if is_name else f"subject {hashlib.sha256(caller.subject.encode()).hexdigest()[:32]}"
    return Person(name, f"{people.TOKEN}{caller.subject}")


def subject(one: Person) -> str:
    """The subject of somebody who called; of whoever used AWS credentials, the name."""
    return one.principal.removeprefix(people.TOKEN) if one.principal.startswith(people.TOKEN) else one.name


def is_senior(caller: Caller) -> bool:
    return Role.SENIOR_REVIEWER in caller.roles


def may_know(caller: Caller, case: Case) -> bool:
    """Whether it is the caller's own application, or the caller's role reads all of them.

    By the subject's very id: that two names look alike opens nothing. A monitoring case is nobody's own: whoever
    brought the customer would learn of the suspicion.
    """
    if caller.roles & STAFF:
        return True
    if case.is_monitoring:
        return False
    if caller.application_id is not None:
        return caller.application_id == case.id
    return any(one.principal == person(caller).principal for one in case.submitters)


@cache
def bank() -> Bank:
    """The one of this function."""
    s3 = aws.client("s3", addresses=True)
    return Bank(
        case_table(),
        customer_table(),
        Table(aws.client("dynamodb"), os.environ["REQUESTS_TABLE"], "request"),
        _documents(s3),
        aws.client("stepfunctions"),
        aws.client("lambda"),
        s3,
        aws.client("sqs"),
        os.environ,
    )


def _documents(s3: Any) -> Documents:
    """With Face Liveness, which the local cloud does not have; its client is made where it is asked for alone."""
    region = os.environ.get(LIVENESS_REGION) or None

    def rekognition() -> Any:
        return aws.client("rekognition", region)

    return Documents(
        os.environ["DOCUMENTS_BUCKET"],
        os.environ.get("DATA_KEY", ""),
        s3,
        None if stage() == LOCAL else rekognition,
        is_elsewhere=region is not None,
    )
