"""Reviews by people on the local cloud: more is asked for and comes back, and nothing that was left gets stuck."""

from typing import Any

import pytest

from lambdas.shared.cases import waiting
from lambdas.shared.reviews.decisions import EvidenceChanged, NotAllowed
from tests.applications import application
from tests.end_to_end.conftest import Bank, Row, run

DOUBTFUL: Row = {"address": {"answer": "moved"}}


def in_review(bank: Bank, submitted_by: str = "branch") -> Any:
    made = application(sandbox=DOUBTFUL)
    bank.office.submit(made, submitted_by)
    bank.until(made["application_id"], lambda found: found["status"] == "awaiting_review")
    return made


def test_an_explanation_is_asked_for_and_the_case_comes_back(bank: Bank) -> None:
    made = in_review(bank)
    one = made["application_id"]
    bank.decide(one, "request_information", parts=["explanation"], note="Why did you move?")
    asked = bank.until(one, lambda found: found["status"] == "awaiting_documents")["requests"][-1]
    assert (asked["parts"], asked["reasons"]) == (["explanation"], ["REVIEWER_ASKS"])
    assert asked["question"] == "Why did you move?"
    bank.told(one, "documents_needed")

    bank.office.resubmit(made | {"explanation": "I married."}, "branch")
    again = bank.until(one, lambda found: found["status"] == "awaiting_review" and found["attempts"] == 2)
    assert again["review"]["decisions"] == []
    bank.decide(one, "approved")
    assert bank.until(one, lambda found: found["status"] == "onboarded")["attempts"] == 2


def test_the_submitter_and_who_saw_other_evidence_are_refused(bank: Bank) -> None:
    one = in_review(bank, submitted_by="branch")["application_id"]
    with pytest.raises(NotAllowed, match="submitted the case"):
        bank.decide(one, "approved", "Branch")
    with pytest.raises(EvidenceChanged, match="kyc show"):
        bank.decide(one, "approved", evidence="0" * 12)
    refused = [step for step in bank.office.show(one)["steps"] if step["step"] == "review_refused"]
    assert [step["details"]["status"] for step in refused] == [403, 409]
    bank.decide(one, "declined")
    bank.until(one, lambda found: found["status"] == "declined")


def test_whoever_answers_the_wait_by_hand_approves_nothing(bank: Bank) -> None:
    one = in_review(bank)["application_id"]
    key = {"application_id": {"S": one}, "item": {"S": "REVIEW#001"}}
    table, dynamodb = bank.outputs["OnboardingTableName"], bank.target.client("dynamodb")
    token = dynamodb.get_item(TableName=table, Key=key)["Item"]["task_token"]["S"]
    bank.target.client("stepfunctions").send_task_success(taskToken=token, output='{"review_id": "by-hand"}')
    bank.eventually(lambda: dynamodb.get_item(TableName=table, Key=key)["Item"]["task_token"]["S"] != token)
    assert bank.office.show(one)["status"] == "awaiting_review"
    bank.decide(one, "approved")
    bank.until(one, lambda found: found["status"] == "onboarded")


def test_the_watchdog_delivers_what_was_left_and_ends_what_died(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    left, died = (in_review(bank)["application_id"] for _ in range(2))
    with monkeypatch.context() as patch:
        patch.setattr(waiting, "deliver", lambda *_: True)
        bank.decide(left, "approved")
    execution = bank.office.show(died)["execution_arn"]
    bank.target.client("stepfunctions").stop_execution(executionArn=execution)
    bank.target.client("dynamodb").update_item(
        TableName=bank.outputs["OnboardingTableName"],
        Key={"application_id": {"S": left}, "item": {"S": "META"}},
        UpdateExpression="SET updated_at = :old",
        ExpressionAttributeValues={":old": {"S": "2026-01-01T00:00:00.000Z"}},
    )
    told = run("-m", "backoffice", "--direct", "watchdog").stdout
    assert f"{left}: NOT_DELIVERED (repaired)" in told
    assert f"{died}: EXECUTION_ENDED (repaired)" in told
    bank.until(left, lambda found: found["status"] == "onboarded")
    found = bank.office.show(died)
    assert (found["status"], found["failures"][0]["error"]) == ("failed", "Execution.ABORTED")
    assert found["review"]["status"] == "closed"
