"""Has the address bureau answered?"""

from functools import partial

from lambdas.shared.cases import restarts
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.step import kept, submitted
from lambdas.shared.cases.verdicts import PENDING, Finding, Verdict
from lambdas.shared.providers.address_bureau import CHECKED, address_bureau
from lambdas.shared.providers.polling import PollingLimits, seconds_until_next_poll
from lambdas.shared.runtime.clock import moment, now
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy, version

ANSWERS = {
    "confirmed": [],
    "moved": [Finding("ADDRESS_MOVED", Verdict.REVIEW, "The bureau knows the applicant at another address.")],
    "unknown": [Finding("ADDRESS_UNKNOWN", Verdict.REVIEW, "The bureau does not know the applicant at this address.")],
}
LATE = Finding("ADDRESS_BUREAU_LATE", Verdict.UNAVAILABLE, "The bureau has not answered within the policy's time.")


@function
def handler(event: Event) -> Event:
    poll = {key: event[key] for key in ("reference", "polls", "asked_at")}
    application, earlier = submitted(event), restarts.answered(event, CHECKED)
    if earlier:
        return _answered(event, earlier.found, poll | {"wait_seconds": 1}, earlier)
    answer = address_bureau().poll(application, event["reference"], event["polls"])
    limits = PollingLimits(**policy("identity")["address"])
    wait = seconds_until_next_poll(answer.wait_seconds, moment(event["asked_at"]), now(), limits)
    poll["wait_seconds"] = wait or limits.shortest_wait_seconds
    if answer.answer is None and wait:
        return {"verdict": PENDING, "reasons": [], **poll}
    return _answered(event, ANSWERS[answer.answer] if answer.answer else [LATE], poll)


@partial(kept, name=CHECKED)
def _answered(_event: Event, findings: list[Finding], poll: Event, earlier: KeptEvidence | None = None) -> Evidence:
    return Evidence.of(findings, restarts.taken_from(earlier), version("identity"), **poll)
