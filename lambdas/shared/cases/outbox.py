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
from lambdas.shared.runtime.errors import InvalidResult, StoreUnavailable
from lambdas.shared.runtime.function import Event, logger

SOURCE = "kyc.onboarding"
LEFT = "unpublished"
ATTRIBUTES = ("type", "outcome", "risk_rating", "product", "possible_match")
"""What subscriptions filter by."""


def add(table: CaseTable, meta: Meta, kind: str, key: str = "", **facts: Any) -> None:
    """Keep the event, once; ``key`` distinguishes it from others of its type. ``publish`` comes next."""
    table.insert(meta.application_id, *_item(meta, kind, key, facts))


def write(table: CaseTable, meta: Meta, kind: str, key: str = "", **facts: Any) -> Write:
    """The same as a write of a transaction, which fails where the event is there."""
    return {"Put": table.new(meta.application_id, *_item(meta, kind, key, facts))}


def publish(table: CaseTable, application_id: str) -> int:
    """Publish what was kept and is not published yet, in order; how many."""
    left = [row for row in table.starting(application_id, "OUTBOX#") if row["status"] == LEFT]
    for row in sorted(left, key=lambda row: str(row["submitted_at"])):
        send(json.loads(row["event"]))
        table.update(application_id, row["item"], {"status": "published"})
    return len(left)


def publish_left(table: CaseTable) -> list[str]:
    """Publish what processes that died have left; the ids of its applications."""
    applications = sorted({row["application_id"] for row in table.query_index("by_status", "status", LEFT)})
    return [one for one in applications if publish(table, one)]


def _item(meta: Meta, kind: str, key: str, facts: Event) -> tuple[str, Row]:
    event_id = "-".join(filter(None, (meta.application_id, kind, key)))
    at = timestamp()
    event = {"event_id": event_id, "type": kind, "at": at, "application_id": meta.application_id}
    event |= {"product": meta.product, **facts}
    if problems := schemas.problems(event, schemas.validator(f"events/{kind}")):
        raise InvalidResult(f"{kind}: {'; '.join(problems)}")
    # Status and time put it into the index, where those that were left are found.
    return f"OUTBOX#{event_id}", {"status": LEFT, "submitted_at": at, "event": json.dumps(event)}


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
