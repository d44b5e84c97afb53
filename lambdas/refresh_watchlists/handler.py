"""Refresh the watchlists, and raise an alert where something is not as it should be."""

import json
import os
from typing import Any

from lambdas.refresh_watchlists import publishing, refresh, sources
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, count, function


@function
def handler(event: Event) -> Event:
    s3, bucket, started = aws.client("s3"), os.environ["ARTIFACTS_BUCKET"], now()
    try:
        report = refresh.run(event, sources.configured(), s3, bucket, started)
    except Exception as error:
        # The command that asked waits for a report; the error is raised on.
        failed = {"outcome": "failed", "error": type(error).__name__, "at": timestamp(started)}
        publishing.keep_report(s3, bucket, event | failed)
        raise
    if report["outcome"] == "refused":
        count("WatchlistsRefused")
    if report["problems"]:
        _alert(report)
    return report


def _alert(report: dict[str, Any]) -> None:
    problems = [f"{problem['source']}: {problem['code']}" for problem in report["problems"]]
    message = {
        "watchlists": report["outcome"],
        "version": report["version"],
        "problems": problems,
        "run": "kyc watchlists",
    }
    aws.client("sns").publish(
        TopicArn=os.environ["ALERTS_TOPIC"],
        Subject=f"KYC watchlists: refresh {report['outcome']}",
        Message=json.dumps(message),
    )
