"""The two commands as people type them: what they print, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.applications import SAMPLES, application
from tests.end_to_end.conftest import Bank, run

Row = dict[str, Any]


def kyc(*arguments: str, check: bool = True) -> Any:
    return run("-m", "backoffice", *arguments, check=check)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A fresh application in a file."""
    path = tmp_path / "application.json"
    path.write_text(json.dumps(application(sandbox={"adverse_media": {"articles": 1}})), encoding="utf-8")
    return path


def test_a_case_from_submit_to_decision(bank: Bank, file: Path) -> None:
    (application_id,) = json.loads(kyc("submit", str(file), "--json").stdout)
    (waiting,) = json.loads(kyc("watch", application_id, "--json").stdout)
    assert waiting.keys() >= {"application_id", "status", "risk_rating", "submitted_at", "updated_at"}
    assert waiting["status"] == "awaiting_review"
    seen = json.loads(kyc("show", application_id, "--json").stdout)["review"]["evidence"][:12]
    assert seen in kyc("show", application_id).stdout
    review = ("review", application_id, "--approve", "--reason", "FALSE_POSITIVE", "--evidence", seen)
    told = kyc("--direct", *review, "--reviewer", "Submitter", check=False).stderr
    assert "submitted" in told
    assert json.loads(kyc(*review, "--json").stdout)["decisions"][0]["reviewer"] == "reviewer"
    assert "onboarded" in kyc("watch", application_id).stdout
    shown = json.loads(kyc("show", application_id, "--json").stdout)
    assert shown["outcome"] == "onboarded"
    assert shown["account"]["status"] == "active"
    assert shown["execution_arn"].endswith(application_id)
    assert not any("details" in step for step in shown["steps"])
    told = kyc("show", application_id, "--details").stdout
    whole = json.loads(kyc("show", application_id, "--details", "--json").stdout)
    assert whole["account"]["iban"].startswith("DE")
    assert whole["account"]["iban"] in told
    assert "score_risk" in told


def test_show_with_details_has_what_the_checks_saw(bank: Bank, file: Path) -> None:
    (application_id,) = json.loads(kyc("submit", str(file), "--json").stdout)
    bank.settled(application_id)
    shown = json.loads(kyc("show", application_id, "--details", "--json").stdout)
    zones = [step["details"]["reading"]["zone"] for step in shown["steps"] if step["step"] == "check_document"]
    assert zones[0].startswith("P<SWE")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nobody-1"], "No application has that id. See them all: kyc list"),
        (["--direct", "show", "nobody-1"], "no application has the id nobody-1"),
        (["review", "nobody-1", "--approve", "--reason", "X", "--evidence", "0" * 8], "No application has that id"),
        (["submit", "missing.json"], "missing.json cannot be read"),
        (["--stack", "other", "list"], 'There is no stack "other"'),
    ],
)
def test_what_is_wrong_is_one_message_and_status_2(bank: Bank, arguments: list[str], said: str) -> None:
    done = kyc(*arguments, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_malformed_application_names_each_field_and_stores_nothing(bank: Bank, tmp_path: Path) -> None:
    wrong = application(product="gold", applicant={"birth_date": "soon"})
    del wrong["applicant"]["email"]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    done = kyc("submit", str(SAMPLES / "1-straight-through.json"), str(path), check=False)
    assert done.returncode == 2
    for said in (
        "wrong.json",
        "applicant.birth_date: must be a date as YYYY-MM-DD",
        "applicant.email: is required",
        "product: must be one of current_account",
    ):
        assert said in done.stderr
    path.write_text('{"application_id": ', encoding="utf-8")
    assert "is not JSON: line 1, column 20" in kyc("submit", str(path), check=False).stderr


def test_deploying_again_changes_nothing(bank: Bank, deployed: Row) -> None:
    assert deployed["changes"]
    again = json.loads(run("deploy.py", "--json").stdout)
    assert again["changes"] == []
    assert again["outputs"] == deployed["outputs"]
    assert json.loads(run("deploy.py", "plan", "--json").stdout)["changes"] == []
    assert "othing to change" in run("deploy.py").stdout
