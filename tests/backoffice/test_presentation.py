"""What staff see of an application's items: never a task token, the truth about executions that died."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import views
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta
from lambdas.shared.onboardings import presentation
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision
from tests.applications import application
from tests.memory import MemoryOnboarding

META: dict[str, Any] = {
    "application_id": "demo-1",
    "item": "META",
    "status": "running",
    "submitted_at": "2026-01-01T10:00:00.000Z",
    "updated_at": "2026-01-01T10:00:02.500Z",
    "attempts": 1,
    "execution_arn": "arn:execution:demo-1",
}
TOKEN = "a-secret-token"
REVIEW: dict[str, Any] = {
    "review_id": "demo-1-review-001",
    "status": "pending",
    "queue": "identity doubt",
    "asked_at": "2026-01-01T10:00:00.000Z",
    "due_at": "2026-01-03T10:00:00.000Z",
}


def row(item: str, **more: Any) -> dict[str, Any]:
    return {"application_id": "demo-1", "item": item, **more}


def evidence(step: str, at: str, **result: Any) -> dict[str, Any]:
    return row(
        f"EVIDENCE#{step}#run",
        step=step,
        run="run",
        started_at=at,
        at=at,
        result=json.dumps(result),
        findings="[]",
        versions="{}",
        details="{}",
    )


def complete(*rows: dict[str, Any], execution: str = "RUNNING") -> dict[str, Any]:
    return presentation.complete(Case.of((META, *rows)), None, execution)


def test_steps_come_in_the_order_in_which_they_ended() -> None:
    found = complete(
        evidence("later", "2026-01-01T10:00:02.000Z", verdict="pass", reasons=[]),
        evidence("sooner", "2026-01-01T10:00:01.000Z", rating="low", reasons=["AGE_UNDER_21"]),
    )
    assert [(step["step"], step["verdict"]) for step in found["steps"]] == [("sooner", "low"), ("later", "pass")]
    assert found["steps"][0]["reasons"] == [{"code": "AGE_UNDER_21"}]
    assert found["seconds"] == 2.5


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT", "ABORTED"])
def test_an_execution_that_died_makes_the_application_failed(status: str) -> None:
    assert complete(execution=status)["status"] == "failed"
    assert presentation.summary(Meta.of(META), ended_badly=True)["status"] == "failed"


def test_a_decided_application_stays_decided() -> None:
    decided = META | {"status": "onboarded"}
    assert presentation.complete(Case.of([decided]), None, "EXPIRED")["status"] == "onboarded"
    assert presentation.summary(Meta.of(decided), ended_badly=True)["status"] == "onboarded"


def test_task_tokens_are_never_shown() -> None:
    asked = REVIEW | {"task_token": TOKEN, "reasons": '["NAME_DIFFERS"]'}
    found = complete(row("REVIEW#001", **asked), row("REQUEST#001", **asked | {"status": "asked"}))
    assert TOKEN not in json.dumps(found)
    assert found["review"]["reasons"] == ["NAME_DIFFERS"]


def test_the_latest_review_is_shown() -> None:
    reviews = [row(f"REVIEW#00{number}", **REVIEW | {"queue": str(number)}) for number in (1, 2)]
    assert complete(*reviews)["review"]["queue"] == "2"


@given(st.datetimes(), st.datetimes())
def test_seconds_are_the_difference(start: Any, end: Any) -> None:
    texts = [moment.isoformat(timespec="milliseconds") + "Z" for moment in (start, end)]
    there, back = presentation.seconds(texts[0], texts[1]), presentation.seconds(texts[1], texts[0])
    assert there == -back
    assert abs(there - (end - start).total_seconds()) < 0.01


def test_every_status_has_a_next_step_or_is_still_moving() -> None:
    rows = [presentation.summary(Meta.of(META | {"status": status})) for status in ("onboarded", "declined", "failed")]
    with views.console.capture() as captured:
        views.console.print(views.next_steps(rows))
    assert "kyc show demo-1" in captured.get()


@pytest.mark.parametrize(
    ("rating", "decisions", "said"),
    [
        ("medium", [], "Waits for a reviewer in the queue identity doubt until 2026-01-03 10:00:00"),
        ("high", [], "Waits for two reviewers, one of them senior"),
        ("high", [("eva", True)], "eva (senior): approved: RISK_ACCEPTED: a namesake"),
        ("high", [("eva", False)], "eva: approved: RISK_ACCEPTED: a namesake (on other evidence)"),
    ],
)
def test_an_application_shows_who_decided_and_why(rating: str, decisions: list[tuple[str, bool]], said: str) -> None:
    table = MemoryOnboarding()
    one = table.put(application(application_id="demo-1"), **META)["application_id"]
    review = table.ask_reviewers(one, rating, queue="identity doubt", due_at=REVIEW["due_at"])
    seen = "old" if "other evidence" in said else rules.evidence(table.case(one))
    for number, (reviewer, senior) in enumerate(decisions, start=1):
        made = Decision(reviewer, Choice.APPROVED, "RISK_ACCEPTED", seen, "a namesake", senior)
        table.keep(one, rules.STEP, f"{review.review_id}#{number:03d}", made.as_evidence(), review.asked_at)
    with views.console.capture() as captured:
        views.console.print(views.application(presentation.complete(table.case(one), None, "RUNNING")))
    assert said in captured.get()
    evidence = rules.evidence(table.case(one))[:12]
    assert f"Evidence {evidence}" in captured.get()
    assert f"kyc review demo-1 --evidence {evidence} --reason CODE" in captured.get()
    assert "--decline: TRUE_MATCH, IDENTITY_DOUBTFUL" in captured.get()


def test_an_empty_list_says_what_to_do() -> None:
    assert views.applications([]) == "No applications. Submit one: kyc submit FILE.json"
