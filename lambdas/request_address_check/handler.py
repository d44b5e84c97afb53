"""Ask the address bureau, which answers later."""

from lambdas.shared import providers, steps
from lambdas.shared.clock import now, timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.late import seconds_until_next_poll
from lambdas.shared.policies import policy


@function
def handler(event: Event) -> Event:
    reference, hint = providers.address_bureau().request(steps.application(event))
    asked_at = now()
    wait_seconds = seconds_until_next_poll(hint, asked_at, asked_at, policy("identity")["address"])
    return {"reference": reference, "wait_seconds": wait_seconds, "polls": 0, "asked_at": timestamp(asked_at)}
