"""No personal data leaves the stores: marked data is onboarded, and found nowhere else."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.applications import application
from tests.end_to_end.conftest import Bank
from tests.end_to_end.marked import MARKED, histories, marks_in
from tests.pictures import drawn, encoded


def test_personal_data_stays_in_the_stores(bank: Bank, tmp_path: Path) -> None:
    events, alerts = _events(bank), _subscribed(bank, "AlertsTopic")
    messages = _subscribed(bank, "OutcomesTopic")
    straight = bank.onboard(application(**MARKED))
    failing = bank.onboard(application(**MARKED, sandbox={"document": {"error": "rejected"}}))
    waiting = bank.onboard(application(**MARKED))  # the same person again: a reviewer looks
    assert [one["status"] for one in (straight, failing, waiting)] == ["onboarded", "failed", "awaiting_review"]
    _with_pictures(bank, tmp_path)

    places = {
        "executions": b"\n".join(histories(bank)),
        "answers of steps": b"\n".join(_answers(bank)),
        "logs": b"\n".join(_logs(bank)),
        "events": b"\n".join(_messages(bank, events)),
        "alerts": b"\n".join(_messages(bank, alerts)),
        "messages to the queues": b"\n".join(_messages(bank, messages)),
    }
    seen = {*re.findall(rb'"stateEnteredEventDetails": {"name": "([^"]+)", "input": "{', places["executions"])}
    assert seen >= {b"Validate application", b"Check identity", b"Open account"}, seen
    for place, text in places.items():
        assert straight["application_id"].encode() in text or failing["application_id"].encode() in text, place
        assert marks_in(text) == [], place
    stored = json.dumps(bank.office.show(straight["application_id"])).encode()
    assert b"mrkd12345" in stored.lower(), "the marks are not in the store either: this test proves nothing"


def _with_pictures(bank: Bank, folder: Path) -> None:
    """The same person once more, whose pictures come by way of the queue."""
    (folder / "picture.jpg").write_bytes(encoded(drawn()))
    one = bank.onboard(application(**MARKED, sandbox={"uploads": True}))["application_id"]
    bank.office.upload(one, {"document_front": folder / "picture.jpg", "selfie": folder / "picture.jpg"})
    bank.until(one, lambda found: found["status"] == "awaiting_review")


def _answers(bank: Bank) -> Iterator[bytes]:
    """What each step answered its workflow, those in the branches of parallel states too.

    The local cloud's histories have what goes into such a state and what comes out of it; on AWS the log has what is
    between them, too: its input for each branch, and the answers, which are kept as the results of the steps.
    """
    found = bank.target.client("dynamodb").get_paginator("scan").paginate(TableName=bank.outputs["OnboardingTableName"])
    rows = [row for page in found for row in page["Items"] if "result" in row]
    items = " ".join(row["item"]["S"] for row in rows)
    assert all(step in items for step in ("check_document", "compare_faces", "screen_pep")), items
    for row in rows:
        yield f"{row['application_id']['S']}: {row['result']['S']}".encode()


def _logs(bank: Bank) -> Iterator[bytes]:
    """All that functions and the local cloud wrote."""
    logs = bank.target.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            for events in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                yield json.dumps(events["events"]).encode()
    for file in Path(os.environ["KYC_LOCAL_DIR"]).rglob("*.log"):
        yield file.read_bytes()


def _events(bank: Bank) -> str:
    """A queue that receives every outcome event from now on."""
    url, arn = _queue(bank, "events-seen-by-tests")
    events, bus = bank.target.client("events"), bank.outputs["EventBusName"]
    pattern = json.dumps({"source": ["kyc.onboarding"]})
    events.put_rule(Name="seen-by-tests", EventBusName=bus, EventPattern=pattern)
    events.put_targets(Rule="seen-by-tests", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    return url


def _subscribed(bank: Bank, topic: str) -> str:
    """A queue that receives all that is published to the topic from now on."""
    url, arn = _queue(bank, f"privacy-{topic}")
    found = bank.target.client("cloudformation").describe_stack_resource(
        StackName=bank.target.stack, LogicalResourceId=topic
    )
    topic_arn = found["StackResourceDetail"]["PhysicalResourceId"]
    bank.target.client("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)
    return url


def _queue(bank: Bank, name: str) -> tuple[str, str]:
    sqs = bank.target.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _messages(bank: Bank, url: str) -> Iterator[bytes]:
    sqs: Any = bank.target.client("sqs")
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages"):
        for message in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield message["Body"].encode()
