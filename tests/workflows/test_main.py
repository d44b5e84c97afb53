"""``python -m workflows``: what is committed is what the Python builds."""

from pathlib import Path

import pytest

import workflows
from workflows import __main__ as command
from workflows import diagrams, lint


def test_the_committed_files_are_what_the_workflows_build() -> None:
    assert command.differing(command.files(command.build())) == [], "run: python -m workflows"


def test_check_names_what_differs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stale = command.ROOT / "definitions" / "kyc-risk.asl.json"
    monkeypatch.setattr(command, "differing", lambda _: [stale])
    assert command.main(["--check"]) == 2
    assert "differs: definitions/kyc-risk.asl.json" in capsys.readouterr().out


def test_write_changes_only_what_differs(tmp_path: Path) -> None:
    built = command.build()
    (tmp_path / "definitions").mkdir()
    assert len(command.write(built, tmp_path)) == len(built)
    assert command.write(built, tmp_path) == []


def test_problems_are_told_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lint, "problems", lambda _: ["kyc-risk: Assess: wrong"])
    assert command.main([]) == 2
    assert "kyc-risk: Assess: wrong" in capsys.readouterr().err


def test_ordering_keeps_every_definition_equal() -> None:
    assert command.build() == workflows.definitions()


def test_diagrams_show_every_state() -> None:
    for name, definition in workflows.definitions().items():
        chart = diagrams.flow_chart(definition)
        missing = [state for state, _ in lint.states(definition) if f'"{state}"' not in chart]
        assert not missing, name
