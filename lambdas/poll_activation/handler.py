"""Has core banking activated the account?"""

from lambdas.shared.cases.step import submitted
from lambdas.shared.cases.verdicts import PENDING, Verdict
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.providers.polling import PollingLimits, seconds_until_next_poll
from lambdas.shared.runtime.clock import moment, now
from lambdas.shared.runtime.errors import ActivationLate
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    limits = PollingLimits(**policy("process")["activation"])
    asked_at, poll = event["asked_at"], {key: event[key] for key in ("polls", "asked_at")}
    answer = core_banking().poll(submitted(event), event["account_id"], event["polls"])
    if answer.answer:
        return {"verdict": Verdict.PASS, "wait_seconds": limits.shortest_wait_seconds, **poll}
    wait = seconds_until_next_poll(answer.wait_seconds, moment(asked_at), now(), limits)
    if not wait:
        raise ActivationLate(f"{event['account_id']} was to be activated at {asked_at}")
    return {"verdict": PENDING, "wait_seconds": wait, **poll}
