"""Ask the address bureau, which answers later."""

from lambdas.shared import steps
from lambdas.shared.function import Event, function
from lambdas.shared.providers import providers


@function
def handler(event: Event) -> Event:
    reference, wait_seconds = providers().address_bureau.request(steps.application(event))
    return {"reference": reference, "wait_seconds": wait_seconds, "polls": 0}
