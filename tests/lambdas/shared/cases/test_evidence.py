"""A step is done once per run and attempt, however often it is called."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import kept
from lambdas.shared.cases.verdicts import Finding, Verdict, codes, worst
from lambdas.shared.runtime.function import Event
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
FINDINGS = st.lists(st.builds(Finding, st.sampled_from("ABC"), st.sampled_from(list(Verdict)), st.just("s")))


class Onboarding:
    """Evidence in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Row] = {}

    def result(self, application_id: str, step: str, run: str) -> Row | None:
        return self.kept.get((application_id, step, run))

    def add_evidence(self, application_id: str, step: str, run: str, evidence: Evidence, started_at: str) -> Row:
        return self.kept.setdefault((application_id, step, run), evidence.result)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A step that counts how often it was really done."""
    table = Onboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    done: list[int] = []

    def logic() -> Evidence:
        done.append(1)
        return Evidence({"times": len(done)})

    check = kept(lambda _event: logic(), name="check")
    return lambda **event: check({"application_id": "demo-1", "run": "r", **event})


def test_a_repeated_call_gets_the_first_answer(counted: Any) -> None:
    assert counted() == counted() == {"times": 1}


def test_another_run_or_attempt_is_done_anew(counted: Any) -> None:
    assert [counted(attempt=1), counted(attempt=2), counted(run="s"), counted(attempt=1)] == [
        {"times": 1},
        {"times": 2},
        {"times": 3},
        {"times": 1},
    ]


def test_a_step_is_named_like_its_folder_or_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Onboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)

    def logic(_event: Event) -> Evidence:
        return Evidence({})

    logic.__module__ = "lambdas.check_email.handler"
    event = {"application_id": "demo-1", "run": "r", "kind": "pep", "attempt": 2}
    kept(logic)(event)
    kept(logic, name="check_address")(event)
    kept(logic, name=lambda event: f"screen_{event['kind']}", run=lambda event: event["kind"])(event)
    names = ["check_email", "check_address", "screen_pep"]
    assert [*table.kept] == [
        ("demo-1", name, run) for name, run in zip(names, ["r#002", "r#002", "pep#002"], strict=True)
    ]


def test_the_definition_that_called_is_kept_with_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    table = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    check = kept(lambda _event: Evidence({}, versions={"identity_policy": "1"}), name="check")
    check({"application_id": "demo-1", "run": "r", "definition": "abc"})
    (found,) = table.evidence("demo-1", "check")
    assert found.versions == {"identity_policy": "1", "definition": "abc"}
    assert found.started_at <= found.at


@given(FINDINGS)
def test_the_gravest_finding_is_the_verdict(findings: list[Finding]) -> None:
    order = list(Verdict)
    assert worst(findings) == max((finding.verdict for finding in findings), key=order.index, default=Verdict.PASS)
    made = Evidence.of(findings, {"seen": 1}, {"policy": "1"}, hits=2)
    assert made.result == {"verdict": worst(findings), "reasons": codes(findings), "hits": 2}
    assert (made.findings, made.details, made.versions) == (findings, {"seen": 1}, {"policy": "1"})
    assert len(codes(findings)) == len({finding.code for finding in findings})
