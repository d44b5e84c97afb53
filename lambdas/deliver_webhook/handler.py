"""Post each event to the address in the secret ``WebhookAccess``, signed; where it has none, nothing is posted."""

import os
from datetime import timedelta
from typing import Any

from lambdas.shared.providers.signed_http import Gone, connected
from lambdas.shared.runtime import aws, secrets
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.function import Event, consumer, logger

SETTING = "WEBHOOK_SECRET"
FIRST_SECONDS, MOST_SECONDS = 30, 3600
LONGEST = timedelta(days=1)


@consumer
def handler(event: Event, record: Any) -> None:
    try:
        _deliver(event)
    except KycError:
        _later(record)
        raise


def _deliver(event: Event) -> None:
    connection = secrets.optional_connection(SETTING)
    if connection is None:
        return
    http = connected(SETTING, connection)
    try:
        http.notify(event, idempotency_key=event["event_id"])
    except Gone:
        logger.warning("refused for good", event_id=event["event_id"])


def _later(record: Any) -> None:
    """Give the message out again when its turn comes; a day after it was sent, at once, until it is a dead letter."""
    attributes = record.attributes
    age = now().timestamp() - int(attributes.sent_timestamp) / 1000
    seconds = backoff(int(attributes.approximate_receive_count)) if age < LONGEST.total_seconds() else 0
    aws.client("sqs").change_message_visibility(
        QueueUrl=os.environ["WEBHOOKS_QUEUE"], ReceiptHandle=record.receipt_handle, VisibilityTimeout=seconds
    )


def backoff(deliveries: int) -> int:
    """Seconds until the next delivery after so many."""
    return int(min(FIRST_SECONDS * 2 ** min(deliveries - 1, 10), MOST_SECONDS))
