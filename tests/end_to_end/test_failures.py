"""What happens when something does not work: retried, caught, undone, recorded, told; never lost."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.target import Target
from lambdas.shared.cases import status
from lambdas.shared.cases import waiting as waiting_for_people
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.errors import DifferentApplication, UnknownApplication
from lambdas.shared.reviews.decisions import NotUnderReview
from tests.applications import application
from tests.end_to_end.conftest import Bank, run
from workflows.account import BEGIN

Row = dict[str, Any]


@pytest.fixture(scope="module")
def alerts(bank: Bank) -> Iterator[Any]:
    """A function that returns the alerts raised so far."""
    sqs, sns = bank.target.client("sqs"), bank.target.client("sns")
    queue = sqs.create_queue(QueueName="alerts-seen-by-tests")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    subscription = sns.subscribe(TopicArn=bank.outputs["AlertsTopicArn"], Protocol="sqs", Endpoint=arn)
    seen: list[Row] = []

    def receive() -> list[Row]:
        while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages"):
            for message in found:
                seen.append(json.loads(json.loads(message["Body"])["Message"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return seen

    yield receive
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=queue)


@pytest.mark.parametrize("error", ["throttled", "unavailable", "crash"])
def test_a_transient_failure_is_retried_and_succeeds(bank: Bank, error: str) -> None:
    found = bank.onboard(application(sandbox={"document": {"error": error, "times": 2}}))
    assert found["status"] == "onboarded", found
    assert len([step for step in found["steps"] if step["step"] == "check_document"]) == 1


def test_a_provider_that_stays_away_sends_the_case_to_a_person(bank: Bank) -> None:
    found = bank.onboard(application(sandbox={"face": {"error": "unavailable"}}))
    assert found["status"] == "awaiting_review"
    assert "FACE_CHECK_UNAVAILABLE" in found["reasons"]


def test_a_permanent_failure_is_recorded_and_raises_an_alert(bank: Bank, alerts: Any) -> None:
    found = bank.onboard(application(sandbox={"document": {"error": "rejected"}}))
    assert (found["status"], found["execution_status"]) == ("failed", "FAILED")
    (failure,) = found["failures"]
    assert failure["error"] == "ProviderRejected"
    told = [alert for alert in alerts() if alert.get("application_id") == found["application_id"]]
    assert [alert["error"] for alert in told] == ["ProviderRejected"]


@pytest.mark.parametrize("at", ["open", "activate", "poll"])
def test_an_account_step_that_fails_is_undone_and_leaves_nothing(bank: Bank, at: str) -> None:
    broken = application(sandbox={"core_banking": {"at": at, "error": "rejected"}})
    found = bank.onboard(broken)
    assert (found["status"], found["account"]) == ("failed", None)
    left = {item["item"]["S"]: item["status"]["S"] for item in bank.customer_items(broken["application_id"])}
    journal = {name: left.pop(name) for name in list(left) if name.startswith("ENTRY#")}
    assert left == {"IBAN": "given_up", "LEDGER": "closed"}
    assert list(journal.values())[-1] == "closed"
    undo = ("close_account", "release_iban", "delete_customer")
    undone = {step["step"]: step for step in found["steps"] if step["step"] in undo}
    assert [(name, step["verdict"]) for name, step in undone.items()] == [(name, "undone") for name in undo]
    assert undone["release_iban"]["details"]["iban_given_up"]
    (failure,) = found["failures"]
    assert failure["said"] == "ProviderRejected; account: undone; iban: undone; customer: undone"


def test_an_account_that_was_undone_is_opened_by_the_next_execution(bank: Bank) -> None:
    """As a redrive of the onboarding starts one; the local cloud has no redrive. Started by hand, one is refused."""
    made = application(sandbox={"core_banking": {"at": "poll", "error": "rejected", "times": 1}})
    assert bank.onboard(made)["status"] == "failed"
    states, machine = bank.target.client("stepfunctions"), bank.outputs["AccountStateMachineArn"]
    one, content = made["application_id"], {"attempt": 1, "content_sha256": fingerprint(made)}
    given = json.dumps({"application_id": one, "settled_in": one} | BEGIN | content)

    def account(ends: str) -> None:
        started = states.start_execution(stateMachineArn=machine, input=given)["executionArn"]
        bank.eventually(lambda: states.describe_execution(executionArn=started)["status"] == ends)

    account("FAILED")
    assert status.move(
        CaseTable(bank.target.client("dynamodb"), bank.outputs["OnboardingTableName"]), one, Status.RUNNING
    )
    account("SUCCEEDED")
    items = bank.customer_items(made["application_id"])
    statuses = {"ACCOUNT": ["active"], "IBAN": ["given_up", "open"], "LEDGER": ["active", "closed"]}
    found = {name: sorted(one["status"]["S"] for one in items if one["item"]["S"] == name) for name in statuses}
    assert found == statuses


def test_a_welcome_that_cannot_be_sent_does_not_undo_the_account(bank: Bank) -> None:
    found = bank.onboard(application(sandbox={"notifier": {"error": "rejected"}}))
    assert (found["status"], found["account"]["status"], found["messages"]) == ("onboarded", "active", [])


def test_no_two_accounts_share_an_iban(bank: Bank) -> None:
    ids = [bank.office.submit(application(), "branch") for _ in range(4)]
    ibans = [bank.settled(one)["account"]["iban"] for one in ids]
    assert len(set(ibans)) == len(ibans)


def test_a_second_submit_is_the_same_onboarding(bank: Bank) -> None:
    once = application()
    first = bank.onboard(once)
    before = bank.customer_items(once["application_id"])
    assert bank.onboard(once) == first
    assert bank.customer_items(once["application_id"]) == before
    with pytest.raises(DifferentApplication, match="other content"):
        bank.office.submit(once | {"product": "savings_account"}, "branch")


def test_a_submit_that_died_before_the_start_is_continued(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = application()
    with monkeypatch.context() as patch:
        patch.setattr(waiting_for_people, "start", lambda *_: True)
        bank.office.submit(interrupted, "branch")
    assert bank.office.show(interrupted["application_id"])["execution_status"] == "NOT_STARTED"
    assert bank.onboard(interrupted)["status"] == "onboarded"


def test_a_decision_that_died_before_it_was_delivered_is_continued(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = bank.onboard(application(sandbox={"adverse_media": {"articles": 1}}))["application_id"]
    with monkeypatch.context() as patch:
        patch.setattr(waiting_for_people, "deliver", lambda *_: True)
        bank.decide(waiting, "approved")
    with pytest.raises(NotUnderReview, match="approved by eva"):
        bank.decide(waiting, "declined", "max")
    bank.decide(waiting, "approved")
    found = bank.settled(waiting)
    assert found["status"] == "onboarded"
    assert len([step for step in found["steps"] if step["step"] == "review"]) == 1
    bank.decide(waiting, "approved")  # harmless


def test_what_is_not_waiting_cannot_be_decided(bank: Bank) -> None:
    done = bank.onboard(application())
    with pytest.raises(NotUnderReview, match="does not wait for a review: it is onboarded"):
        bank.office.decide(
            done["application_id"], "approved", reason="DOCUMENTS_SEEN", reviewer="eva", evidence="0" * 8
        )
    with pytest.raises(UnknownApplication, match="no application has the id nobody-1"):
        bank.office.show("nobody-1")


def test_a_stale_or_missing_watchlist_sends_the_case_to_a_person(bank: Bank) -> None:
    run("deploy.py", "--stack", "stale", "--json")  # a bank of its own, because the others need their list
    stale = Bank(Target(stack="stale"))
    s3 = stale.target.client("s3")
    pointer = {"Bucket": stale.outputs["ArtifactsBucketName"], "Key": "watchlists/current.json"}
    manifest = json.loads(s3.get_object(**pointer)["Body"].read())
    # First the lists of one kind, and then those of the other as well.
    for kind, searched in (("sanctions", {"screen_pep"}), ("pep", set())):
        for source in manifest["sources"]:
            if source["kind"] == kind:
                source["refreshed_at"] = "2026-01-01T00:00:00.000Z"
        s3.put_object(**pointer, Body=json.dumps(manifest))
        found = stale.onboard(application())
        assert (found["status"], found["review"]["queue"]) == ("awaiting_review", "stale list")
        assert {one["step"] for one in found["steps"] if one["step"].startswith("screen_")} == searched
    s3.delete_object(**pointer)
    assert stale.onboard(application())["status"] == "awaiting_review"


def test_a_failed_onboarding_is_restarted_by_two_operators_and_pays_no_provider_twice(bank: Bank) -> None:
    one = bank.onboard(application(sandbox={"core_banking": {"at": "poll", "error": "rejected", "times": 1}}))
    application_id = one["application_id"]
    assert one["status"] == "failed"
    restart = ("-m", "backoffice", "--direct", "restart", application_id, "--reason", "core banking takes it now")
    assert "another operator has to ask too" in run(*restart, KYC_REVIEWER="olga").stdout
    assert f"restarted by olga and omar as {application_id}_r2" in " ".join(
        run(*restart, KYC_REVIEWER="omar").stdout.split()
    )
    found = bank.settled(application_id)
    assert (found["status"], found["account"]["status"]) == ("onboarded", "active")
    assert found["execution_arn"].endswith(f":{application_id}_r2")
    by_step: dict[str, list[Row]] = {}
    for step in found["steps"]:
        by_step.setdefault(step["step"], []).append(step)
    [said] = by_step["restart"]
    assert said["result"] == {"execution": f"{application_id}_r2", "before": application_id}
    for name in ("check_document", "compare_faces", "check_address", "search_adverse_media"):
        first, second = by_step[name]
        assert "answer_of" not in first["details"], name
        assert "answer_of" in second["details"], name
    assert all("answer_of" not in step["details"] for step in by_step["screen_sanctions"])
    refused = run(*restart, check=False, KYC_REVIEWER="eva")
    assert (refused.returncode, "is onboarded" in refused.stderr) == (2, True)
