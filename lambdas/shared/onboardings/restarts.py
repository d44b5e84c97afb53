"""Restart a case whose execution ended without an outcome: on the live version, from the evidence that is there.

Two operators say so. From then on another execution works on the case, and whatever the earlier one still does changes
nothing: that is one transaction, with an entry of the case's record. A process that dies before the execution is
started leaves that to the watchdog.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from lambdas.shared.accounts import saga
from lambdas.shared.cases import execution, operations, restarts, status, waiting
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.items import CLOSED, DELIVERED
from lambdas.shared.cases.operations import Asked
from lambdas.shared.cases.restarts import Restart
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import UNRATED
from lambdas.shared.cases.verified import verified
from lambdas.shared.onboardings import executions, ids
from lambdas.shared.onboardings.errors import NotRestartable, RequestRefused, UnknownApplication
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime import aws, schemas
from lambdas.shared.runtime.clock import moment, now, timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict
from lambdas.shared.runtime.people import Person

_REPEATED = timedelta(hours=1)
"""For how long whoever asked for a restart is answered again as then."""
_ENDED = (*executions.ENDED_BADLY, "SUCCEEDED", executions.EXPIRED)


@dataclass(frozen=True, slots=True)
class Restarts:
    """``outputs``: the ARNs by which executions start, by the names of the stack's outputs."""

    states: Any
    table: CaseTable
    outputs: Mapping[str, str]

    def ask(self, case_id: str, mine: Asked) -> tuple[str | None, list[Person]]:
        """Keep that this person wants a restart, and do it once two do: the execution's name, or None; and who asked.

        Asked again within the hour it is the same restart. Raises UnknownApplication, NotRestartable, RequestRefused,
        InvalidName, and Conflict where the record was changed.
        """
        case = self._case(case_id)
        if schemas.problems(mine.reason, schemas.validator("answer_request", "in_words")):
            raise RequestRefused(f"{case.id}: say {schemas.load('answer_request')['$defs']['in_words']['description']}")
        if again := self._repeated(case, mine.by):
            return again
        self._check(case)
        asked = operations.asked(self.table, mine, operations.restarting(case.id))
        by = [one.by for one in asked]
        if len(asked) < operations.NEEDED:
            return None, by
        name = self._switch(case.id, asked)
        self._start(case, name)
        return name, by

    def _case(self, case_id: str) -> Case:
        try:
            return verified(self.table, ids.application_id(case_id))
        except ApplicationNotFound:
            raise UnknownApplication(f"no application has the id {case_id}. See them all: kyc list") from None

    def _repeated(self, case: Case, by: Person) -> tuple[str, list[Person]] | None:
        """What this person was answered, where that restart is still the last and has not failed."""
        found, meta = restarts.last(case.linked), case.meta
        if found is None or found.run != meta.restarted_as or meta.status is Status.FAILED:
            return None
        asked = restarts.asked_by(found)
        if moment(found.at) < now() - _REPEATED or not by.is_among(asked):
            return None
        if meta.execution_arn is None:
            self._start(case, found.run)
        return found.run, asked

    def _check(self, case: Case) -> None:
        """Raises NotRestartable where an execution works on the case, or it is decided."""
        meta = case.meta
        if meta.status.is_final:
            raise NotRestartable(f"{case.id} is {meta.status}: it is decided, and nothing decides it anew")
        if meta.execution_arn is None and meta.status.is_open:
            raise NotRestartable(f"{case.id} has not been started yet: the watchdog does it (kyc watchdog)")
        arn = meta.execution_arn or aws.execution_of(self._machine(case), meta.execution)
        if executions.status(self.states, replace(meta, execution_arn=arn)) not in _ENDED:
            raise NotRestartable(
                f"{case.id} is {meta.status}, and its execution {meta.execution} is at work: "
                "only what ended without an outcome is restarted"
            )

    def _switch(self, case_id: str, asked: Sequence[Asked]) -> str:
        """Let another execution work on the case; its name. Raises NotRestartable where another restart was faster."""
        for _ in contended(f"the restart of {case_id}"):
            case = verified(self.table, case_id)
            self._check(case)
            name = execution.restarted(case.id, 2 + len(case.evidence_of(restarts.STEP)))
            with suppress(Conflict):
                if self.table.keep(case.id, restarts.STEP, name, self._entry(case, name, asked), timestamp()):
                    return name
        raise AssertionError("contended() ends with Throttled")

    def _entry(self, case: Case, name: str, asked: Sequence[Asked]) -> Evidence:
        said = [{"name": one.by.name, "principal": one.by.principal, "note": one.reason} for one in asked]
        return Evidence(
            {**_restart(case, name)},
            details={"asked_by": said, "principal": asked[-1].by.principal},
            writes=(*self._writes(case, name),),
            attempt=case.meta.attempts,
            content_sha256=case.meta.content_sha256 or None,
        )

    def _writes(self, case: Case, name: str) -> Iterator[Write]:
        """The case is worked on by the execution of this name; what others were asked, and began, is theirs no more."""
        table, meta = self.table, case.meta
        as_read = {"restarted_as": meta.restarted_as, "attempts": meta.attempts, "updated_at": meta.updated_at or None}
        yield status.write(table, case.id, Status.RUNNING, only_from=meta.status, only_if=as_read, restarted_as=name)
        for wait in (*case.reviews, *case.requests):
            if wait.status not in (CLOSED, DELIVERED):
                yield {"Update": table.change(case.id, wait.item, {"status": CLOSED}, only_if=wait.as_read)}
        yield from saga.taken_over(table, case, name)

    def _start(self, case: Case, name: str) -> None:
        waiting.start(self.states, self.table, self._machine(case), case.id, name)

    def _machine(self, case: Case) -> str:
        return executions.machine(self.outputs, case.meta)


def _restart(case: Case, name: str) -> Restart:
    made: Restart = {"execution": name, "before": case.meta.execution}
    if _is_declined(case):
        scored = case.last("score_risk")
        made["declined"] = scored.result["rating"] if scored else UNRATED
    return made


def _is_declined(case: Case) -> bool:
    """Whether reviewers had declined the attempt, by the case as their last decision left it."""
    if case.review is None:
        return False
    name = rules.review_id(case.id, case.review.number)
    given: list[KeptEvidence] = [
        one for one in case.linked if one.step == rules.STEP and one.run.startswith(f"{name}#")
    ]
    state = rules.current(case.until(given[-1].number), anew=True) if given else None
    return state is not None and rules.outcome(state) is Choice.DECLINED
