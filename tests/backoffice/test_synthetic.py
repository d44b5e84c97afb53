"""Synthetic applications: valid, marked, never twice the same, and never in production."""

import time
from typing import Any

import pytest

from backoffice import synthetic
from backoffice.direct import DirectOnboarding
from backoffice.synthetic import OUTCOMES, applications, verify
from infrastructure.errors import DeploymentError
from infrastructure.target import Target
from infrastructure.verification import SKIPPED, Check
from lambdas.shared.runtime import schemas


def test_each_is_a_valid_application_that_says_what_it_is() -> None:
    found = applications("run")
    assert [*found] == [*OUTCOMES]
    for one in found.values():
        assert schemas.problems(one, schemas.validator("application")) == []
        assert one["application_id"].startswith("synthetic-run-")


def test_no_two_runs_have_a_document_or_a_person_in_common() -> None:
    first, second = applications("first"), applications("second")
    for name in OUTCOMES:
        assert first[name]["document"]["number"] != second[name]["document"]["number"]
        assert first[name]["applicant"]["family_name"] != second[name]["applicant"]["family_name"]


def test_production_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(DirectOnboarding, "connect", never)
    monkeypatch.setattr(synthetic, "of_one_stage", lambda _target: None)
    monkeypatch.setattr(synthetic, "checks", lambda _target: iter([Check("API", "passed", "answers")]))
    monkeypatch.setattr(Target, "outputs", lambda _self: {"Stage": "production"})
    report = verify(Target("aws", region="eu-central-1", stage="test"))
    assert [(one["check"], one["result"]) for one in report["checks"]] == [("API", "passed"), ("Applications", SKIPPED)]
    assert report["failed"] == 0


class Office:
    """Of which each application has the next of these statuses at each look, and then the last."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)

    def submit(self, application: dict[str, Any], by: str) -> str:
        return str(application["application_id"])

    def show(self, application_id: str) -> dict[str, str]:
        return {"status": self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]}


@pytest.mark.parametrize("status", ["running", "failed", "onboarded"])
def test_any_other_outcome_and_none_in_time_fails(monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    monkeypatch.setattr(DirectOnboarding, "connect", lambda *_: Office("running", status))
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(synthetic, "WITHIN", 0)
    monkeypatch.setattr(Target, "outputs", lambda _self: {"Stage": "test"})
    found = list(synthetic._applications(Target("aws", region="eu-central-1", stage="test")))
    assert {one.result for one in found[1:]} == {"failed"}
    assert "must be awaiting_review" in found[1].said


def test_an_application_that_cannot_be_submitted_is_a_failed_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise DeploymentError("AWS denied PutItem")

    monkeypatch.setattr(Office, "submit", refuse)
    monkeypatch.setattr(DirectOnboarding, "connect", lambda *_: Office("running"))
    monkeypatch.setattr(Target, "outputs", lambda _self: {"Stage": "test"})
    [check] = synthetic._applications(Target("aws", region="eu-central-1", stage="test"))
    assert (check.result, check.said) == ("failed", "AWS denied PutItem")
