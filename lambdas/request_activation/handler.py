"""Ask core banking to activate the account, which takes a while."""

from lambdas.shared import providers, steps
from lambdas.shared.function import Event, function


@function
def handler(event: Event) -> Event:
    wait_seconds = providers.core_banking().request_activation(steps.application(event), event["account_id"])
    return {"wait_seconds": wait_seconds, "polls": 0}
