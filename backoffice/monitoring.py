"""The monitoring of customers as staff see it: the certificates of coverage, and the runs that made them."""

import json
import time
import uuid
from datetime import date, timedelta
from typing import Any

from backoffice import seal_proof
from backoffice.errors import BackOfficeError
from infrastructure.target import Target
from lambdas.shared.cases import record
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import coverage
from lambdas.shared.monitoring.goals import What
from lambdas.shared.runtime import json_text
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person

_DAYS_SHOWN = 7
_POLL_SECONDS, _LONGEST = 1.0, 3600
"""Seconds."""


class Monitoring:
    """The monitoring of one deployed bank."""

    def __init__(self, table: CaseTable, seals: SealBucket, states: Any, machine: str) -> None:
        self._table, self._seals, self._states, self._machine = table, seals, states, machine

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> "Monitoring":
        """That of the bank that ``deploy.py`` deployed. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
        seals = SealBucket(where.client("s3"), outputs["SealsBucketName"])
        return cls(table, seals, where.client("stepfunctions"), outputs["MonitoringStateMachineArn"])

    def coverage(self, day: date) -> Row:
        """``day``, its ``certificates``, the ``problems`` that were found in them or their record, and ``sealed``.

        ``sealed``: the day of the last seal, where the record is in it, or None. A day without a certificate has a
        problem that says so.
        """
        one = coverage.record_of(day)
        entries = record.entries(self._table.items(one))
        certificates = [entry for entry in entries if entry["item"].startswith(coverage.CERTIFICATE)]
        problems = [*record.problems(entries, self._table.head(one))]
        problems += [f"{row['item']}: {said}" for row in certificates for said in coverage.problems(row)]
        seal = self._seals.latest(today())
        if proof := seal.proof(one) if seal else None:
            problems += seal_proof.problems(proof, one, entries, None)
        if not certificates:
            problems.append(f"no certificate on {day}: nothing shows that the customers were screened")
        sealed = proof["statement"]["day"] if proof else None
        return {"day": day.isoformat(), "certificates": certificates, "problems": problems, "sealed": sealed}

    def runs(self, days: int = _DAYS_SHOWN) -> list[Row]:
        """The runs of the last days, the latest first; ``certificate``: when it was given, or None."""
        found: list[Row] = []
        for ago in range(days):
            entries = record.entries(self._table.items(coverage.record_of(today() - timedelta(ago))))
            by_item = {entry["item"]: entry for entry in entries}
            for item, entry in reversed(by_item.items()):
                if item.startswith(coverage.RUN):
                    goal = item.removeprefix(coverage.RUN)
                    certificate = by_item.get(f"{coverage.CERTIFICATE}{goal}")
                    found.append(entry | {"goal": goal, "certificate": certificate and certificate["at"]})
        return found

    def run(self, what: What, asked_by: str) -> Row:
        """Run the monitoring now, and wait for its end. Raises InvalidName, and BackOfficeError where it fails."""
        name, by = f"staff-{uuid.uuid4()}", Person(asked_by).checked()
        given = json.dumps({"what": what, "asked_by": by.name})
        started = self._states.start_execution(stateMachineArn=self._machine, name=name, input=given)
        deadline = time.monotonic() + _LONGEST
        while (state := self._states.describe_execution(executionArn=started["executionArn"]))["status"] == "RUNNING":
            if time.monotonic() > deadline:
                raise BackOfficeError(f"the run {name} has not ended; look again with: kyc monitoring")
            time.sleep(_POLL_SECONDS)
        if state["status"] != "SUCCEEDED":
            said = ": ".join(filter(None, (state.get("error"), state.get("cause"))))
            raise BackOfficeError(f"the run {name} ended as {state['status']}; {said or 'look at its history'}")
        found: Row = json_text.own(state["output"])
        return found
