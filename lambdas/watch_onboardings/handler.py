"""Look through all open onboardings, repair what can be repaired, and raise an alert for the rest, once."""

import json
import os

from lambdas.shared.cases import outbox
from lambdas.shared.cases.table import OPEN, CaseTable, case_table
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.function import Event, count, function
from lambdas.watch_onboardings import checks
from lambdas.watch_onboardings.checks import EVENTS_LEFT, REPAIRED, Finding


@function
def handler(event: Event) -> Event:  # noqa: ARG001 - it looks at everything
    table, states = case_table(), aws.client("stepfunctions")
    # All first, because a repair moves an application to another status.
    metas = [meta for status in OPEN for meta in table.query_index("by_status", "status", status)]
    found = [finding for meta in metas for finding in checks.look(table, states, meta, now())]
    found += [Finding(one, EVENTS_LEFT) for one in outbox.publish_left(table)]
    for finding in found:
        count("WatchdogFindings", code=finding.code)
    if new := [finding for finding in found if finding.code in checks.ALERTS and _is_new(table, finding)]:
        _alert(new)
    told = [{"application_id": one.application_id, "code": one.code, "repaired": one.code in REPAIRED} for one in found]
    return {"looked_at": len(metas), "findings": told}


def _is_new(table: CaseTable, finding: Finding) -> bool:
    return table.insert(finding.application_id, f"WATCHDOG#{finding.code}", {"at": finding.at})


def _alert(findings: list[Finding]) -> None:
    told = [f"{finding.application_id}: {finding.code}" for finding in findings]
    aws.client("sns").publish(
        TopicArn=os.environ["ALERTS_TOPIC"],
        Subject="KYC watchdog: onboardings need a look",
        Message=json.dumps({"findings": told, "run": "kyc watchdog"}),
    )
