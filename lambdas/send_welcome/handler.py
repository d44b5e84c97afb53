"""Tell the customer that the account is open."""

from lambdas.shared import outbox, steps, stores
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    table, application_id = stores.onboarding(), event["application_id"]

    def logic() -> Evidence:
        return Evidence({"sent": True}, writes=[outbox.write(table, application_id, "AccountActivated")])

    result = steps.once(event, "send_welcome", logic)
    outbox.publish(table, application_id)
    return result
