"""Look through all open onboardings, repair what can be repaired, and raise an alert for the rest, once."""

from lambdas.shared.cases import outbox
from lambdas.shared.cases.status import OPEN
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.function import Event, count, function
from lambdas.watch_onboardings import checks
from lambdas.watch_onboardings.checks import Problem, Stuck


@function
def handler(event: Event) -> Event:  # noqa: ARG001 - it looks at everything
    table, states = case_table(), aws.client("stepfunctions")
    # All first, because a repair moves an application to another status.
    ids = [meta.application_id for status in OPEN for meta in table.with_status(status)]
    found = [stuck for one in ids for stuck in checks.look(table, states, one, now())]
    found += [Stuck(one, Problem.EVENTS_LEFT) for one in outbox.publish_left(table)]
    for stuck in found:
        count("WatchdogFindings", code=stuck.problem)
    if new := [stuck for stuck in found if stuck.problem.raises_alert and _is_new(table, stuck)]:
        named = [f"{stuck.application_id}: {stuck.problem}" for stuck in new]
        alert("KYC watchdog: onboardings need a look", findings=named, run="kyc watchdog")
    findings = [
        {"application_id": one.application_id, "code": one.problem, "repaired": one.problem.is_repaired}
        for one in found
    ]
    return {"looked_at": len(ids), "findings": findings}


def _is_new(table: CaseTable, stuck: Stuck) -> bool:
    return table.mark(stuck.application_id, f"WATCHDOG#{stuck.problem}")
