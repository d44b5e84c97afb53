"""Ask core banking to activate the account, which takes a while."""

from lambdas.shared import providers, steps
from lambdas.shared.clock import now, timestamp
from lambdas.shared.function import Event, function
from lambdas.shared.late import ACTIVATION, seconds_until_next_poll


@function
def handler(event: Event) -> Event:
    hint = providers.core_banking().request_activation(steps.application(event), event["account_id"])
    asked_at = now()
    wait_seconds = seconds_until_next_poll(hint, asked_at, asked_at, ACTIVATION)
    return {"wait_seconds": wait_seconds, "polls": 0, "asked_at": timestamp(asked_at)}
