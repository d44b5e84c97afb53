"""Risk, from a rating that explains itself to two reviewers, and a new policy tried before it is deployed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.shared.onboardings import explain
from lambdas.shared.onboardings.errors import InvalidApplication
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.end_to_end.conftest import Bank, run

Row = dict[str, Any]
GIVEN = {
    "source_of_funds": {"kind": "sale_of_property", "text": "the house of my parents"},
    "source_of_wealth": {"kind": "employment"},
}


def high_risk() -> Any:
    """An applicant of high risk, whose checks all pass."""
    return application(applicant={"nationalities": ["IRN"]}, document={"issuing_country": "IRN"})


def kyc(*arguments: str, check: bool = True) -> Any:
    return run("-m", "backoffice", *arguments, check=check)


def test_high_risk_is_asked_for_the_source_of_funds_and_decided_by_two(bank: Bank) -> None:
    asking = high_risk()
    waiting = bank.onboard(asking)
    assert (waiting["status"], waiting["reasons"]) == ("awaiting_documents", ["ENHANCED_DUE_DILIGENCE"])
    assert waiting["requests"][-1]["parts"] == ["due_diligence"]
    bank.told(waiting["application_id"], "documents_needed")
    with pytest.raises(InvalidApplication, match="due_diligence: was asked for"):
        bank.office.resubmit(asking, "branch")

    one = bank.office.resubmit(asking | {"due_diligence": GIVEN}, "branch")
    review = bank.until(one, lambda found: found["status"] == "awaiting_review")["review"]
    assert (review["queue"], review["two_people"]) == ("enhanced due diligence", True)

    seen = ("--reason", "RISK_ACCEPTED", "--evidence", review["evidence"][:12])
    told = kyc("--direct", "review", one, "--approve", *seen, "--note", "plausible", "--reviewer", "eva").stdout
    assert "another reviewer decides too" in told
    assert (
        kyc(
            "--direct",
            "review",
            one,
            "--decline",
            "--reason",
            "RISK_TOO_HIGH",
            *seen[2:],
            "--reviewer",
            "eva",
            check=False,
        ).returncode
        == 2
    )
    assert "eva: approved: RISK_ACCEPTED: plausible" in kyc("show", one, "--details").stdout
    assert kyc("--direct", "review", one, "--approve", *seen, "--reviewer", "max", check=False).returncode == 2
    assert (
        "you saw"
        in kyc(
            "--direct", "review", one, "--approve", *seen[:2], "--evidence", "0" * 12, "--reviewer", "ines", check=False
        ).stderr
    )
    second = kyc("--direct", "review", one, "--approve", *seen, "--reviewer", "max", "--senior").stdout
    assert "another reviewer" not in second
    found = bank.until(one, lambda row: row["status"] == "onboarded")
    assert (found["risk_rating"], found["attempts"]) == ("high", 2)
    history = bank.target.client("stepfunctions").get_execution_history(executionArn=found["execution_arn"])["events"]
    assert "ENHANCED_DUE_DILIGENCE" in json.dumps(history, default=str)
    assert "house of my parents" not in json.dumps([found, history], default=str)
    assert [step["details"]["reviewer"] for step in found["steps"] if step["step"] == "review"] == ["eva", "max"]
    refused = [step["details"]["status"] for step in found["steps"] if step["step"] == "review_refused"]
    assert refused == [403, 403, 409]


def test_one_reviewer_is_enough_to_decline(bank: Bank) -> None:
    one = bank.office.submit(high_risk() | {"due_diligence": GIVEN}, "branch")
    bank.until(one, lambda found: found["status"] == "awaiting_review")
    bank.decide(one, "declined")
    assert bank.until(one, lambda row: row["status"] == "declined")["reasons"] == ["DECLINED_BY_REVIEWER"]


def test_news_weigh_by_count_and_category(bank: Bank) -> None:
    found = bank.onboard(application(sandbox={"adverse_media": {"categories": {"corruption": 2}}}))
    assert (found["status"], found["risk_rating"]) == ("awaiting_review", "medium")
    explained = explain.staff(found)
    points = {one["factor"]: one["points"] for one in explained["factors"] if one["factor"].startswith("adverse")}
    assert points == {"adverse_media_articles": 10, "adverse_media_categories": 20}
    assert explained["news"]["source"] == "sandbox"


def test_staff_and_customer_read_different_explanations(bank: Bank) -> None:
    one = bank.onboard(application(sandbox={"adverse_media": {"articles": 1}}))["application_id"]
    staff = json.loads(kyc("explain", one, "--json").stdout)
    assert sum(factor["points"] for factor in staff["factors"]) == staff["score"]
    assert staff["overrides"][0]["reason"] == "ADVERSE_MEDIA"
    assert staff["screening"][0]["list_version"]
    assert "ADVERSE_MEDIA" in kyc("explain", one).stdout
    customer = kyc("explain", one, "--for", "customer").stdout
    assert customer.startswith("We are working on your application.\nWe considered what you told us:\n")
    assert "media" not in customer.lower()
    assert json.loads(kyc("explain", one, "--for", "customer", "--json").stdout)["contest"] == explain.CONTEST


def test_a_new_policy_is_tried_before_it_is_deployed(bank: Bank, tmp_path: Path) -> None:
    one = bank.onboard(application(applicant={"nationalities": ["KWT"]}))
    assert (one["status"], one["risk_rating"]) == ("onboarded", "medium")
    new = copy.deepcopy(policy("risk")) | {"version": "2027-1"}
    new["country_lists"]["high_risk"]["countries"].append("KWT")
    file = tmp_path / "new.json"
    file.write_text(json.dumps(new), encoding="utf-8")
    found = json.loads(kyc("policy", "simulate", str(file), "--json").stdout)
    (changed,) = [row for row in found["changed"] if row["application_id"] == one["application_id"]]
    assert (changed["rating"], changed["new_rating"], changed["new_score"]) == ("medium", "high", 75)
    assert "COUNTRY_HIGH_RISK" in kyc("policy", "simulate", str(file)).stdout
    # The welcome may arrive meanwhile.
    assert bank.office.show(one["application_id"]) | {"messages": one["messages"]} == one

    file.write_text(json.dumps(new | {"thresholds": {}}), encoding="utf-8")
    refused = kyc("policy", "simulate", str(file), check=False)
    assert refused.returncode == 2
    assert "thresholds.high: is required" in refused.stderr
