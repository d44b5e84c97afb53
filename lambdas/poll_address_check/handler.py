"""Has the address bureau answered?"""

from lambdas.shared import steps
from lambdas.shared.function import Event, function
from lambdas.shared.providers import providers
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

ANSWERS = {
    "confirmed": [],
    "moved": [Finding("ADDRESS_MOVED", Verdict.REVIEW, "The bureau knows the applicant at another address.")],
    "unknown": [Finding("ADDRESS_UNKNOWN", Verdict.REVIEW, "The bureau does not know the applicant at this address.")],
}


@function
def handler(event: Event) -> Event:
    poll = {key: event[key] for key in ("reference", "polls")}
    answer = providers().address_bureau.poll(steps.application(event), event["reference"], event["polls"])
    poll["wait_seconds"] = answer.wait_seconds
    if answer.answer is None:
        return {"verdict": "pending", "reasons": [], **poll}
    findings = ANSWERS[answer.answer]
    return steps.once(event, "check_address", lambda: Evidence(steps.verdict(findings, **poll), findings))
