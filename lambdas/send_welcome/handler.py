"""Tell the customer that the account is open."""

from lambdas.shared.cases import outbox, step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table, application_id = case_table(), event["application_id"]

    def logic() -> Evidence:
        return Evidence({"sent": True}, writes=[outbox.write(table, application_id, "AccountActivated")])

    result = step.once(event, "send_welcome", logic)
    outbox.publish(table, application_id)
    return result
