"""Send the applicant a message about what happened, once per event, as it is kept in the outbox of the case."""

from dataclasses import asdict

from lambdas.send_notification import messages
from lambdas.shared.cases import outbox
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.notifier import notifier
from lambdas.shared.runtime.function import Event, consumer, logger


@consumer
def handler(event: Event) -> None:
    table, application_id, event_id = case_table(), event["application_id"], event["event_id"]
    outbox.believe(table, event)
    if table.has_message(application_id, event_id):
        return
    application = table.application(application_id)
    message = messages.message(event, application["applicant"].get("language", messages.DEFAULT))
    # Who dies after sending sends a second time: a message more is better than one less.
    notifier().send(application, message, event_id)
    table.add_message(application_id, event_id, asdict(message))
    logger.info("sent", event_id=event_id, template=message.template)
