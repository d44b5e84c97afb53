"""Refresh the watchlists, and raise an alert where something is not as it should be."""

import json
import os
import re
from contextlib import suppress

from lambdas.refresh_watchlists import ages, publishing, refresh, sources
from lambdas.shared.cases import operations
from lambdas.shared.cases.table import case_table
from lambdas.shared.monitoring.goals import What
from lambdas.shared.reviews import supplement
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.metrics import Metric, count


def _own() -> bytes:
    return supplement.published(case_table())


@function
def handler(event: Event) -> Event:
    s3, bucket, started = aws.client("s3"), os.environ["ARTIFACTS_BUCKET"], now()
    if event["accept"] and not operations.was_agreed(case_table(), operations.accepting(event["accept"])):
        raise Conflict("accept: no two operators have asked for it within the hour")
    wanted = sources.configured()
    try:
        report = refresh.run(event, wanted, s3, bucket, started, _own)
    except Exception as error:
        # The command that asked waits for a report; the error is raised on.
        failed = {"outcome": "failed", "error": type(error).__name__, "at": timestamp(started)}
        publishing.keep_report(s3, bucket, event | failed)
        raise
    refused = [source["name"] for source in report["sources"] if source["state"] == "refused"]
    if refused or report["outcome"] == "refused":
        count(Metric.WATCHLISTS_REFUSED)
    if report["problems"]:
        lists = f", {', '.join(refused)} refused" if refused else ""
        alert(
            f"KYC watchlists: refresh {report['outcome']}{lists}",
            watchlists=report["outcome"],
            refused=refused,
            version=report["version"],
            problems=[f"{problem['source']}: {problem['code']}" for problem in report["problems"]],
            run="kyc watchlists",
        )
    if report["outcome"] != "refused":
        # Where nothing changed for the customers, the run ends at once: so a start that failed is made up for.
        start_monitoring(str(event["run"]))
    ages.report(wanted, publishing.current(s3, bucket)[0], now())
    return report


def start_monitoring(run: str) -> None:
    """Have the customers searched in what changed; the same ``run`` twice is one execution."""
    states = aws.client("stepfunctions")
    given = {"what": What.DELTA, "asked_by": "refresh"}
    name = f"delta-{re.sub('[^A-Za-z0-9-]', '-', run)}"[:80]
    with suppress(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(
            stateMachineArn=os.environ["MONITORING_STATE_MACHINE"], name=name, input=json.dumps(given)
        )
