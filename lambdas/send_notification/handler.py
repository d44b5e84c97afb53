"""Tell the applicant what happened, once per event."""

from dataclasses import asdict

from lambdas.send_notification import messages
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.notifier import notifier
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.function import Event, consumer, logger


@consumer
def handler(event: Event) -> None:
    table, application_id, item = case_table(), event["application_id"], f"MESSAGE#{event['event_id']}"
    if table.get(application_id, item):
        return
    application = table.application(application_id)
    message = messages.message(event, application["applicant"].get("language", messages.DEFAULT))
    # Who dies after sending sends a second time: a message more is better than one less.
    notifier().send(application, message, event["event_id"])
    table.append(application_id, item, asdict(message) | {"at": timestamp()})
    logger.info("told", event_id=event["event_id"], template=message.template)
