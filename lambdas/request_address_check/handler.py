"""Ask the address bureau, which answers later."""

from lambdas.shared.cases import restarts
from lambdas.shared.cases.step import submitted
from lambdas.shared.providers.address_bureau import CHECKED, address_bureau
from lambdas.shared.providers.polling import PollingLimits, seconds_until_next_poll
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    application, asked_at, limits = submitted(event), now(), PollingLimits(**policy("identity")["address"])
    if earlier := restarts.answered(event, CHECKED):  # which the poll gives
        return {
            "reference": earlier.result["reference"],
            "wait_seconds": 1,
            "polls": 0,
            "asked_at": timestamp(asked_at),
        }
    reference, hint = address_bureau().request(application)
    wait_seconds = seconds_until_next_poll(hint, asked_at, asked_at, limits)
    return {"reference": reference, "wait_seconds": wait_seconds, "polls": 0, "asked_at": timestamp(asked_at)}
