"""Post each event to the address in the secret ``WebhookAccess``, signed; where it has none, nothing is posted."""

import os
from datetime import timedelta
from typing import Any

from lambdas.shared.cases import outbox
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.signed_http import Gone, connected
from lambdas.shared.runtime import aws, secrets
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.function import Event, consumer, logger

SETTING = "WEBHOOK_SECRET"
FIRST_SECONDS, MOST_SECONDS = 30, 3600
LONGEST = timedelta(days=1)


@consumer
def handler(event: Event, record: Any) -> None:
    # Before the delivery, so that it counts too where the endpoint hangs until the function is stopped.
    _hide(record)
    _deliver(event)


def _deliver(event: Event) -> None:
    connection = secrets.optional_connection(SETTING)
    if connection is None:
        return
    outbox.believe(case_table(), event)
    http = connected(SETTING, connection)
    try:
        http.notify(event, idempotency_key=event["event_id"])
    except Gone:
        logger.warning("refused for good", event_id=event["event_id"])


def _hide(record: Any) -> None:
    """Have the message given out again when its turn comes, should this delivery fail; soon, a day after it was sent.

    The queue allows a few more deliveries than fit into the day; after those it is a dead letter.
    """
    attributes = record.attributes
    age = now().timestamp() - int(attributes.sent_timestamp) / 1000
    is_young = age < LONGEST.total_seconds()
    seconds = backoff(int(attributes.approximate_receive_count)) if is_young else FIRST_SECONDS
    aws.client("sqs").change_message_visibility(
        QueueUrl=os.environ["WEBHOOKS_QUEUE"], ReceiptHandle=record.receipt_handle, VisibilityTimeout=seconds
    )


def backoff(deliveries: int) -> int:
    """Seconds until the next delivery after so many."""
    return int(min(FIRST_SECONDS * 2 ** min(deliveries - 1, 10), MOST_SECONDS))
