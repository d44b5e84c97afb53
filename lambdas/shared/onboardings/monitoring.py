"""The monitoring of customers as staff see it: the certificates of coverage, and the runs that made them."""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lambdas.shared.cases import record, seal_proof
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import coverage
from lambdas.shared.monitoring.goals import What
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime import json_text
from lambdas.shared.runtime.aws import machine_of
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person

_DAYS_SHOWN = 7
_RUN = re.compile("staff-[0-9a-f-]{36}")


class UnknownRun(RequestRefused):
    """Staff began no run of that name."""

    status = 404


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The monitoring of one deployed bank. ``machine``: the ARN of the state machine ``kyc-monitoring``."""

    table: CaseTable
    seals: SealBucket
    states: Any
    machine: str

    def coverage(self, day: date) -> Row:
        """``day``, its ``certificates``, the ``problems`` that were found in them or their record, and ``sealed``.

        ``sealed``: the day of the last seal, where the record is in it, or None. A day without a certificate has a
        problem that says so.
        """
        one = coverage.record_of(day)
        entries = record.entries(self.table.items(one))
        certificates = [entry for entry in entries if entry["item"].startswith(coverage.CERTIFICATE)]
        problems = [*record.problems(entries, self.table.head(one))]
        problems += [f"{row['item']}: {said}" for row in certificates for said in coverage.problems(row)]
        seal = self.seals.latest(today())
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
            entries = record.entries(self.table.items(coverage.record_of(today() - timedelta(ago))))
            by_item = {entry["item"]: entry for entry in entries}
            for item, entry in reversed(by_item.items()):
                if item.startswith(coverage.RUN):
                    goal = item.removeprefix(coverage.RUN)
                    certificate = by_item.get(f"{coverage.CERTIFICATE}{goal}")
                    found.append(entry | {"goal": goal, "certificate": certificate and certificate["at"]})
        return found

    def begin(self, what: What, asked_by: str) -> str:
        """Run the monitoring now, and do not wait for it; returns the name of the run. Raises InvalidName."""
        name, by = f"staff-{uuid.uuid4()}", Person(asked_by).checked()
        given = json.dumps({"what": what, "asked_by": by.name})
        self.states.start_execution(stateMachineArn=self.machine, name=name, input=given)
        return name

    def run(self, name: str) -> Row:
        """How far a run is that ``begin`` began: its ``run``, ``status`` (as Step Functions has it), ``result`` once it
        SUCCEEDED, and ``error`` where it ended otherwise. Raises UnknownRun.
        """
        execution = f"{machine_of(self.machine).replace(':stateMachine:', ':execution:')}:{name}"
        if not _RUN.fullmatch(name):
            raise UnknownRun("staff's runs have other names. See them all: kyc monitoring")
        try:
            state = self.states.describe_execution(executionArn=execution)
        except self.states.exceptions.ExecutionDoesNotExist:
            raise UnknownRun(f"there is no run {name}. See them all: kyc monitoring") from None
        output, told = state.get("output"), ": ".join(filter(None, (state.get("error"), state.get("cause"))))
        result = json_text.own(output) if output else None
        return {"run": name, "status": state["status"], "result": result, "error": told or None}
