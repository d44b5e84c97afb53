"""Events for other systems: each is kept together with what it reports, then published.

An event is an item ``OUTBOX#<event id>``; its schema is ``definitions/schemas/events/<type>.json``: ids, codes and
counts. Its id follows from what happened, so that a repeated step is one event. It goes to EventBridge (source
``kyc.onboarding``, the type as detail type) and to the SNS topic whose subscriptions filter by attributes. A process
that dies in between publishes it again: whoever takes events drops an id that came before.
"""

import json
import os
from typing import Any

from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import aws, schemas
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Write
from lambdas.shared.runtime.errors import InvalidInput, InvalidResult, StoreUnavailable
from lambdas.shared.runtime.function import Event, logger
from lambdas.shared.runtime.json_text import parse
from lambdas.shared.runtime.metrics import Metric, count

SOURCE = "kyc.onboarding"
PREFIX, LEFT, PUBLISHED = "OUTBOX#", "unpublished", "published"
ATTRIBUTES = ("type", "outcome", "risk_rating", "product", "possible_match")
"""What subscriptions filter by."""


def add(table: CaseTable, meta: Meta, kind: str, key: str = "", **facts: Any) -> None:
    """Keep the event, once; ``key`` distinguishes it from others of its type. ``publish`` comes next."""
    table.insert(meta.application_id, *_item(meta, kind, key, facts))


def write(table: CaseTable, meta: Meta, kind: str, key: str = "", **facts: Any) -> Write:
    """The same as a write of a transaction, which fails where the event is there."""
    return {"Put": table.new(meta.application_id, *_item(meta, kind, key, facts))}


def publish(table: CaseTable, application_id: str) -> int:
    """Publish what was kept and is not published yet, in order; how many.

    Never raises: what is reported has happened, and an event that cannot be published now changes nothing of it. The
    watchdog publishes later what is left.
    """
    published = 0
    try:
        for row in unpublished(table, application_id):
            send(parse(row["event"]))
            table.update(application_id, row["item"], {"status": PUBLISHED})
            published += 1
    except Exception as error:  # whatever it is, the event stays where the watchdog finds it
        logger.error("an event is left unpublished", application_id=application_id, error=type(error).__name__)
        count(Metric.EVENTS_LEFT, error=type(error).__name__)
    return published


def unpublished(table: CaseTable, application_id: str) -> list[Row]:
    """What is left to be published of this application, in order."""
    left = [row for row in table.starting(application_id, PREFIX) if row["status"] == LEFT]
    return sorted(left, key=lambda row: str(row["submitted_at"]))


def left(table: CaseTable) -> set[str]:
    """The applications with events that are not published, when the index was last written."""
    return {str(row["application_id"]) for row in table.query_index("by_status", "status", LEFT)}


def believe(table: CaseTable, event: Event) -> None:
    """Raises InvalidInput unless this is the event that was kept with what it reports.

    For whoever takes an event from a queue: who may write to the queue alone says nothing that the case did not.
    """
    application_id, event_id = event["application_id"], event["event_id"]
    found = table.get(application_id, f"{PREFIX}{event_id}")
    if not found or parse(found["event"]) != event:
        raise InvalidInput(f"application {application_id} has no event {event_id} with this content")


def _item(meta: Meta, kind: str, key: str, facts: Event) -> tuple[str, Row]:
    event_id = "-".join(filter(None, (meta.application_id, kind, key)))
    at = timestamp()
    event = {"event_id": event_id, "type": kind, "at": at, "application_id": meta.application_id}
    event |= {"product": meta.product, **facts}
    if problems := schemas.problems(event, schemas.validator(f"events/{kind}")):
        raise InvalidResult(f"{kind}: {'; '.join(problems)}")
    # Status and time put it into the index, where those that were left are found.
    return f"{PREFIX}{event_id}", {"status": LEFT, "submitted_at": at, "event": json.dumps(event)}


def send(event: Event) -> None:
    body = json.dumps(event)
    entry = {"EventBusName": os.environ["EVENT_BUS"], "Source": SOURCE, "DetailType": event["type"], "Detail": body}
    if aws.client("events").put_events(Entries=[entry])["FailedEntryCount"]:
        raise StoreUnavailable("EventBridge did not take the event")
    texts = {name: _text(event[name]) for name in ATTRIBUTES if name in event}
    attributes = {name: {"DataType": "String", "StringValue": value} for name, value in texts.items()}
    aws.client("sns").publish(TopicArn=os.environ["OUTCOMES_TOPIC"], Message=body, MessageAttributes=attributes)
    logger.info("published", event_id=event["event_id"])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
