"""Ask core banking to activate the account, which takes a while."""

from lambdas.shared.cases.step import submitted
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.providers.polling import PollingLimits, seconds_until_next_poll
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy


@function
def handler(event: Event) -> Event:
    hint = core_banking().request_activation(submitted(event), event["account_id"])
    asked_at, limits = now(), PollingLimits(**policy("process")["activation"])
    wait_seconds = seconds_until_next_poll(hint, asked_at, asked_at, limits)
    return {"wait_seconds": wait_seconds, "polls": 0, "asked_at": timestamp(asked_at)}
