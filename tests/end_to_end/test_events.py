"""What happened is told once: each event is in the queues that want it and in no other."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.applications import application
from tests.end_to_end.conftest import Bank, Row, run
from tests.lambdas.shared.providers.loopback import KEY, KEY_ID, Loopback, serving


def messages(bank: Bank, queue: str, application_id: str) -> Counter[str]:
    """The types of this application's events that wait in the queue; others are left there."""
    sqs, url = bank.target.client("sqs"), bank.outputs[f"{queue}Url"]
    found: Counter[str] = Counter()
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=5).get("Messages"):
        bodies = [json.loads(message["Body"]) for message in batch]
        found.update(body["type"] for body in bodies if body["application_id"] == application_id)
    return found


def eventually(bank: Bank, queue: str, application_id: str, *types: str) -> None:
    seen: set[str] = set()

    def all_there() -> bool:
        seen.update(messages(bank, queue, application_id))
        return seen >= set(types)

    bank.eventually(all_there)
    assert seen == set(types)


def test_each_event_is_in_the_queues_that_want_it(bank: Bank) -> None:
    onboarded = bank.onboard(application())["application_id"]
    declined = application(sandbox={"document": {"says": {"document_number": "XA7654321"}}})
    bank.onboard(declined)
    eventually(bank, "CoreBankingQueue", onboarded, "ApplicationOnboarded")
    eventually(bank, "ComplianceQueue", declined["application_id"], "ApplicationDeclined")
    assert messages(bank, "ComplianceQueue", onboarded) == Counter()
    bank.told(onboarded, "welcome")
    bank.told(declined["application_id"], "declined")


@pytest.fixture
def subscriber(bank: Bank) -> Iterator[Loopback]:
    """A system of the bank that hears every event."""
    secrets, secret = bank.target.client("secretsmanager"), _webhook_secret(bank)
    with serving() as server:
        access = {"url": f"{server.url}/kyc", "key_id": KEY_ID, "key": KEY}
        secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(access))
        try:
            yield server
        finally:
            empty = {"url": "", "key_id": "kyc", "key": "none"}
            secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(empty))


def _webhook_secret(bank: Bank) -> str:
    stack = bank.target.client("cloudformation").describe_stack_resource(
        StackName=bank.target.stack, LogicalResourceId="WebhookAccess"
    )
    found: str = stack["StackResourceDetail"]["PhysicalResourceId"]
    return found


def test_a_subscriber_hears_every_event_signed(bank: Bank, subscriber: Loopback) -> None:
    one = bank.onboard(application())["application_id"]

    def heard() -> list[Any]:
        events = [json.loads(request.body) for request in list(subscriber.requests)]
        return sorted(event["type"] for event in events if event["application_id"] == one)

    bank.eventually(lambda: len(heard()) >= 2)
    assert heard() == ["AccountActivated", "ApplicationOnboarded"]
    mine = [request for request in subscriber.requests if one in request.body.decode()]
    assert all(request.signed for request in mine)
    assert {request.headers["idempotency-key"] for request in mine} == {
        json.loads(request.body)["event_id"] for request in mine
    }


def test_dead_letters_are_counted_and_sent_back(bank: Bank) -> None:
    sqs = bank.target.client("sqs")
    body: Row = {"event_id": "none-AccountActivated", "type": "AccountActivated", "application_id": "none-such"}
    sqs.send_message(QueueUrl=bank.outputs["CoreBankingDeadLettersUrl"], MessageBody=json.dumps(body))

    def queues() -> Row:
        rows = json.loads(run("-m", "backoffice", "queues", "--json").stdout)
        return {row["name"]: row for row in rows}

    assert queues()["corebanking"]["dead"] == 1
    redrive = ("-m", "backoffice", "--direct", "queues", "redrive", "corebanking")
    assert "another operator has to ask too" in run(*redrive, KYC_REVIEWER="olga").stdout
    assert "1 sent back" in run(*redrive, KYC_REVIEWER="omar").stdout
    assert queues()["corebanking"]["dead"] == 0
    assert messages(bank, "CoreBankingQueue", "none-such") == Counter(["AccountActivated"])
    unknown = run("-m", "backoffice", "--direct", "queues", "redrive", "nothing", check=False)
    assert (unknown.returncode, "there are: uploads, corebanking" in unknown.stderr) == (2, True)
