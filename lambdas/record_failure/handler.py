"""Record a technical failure, raise the alert, and fail, unless the execution was redriven since."""

import json
import os
from typing import Any

from lambdas.shared.cases import outbox
from lambdas.shared.cases.table import case_table, numbered
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import OnboardingFailed
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    application_id, redrive = event["application_id"], event["redrive_count"] or 0
    if _to_be_resumed(application_id, redrive):
        return {"resumed": True}
    failure = root_cause(event["error"], event["cause"])
    _record(application_id, numbered("FAILURE", redrive), failure)
    raise OnboardingFailed(f"{failure['error']}: {failure['said']}")


def root_cause(error: str, cause: str) -> dict[str, str]:
    """The innermost error and what it said: a child's failure wraps its own, a function's is JSON text."""
    told = _parsed(cause)
    if "errorMessage" in told:
        return {"error": str(told.get("errorType", error)), "said": str(told["errorMessage"])}
    if "Error" in told:
        return root_cause(str(told["Error"]), str(told.get("Cause", "")))
    return {"error": error, "said": cause}


def _parsed(cause: str) -> dict[str, Any]:
    try:
        told = json.loads(cause)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _to_be_resumed(application_id: str, redrive: int) -> bool:
    """True once per redrive: what failed before it is to be tried again."""
    table = case_table()
    if redrive == 0 or table.get(application_id, numbered("FAILURE", redrive)):
        return False
    if not table.insert(application_id, numbered("RESUMED", redrive), {"at": timestamp()}):
        return False
    return table.set_status(application_id, "running")


def _record(application_id: str, item: str, failure: dict[str, str]) -> None:
    """Keep the failure, then raise the alert; whoever repeats this raises it again only if that was not done."""
    table = case_table()
    table.append(application_id, item, {"at": timestamp(), **failure})
    table.set_status(application_id, "failed", error=failure["error"])
    alert = item.replace("FAILURE", "ALERT")
    if not table.get(application_id, alert):
        _alert(application_id, failure["error"])
        table.insert(application_id, alert, {"at": timestamp()})
    outbox.add(table, application_id, "OnboardingFailed", item[-3:], error=failure["error"][:80])
    outbox.publish(table, application_id)


def _alert(application_id: str, error: str) -> None:
    aws.client("sns").publish(
        TopicArn=os.environ["ALERTS_TOPIC"],
        Subject="KYC onboarding failed",
        Message=json.dumps({"application_id": application_id, "error": error, "run": "kyc show " + application_id}),
    )
