"""``python -m workflows``: what is committed is what the Python builds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import workflows
from tests.workflows import bank
from workflows import __main__ as command
from workflows.build import Builder, build, differing, files, write
from workflows.contracts import DEFINITIONS, Contracts

HERE = "tests.workflows.test_build"


@dataclass
class Project:
    workflows: Mapping[str, Builder]
    definitions: Sequence[Path]


LIBRARY = Project(workflows.WORKFLOWS, (DEFINITIONS,))
NO_PROJECT = object()


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A bank's project, named on the command line as ``bank:PROJECT``."""
    found = Project(bank.WORKFLOWS, (folder, DEFINITIONS))
    monkeypatch.setattr(bank, "PROJECT", found, raising=False)
    return found


def test_the_committed_files_are_what_the_workflows_build() -> None:
    built = build(workflows.WORKFLOWS, Contracts())
    assert differing(files(built, DEFINITIONS)) == [], "run: python -m workflows"


def test_ordering_keeps_every_definition_equal() -> None:
    assert build(workflows.WORKFLOWS, Contracts()) == workflows.definitions()


def test_write_changes_only_what_differs(tmp_path: Path) -> None:
    contents = files(build(workflows.WORKFLOWS, Contracts()), tmp_path)
    assert set(write(contents)) == {tmp_path / f"{name}.asl.json" for name in workflows.WORKFLOWS}
    assert write(contents) == []


def test_charts_are_drawn_where_there_is_a_place_for_them(tmp_path: Path) -> None:
    (tmp_path / "workflows" / "charts").mkdir(parents=True)
    written = files(workflows.definitions(), tmp_path / "definitions")
    chart = written[tmp_path / "workflows" / "charts" / "kyc-risk.svg"]
    assert "<title>kyc-risk</title>" in chart
    assert len(written) == 2 * len(workflows.WORKFLOWS)


def test_a_project_s_definitions_are_written_to_its_own_folder(
    own: Project, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--project", "tests.workflows.bank:PROJECT"]
    assert command.main([*arguments, "--check"]) == 2
    assert f"differs: {folder / 'kyc-risk.asl.json'}" in capsys.readouterr().out
    assert not list(folder.glob("*.asl.json"))
    assert command.main(arguments) == 0
    assert {file.name for file in folder.glob("*.asl.json")} == {f"{name}.asl.json" for name in own.workflows}
    assert command.main([*arguments, "--check"]) == 0
    assert "6 workflows" in capsys.readouterr().out


def test_check_of_the_library_s_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check", "--project", f"{HERE}:LIBRARY"]) == 0
    assert "no problems" in capsys.readouterr().out


def test_problems_are_printed_and_nothing_is_written(
    own: Project, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = json.loads((folder / "risk_policy.json").read_text(encoding="utf-8"))
    policy["overrides"].pop()
    (folder / "risk_policy.json").write_text(json.dumps(policy), encoding="utf-8")
    assert command.main(["--project", "tests.workflows.bank:PROJECT"]) == 2
    assert "no override of the risk policy names it" in capsys.readouterr().err
    assert not list(folder.glob("*.asl.json"))


@pytest.mark.parametrize("missing", ["nowhere:KYC", "nowhere.project:KYC", "workflows.project:KYC"])
def test_without_infrastructure_the_library_s_own_are_built(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "DEFAULT", missing)
    found = command.project(missing)
    assert found.workflows == workflows.WORKFLOWS
    assert list(found.definitions) == [DEFINITIONS]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.at_all:KYC", "No module named 'nowhere'"),
        (f"{HERE}:NOTHING", "has no attribute 'NOTHING'"),
        (f"{HERE}:NO_PROJECT", "has no attribute 'workflows'"),
        (HERE, "has no attribute ''"),
        (":KYC", "Empty module name"),
    ],
)
def test_a_project_that_is_not_there_is_explained(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--project", name]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"--project {name}: ")
    assert said in error
    assert "Give MODULE:NAME" in error
