"""Tell the customer that the account is open."""

from lambdas.shared import providers, steps
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        providers.notifier().send(steps.application(event), "welcome", "welcome")
        return Evidence({"sent": True})

    return steps.once(event, "send_welcome", logic)
