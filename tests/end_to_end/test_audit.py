"""The decision record of a real onboarding: whole, complete, and no longer whole once the store was changed."""

import json
from pathlib import Path

from tests.applications import application
from tests.end_to_end.conftest import Bank, run

STEPS = {
    "validate_application", "check_document", "compare_faces", "check_address", "find_duplicate_customer",
    "decide_identity", "screen_sanctions", "screen_pep", "search_adverse_media", "assess_customer", "score_risk",
    "create_customer", "reserve_iban", "open_account", "activate_account", "record_outcome",
}  # fmt: skip


def test_the_record_says_why_and_a_change_in_the_store_is_named(bank: Bank, tmp_path: Path) -> None:
    made = application()
    application_id, file = made["application_id"], tmp_path / "record.json"
    assert bank.onboard(made)["status"] == "onboarded"
    sealed = bank.target.client("lambda").invoke(
        FunctionName=bank.outputs["SealRecordsFunctionArn"], Payload=json.dumps({"run": "test", "asked_by": "test"})
    )
    root = json.loads(sealed["Payload"].read())["root"]
    told = run("-m", "backoffice", "audit", application_id, "--out", str(file)).stdout
    assert "The record is whole" in told
    assert "watchlist" in told
    verified = run("-m", "backoffice", "--stack", "none", "audit", "--verify", str(file)).stdout
    assert "whole" in verified
    assert f"under {root}" in verified

    entries = json.loads(file.read_text(encoding="utf-8"))["entries"]
    assert {entry.get("step") for entry in entries} >= STEPS
    definitions = {json.loads(entry["versions"]).get("definition") for entry in entries if "versions" in entry}
    assert len(definitions - {None}) == 4

    item = next(entry["item"] for entry in entries if entry.get("step") == "score_risk")
    bank.target.client("dynamodb").update_item(
        TableName=bank.outputs["OnboardingTableName"],
        Key={"application_id": {"S": application_id}, "item": {"S": item}},
        UpdateExpression="SET #result = :low",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={":low": {"S": json.dumps({"rating": "low", "score": 0})}},
    )
    changed = run("-m", "backoffice", "audit", application_id, check=False)
    assert changed.returncode == 2
    assert f"({item}): its content is not what was written" in changed.stdout.replace("\n", "")
