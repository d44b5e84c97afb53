"""Has the address bureau answered?"""

from lambdas.shared import providers, steps
from lambdas.shared.clock import moment, now
from lambdas.shared.function import Event, function
from lambdas.shared.late import seconds_until_next_poll
from lambdas.shared.policies import policy, version
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

ANSWERS = {
    "confirmed": [],
    "moved": [Finding("ADDRESS_MOVED", Verdict.REVIEW, "The bureau knows the applicant at another address.")],
    "unknown": [Finding("ADDRESS_UNKNOWN", Verdict.REVIEW, "The bureau does not know the applicant at this address.")],
}
LATE = Finding("ADDRESS_BUREAU_LATE", Verdict.UNAVAILABLE, "The bureau has not answered within the policy's time.")


@function
def handler(event: Event) -> Event:
    poll = {key: event[key] for key in ("reference", "polls", "asked_at")}
    answer = providers.address_bureau().poll(steps.application(event), event["reference"], event["polls"])
    limits = policy("identity")["address"]
    wait = seconds_until_next_poll(answer.wait_seconds, moment(event["asked_at"]), now(), limits)
    poll["wait_seconds"] = wait or limits["shortest_wait_seconds"]
    if answer.answer is None and wait:
        return {"verdict": "pending", "reasons": [], **poll}
    findings = ANSWERS[answer.answer] if answer.answer else [LATE]
    return steps.once(
        event,
        "check_address",
        lambda: Evidence(steps.verdict(findings, **poll), findings, versions=version("identity")),
    )
